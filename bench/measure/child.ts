import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Child {
  pid: number;
  port: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** A server in a process of its own. Its log goes to a file: logging is on, as it is in production. */
export async function startChild(
  name: string,
  args: readonly string[],
  env: Record<string, string>,
  portOf: (line: string) => number | null,
  cwd = path.resolve(import.meta.dirname, '../..'),
): Promise<Child> {
  const logFile = path.join(tmpdir(), `zhaoshang-bench-${name}.log`);
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let port: number | null = null;
  while (port === null) {
    await sleep(20);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} ended before it was ready, see ${logFile}`);
    for (const line of readFileSync(logFile, 'utf8').split('\n')) port ??= portOf(line);
  }
  return {
    pid: child.pid!,
    port,
    process: child,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(killer);
    },
  };
}

/** What our own reference servers print. */
export const listeningPort = (line: string): number | null => {
  const found = /^listening (\d+)/.exec(line);
  return found ? Number(found[1]) : null;
};
