import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './postgres-cluster.ts';
import { StartRefused } from './start-refused.ts';

export interface NatsServer {
  url: string;
  readonly pid: number;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const START_MS = 10_000;
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

/**
 * The shell waits for the server and for the end of its own input, whichever comes first: the server and its folder, with
 * the password in it, go with the process that started it, even when that is killed.
 */
const KEEPER = 'exec 3<&0; "$0" -c "$1/nats.conf" >&2 & nats=$!; (read _ <&3; kill $nats 2>/dev/null) & wait $nats; rm -rf "$1"';

const searched = () => [...(process.env.PATH ?? '').split(path.delimiter), ...SYSTEM_FOLDERS];

export function natsBinary(folders: readonly string[] = searched()): string {
  const found = folders.map((folder) => path.join(folder, 'nats-server')).find((file) => existsSync(file));
  if (found) return found;
  throw new StartRefused(
    'NATS_MISSING',
    '找不到程序 nats-server。请安装：apt-get install nats-server；或设置 NATS_URL 使用已有的 NATS；或改用 --bus pg',
  );
}

const answers = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1');
    const say = (yes: boolean) => {
      socket.destroy();
      done(yes);
    };
    socket.once('connect', () => say(true)).once('error', () => say(false));
  });

/** A `nats-server` of our own on a free port of the loopback, with a password that only our nodes know. */
export async function startNats(): Promise<NatsServer> {
  const binary = natsBinary();
  const port = await freePort();
  const token = randomBytes(18).toString('base64url');
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-nats-'));
  const file = path.join(folder, 'nats.conf');
  const pidFile = path.join(folder, 'nats.pid');
  const settings = [`listen: "127.0.0.1:${port}"`, `pid_file: ${JSON.stringify(pidFile)}`, `authorization { token: "${token}" }`];
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 });
  const child = spawn('/bin/sh', ['-c', KEEPER, binary, folder], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.on('error', () => {});
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  let isGone = false;
  const ended = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done())).then(() => {
    isGone = true;
    child.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  });
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const deadline = Date.now() + START_MS;
  while (!isGone && !(await answers(port))) {
    if (Date.now() > deadline) await stop();
    else await sleep(20);
  }
  if (isGone) throw new StartRefused('NATS_FAILED', `${binary} 未能启动：\n${said.trim()}\n`);
  return { url: `nats://${token}@127.0.0.1:${port}`, pid: Number(readFileSync(pidFile, 'utf8')), ended, stop };
}
