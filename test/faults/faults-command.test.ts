import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
  const asked = [faults('--seconds', 'soon'), faults('--only', 'earthquake')];
  expect(asked.map(({ status }) => status)).toEqual([2, 2]);
  expect(asked[0]!.stderr).toContain('“soon” 应为不大于 86400 的整数');
  expect(asked[1]!.stderr).toContain('没有名称含“earthquake”的故障');
});
