import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Ending {
  code: number | null;
  out: string;
  error: string;
}

/** A process of its own that stops as `stop` says; the signals are sent once it is up. */
async function end(stop: string, signals: NodeJS.Signals[], limits = { hardLimitMs: 5_000, echoMs: 0 }): Promise<Ending> {
  const script = `
    const { onShutdown } = await import('./src/app/shutdown.ts');
    onShutdown({ log: (line) => console.log(line), stop: ${stop}, ...${JSON.stringify(limits)} });
    setInterval(() => {}, 1000);
    console.log('up');`;
  const child = spawn(process.execPath, ['--import', './tools/swc-register.js', '--input-type=module', '-e', script], {
    cwd: ROOT,
  });
  let out = '';
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    const next = /up|正在停止/.test(chunk.toString()) ? signals.shift() : undefined;
    if (next) child.kill(next);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, error };
}

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 after %s once everything has stopped', async (signal) => {
    expect(await end(`async () => console.log('stopped')`, [signal])).toEqual({
      code: 0,
      out: expect.stringMatching(/正在停止[^]*stopped/),
      error: '',
    });
  });

  test('ends with 1 at the hard limit and says so', async () => {
    expect(await end('() => new Promise(() => {})', ['SIGTERM'], { hardLimitMs: 100, echoMs: 0 })).toMatchObject({
      code: 1,
      error: expect.stringContaining('SHUTDOWN_TIMEOUT'),
    });
  });

  test('ends with 1 at the second signal and says so', async () => {
    expect(await end('() => new Promise(() => {})', ['SIGINT', 'SIGINT'])).toMatchObject({
      code: 1,
      error: expect.stringContaining('SHUTDOWN_FORCED'),
    });
  });

  test('takes the second signal of one Ctrl-C under npm for an echo', async () => {
    const ending = await end('() => new Promise((done) => setTimeout(done, 300))', ['SIGINT', 'SIGINT'], {
      hardLimitMs: 5_000,
      echoMs: 2_000,
    });
    expect(ending).toMatchObject({ code: 0, error: '' });
  });

  test('ends with 1 when stopping fails and says why', async () => {
    const ending = await end(`async () => { throw new Error('事件未落盘'); }`, ['SIGTERM']);
    expect(ending).toMatchObject({ code: 1, error: expect.stringMatching(/事件未落盘.*SHUTDOWN_FAILED/) });
  });
});
