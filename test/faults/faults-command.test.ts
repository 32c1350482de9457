import { afterAll, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordHistory, recordLog, type LoggedLine } from './history.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-histories-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const faults = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', './tools/swc-register.js', 'scripts/faults.ts', ...args],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, last: stdout.trimEnd().split('\n').at(-1), stderr };
};

async function histories(name: string, inLog: boolean): Promise<string> {
  const own = path.join(folder, name);
  const writer = recordHistory(own, 'writer');
  writer.say({ type: 'send', key: 'k1', effect: 'activity:k1' });
  writer.say({ type: 'ack', key: 'k1', effect: 'activity:k1', record: 'r1' });
  await writer.close();
  const logged: LoggedLine = {
    pos: 1,
    event: 'e1',
    kind: 'ACTIVITY_ADDED',
    subject: 'case1',
    version: 1,
    guard: 'case1',
    minimum: 2,
    audience: {},
    revoked: [],
    effect: 'activity:k1',
    record: 'r1',
  };
  await recordLog(own, inLog ? [{ type: 'position', ...logged }] : []);
  return own;
}

test('a clean history ends with its counts and code 0; one with a loss with code 1', async () => {
  const clean = faults('--check', await histories('clean', true), '--json');
  expect([clean.status, clean.last]).toEqual([0, '{"acked":1,"lost":0,"doubled":0,"inverted":0,"leaked":0}']);
  const broken = faults('--check', await histories('broken', false), '--json');
  expect([broken.status, broken.last]).toEqual([1, '{"acked":1,"lost":1,"doubled":0,"inverted":0,"leaked":0}']);
  expect(broken.stderr).toContain('acked but not in the log: activity:k1');
});

test('a mistake in the flags is said in one sentence, and nothing is started', () => {
  const asked = [
    faults('--seconds', 'soon'),
    faults('--only', 'earthquake'),
    faults('--nodes', '0'),
    faults('--seconds', ''),
    faults('--check', path.join(folder, 'nowhere')),
  ];
  expect(asked.map(({ status }) => status)).toEqual([2, 2, 2, 2, 2]);
  expect(asked[0]!.stderr).toContain('“soon” 应为 1 到 86400 的整数');
  expect(asked[1]!.stderr).toContain('没有名称含“earthquake”的故障');
  expect(asked[2]!.stderr).toContain('“0” 应为 1 到 8 的整数');
  expect(asked[4]!.stderr).toContain('nowhere 不是文件夹');
});

/** Those that are alive of what the process started, and what they started. */
function* descendants(pid: number): Generator<number> {
  for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)) {
    yield child;
    yield* descendants(child);
  }
}
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

test.each([
  ['while it starts', 1],
  ['in the middle', 2],
])(
  'SIGTERM %s stops it with code 130, and nothing that it started is left',
  async (_, lines) => {
    // By npm, as people start it: its signal has to reach the program.
    const command = ['run', '-s', 'faults', '--', '--seconds', '60', '--only', 'node deployed'];
    const child = spawn('npm', command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let printed = 0;
    for await (const chunk of child.stdout) {
      printed += String(chunk).split('\n').length - 1;
      if (printed >= lines) break;
    }
    let started: number[] = [];
    while (started.length < 3) {
      await sleep(50);
      started = [...descendants(child.pid!)];
    }
    child.kill('SIGTERM');
    expect(await ended).toEqual([130, null]);
    expect(started.filter(isAlive)).toEqual([]);
    const disks = readdirSync(tmpdir()).filter((name) => started.some((pid) => name.startsWith(`zhaoshang-disk-${pid}-`)));
    expect(disks).toEqual([]);
  },
  120_000,
);
