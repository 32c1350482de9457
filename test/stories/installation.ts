import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A 招商云网 of its own in a temporary folder: started as a user starts it, gone afterwards. */
export interface Installation {
  url: string;
  /** `npm run import -- <kind> <path> --json` beside the running server. */
  imports(
    kind: 'companies' | 'chains',
    file: string,
  ): Promise<{ read: number; added: number; updated: number; unchanged: number; refused: number }>;
  /** Starts it again with a clock that is so many days ahead of the real one: sign-ins have run out meanwhile. */
  later(days: number): Promise<void>;
  stop(): Promise<void>;
}

export async function install(): Promise<Installation> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-story-'));
  chmodSync(folder, 0o755);
  const env = {
    ...process.env,
    DATA_DIR: path.join(folder, '.data'),
    PORT: '0',
    LOG_LEVEL: 'error',
    DATABASE_URL: '',
    DEMO: '1',
    BUS: 'pg',
  };
  let running = await serve(env, folder);
  return {
    get url() {
      return running.url;
    },
    imports: async (kind, file) => {
      const lines = await output([path.join(ROOT, 'dist/app/import.js'), kind, file, '--json'], env, folder);
      return JSON.parse(lines.trim().split('\n').at(-1)!) as Awaited<ReturnType<Installation['imports']>>;
    },
    later: async (days) => {
      await running.end();
      running = await serve({ ...env, DEMO_CLOCK_DAYS: String(days) }, folder);
      await caughtUp(running.url);
    },
    stop: async () => {
      await running.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function serve(env: NodeJS.ProcessEnv, cwd: string): Promise<{ url: string; end: () => Promise<void> }> {
  const server = spawn(process.execPath, [path.join(ROOT, 'dist/main.js')], { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  const url = await new Promise<string>((done, fail) => {
    let printed = '';
    server.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /(http:\/\/[^/\s]+)\/graphql/.exec(printed);
      if (address) done(address[1]!);
    });
    server.once('exit', (code) => fail(new Error(`服务器未能启动，退出码 ${code}。请先运行 npm run build`)));
  });
  const end = (): Promise<void> => {
    server.kill('SIGTERM');
    return ended;
  };
  return { url, end };
}

const PAUSE_MS = 300;

/**
 * Waits until the first round of housekeeping has told what became due meanwhile and all of it is numbered, so that who
 * signs in now hears of what comes next alone, however slow the machine.
 */
async function caughtUp(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  let before = '';
  for (let at = ''; at === '' || at !== before;) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    if (Date.now() > deadline) throw new Error('服务器一分钟内没有处理完到期事项，请查看其日志');
    const metrics = await (await fetch(new URL('/metrics', url))).text();
    const isIdle = ['pending_events', 'log_lag_events'].every((name) => metrics.includes(`zhaoshang_${name} 0\n`));
    before = at;
    at = metrics.includes('light="red"') && isIdle ? (/zhaoshang_sequenced_pos (\d+)/.exec(metrics)?.[1] ?? '') : '';
  }
}

function output(args: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<string> {
  const child = spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, problems] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => void (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (problems += chunk.toString()));
  return new Promise((done, fail) => {
    child.once('exit', (code) => (code === 0 ? done(text) : fail(new Error(`导入失败（${code}）：${problems}`))));
  });
}
