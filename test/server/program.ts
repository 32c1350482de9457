import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** `npm start`, or another program of ours, as a process of its own, from the sources; nothing of the caller's settings reaches it. */
export function startProgram(env: NodeJS.ProcessEnv, args: string[] = [], file = 'src/main.ts') {
  const own = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', LOG_LEVEL: 'warn', ...env };
  const child = spawn(process.execPath, ['--import', './tools/swc-register.js', file, ...args], {
    cwd: ROOT,
    env: own,
    // With a channel to whoever started it a server stops when that is gone, killed included.
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  const printed = { out: '', error: '' };
  const listeners = new Set<() => void>();
  const took = (into: 'out' | 'error') => (chunk: Buffer) => {
    printed[into] += chunk.toString();
    for (const each of listeners) each();
  };
  child.stdout!.on('data', took('out'));
  child.stderr!.on('data', took('error'));
  const ended = new Promise<number | null>((done) => child.once('close', done));
  /** The address it prints, or an error with what it printed instead. */
  const ready = new Promise<string>((done, fail) => {
    listeners.add(() => {
      const address = /(http:\/\/[^/\s]+)\/readyz/.exec(printed.out);
      if (address) done(address[1]!);
    });
    void ended.then((code) => fail(new Error(`ended with ${code}: ${printed.error}${printed.out}`)));
  });
  ready.catch(() => {});
  /** What it has printed, as soon as that holds what was waited for; an error when it ends without. */
  const says = (what: RegExp) =>
    new Promise<RegExpExecArray>((done, fail) => {
      const look = () => {
        const found = what.exec(printed.out);
        if (found) done(found);
      };
      listeners.add(look);
      look();
      void ended.then((code) => fail(new Error(`ended with ${code}: ${printed.error}${printed.out}`)));
    });
  return { printed, ended, ready, says, pid: child.pid!, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}
export type Program = ReturnType<typeof startProgram>;

/** A folder that an unprivileged PostgreSQL may enter. */
export function newFolder(): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-server-'));
  chmodSync(folder, 0o755);
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
