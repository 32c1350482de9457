import pino from 'pino';
import { readConfig } from './config.ts';
import { startPostgresFor } from './postgres.ts';
import { helpText } from './settings.ts';
import { onShutdown } from './shutdown.ts';
import { StartRefused } from './start-refused.ts';

const LOG_FLUSH_MS = 100;

/** Lines are written together, at least every tenth of a second and at exit: a write of its own for each would hold up every request. */
function logStream(): ReturnType<typeof pino.destination> {
  const stream = pino.destination({ sync: false, minLength: 32_768, maxWrite: 65_536 });
  setInterval(() => stream.flush(), LOG_FLUSH_MS).unref();
  return stream;
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void console.log(helpText());
  const config = readConfig(process.env);
  const log = pino(
    { level: config.logLevel, redact: ['authorization', '*.authorization', '*.password', '*.token', '*.phone'] },
    logStream(),
  );
  const opened: Array<() => Promise<void>> = [];
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    for (const close of opened.splice(0).reverse()) await close();
  };
  onShutdown({ log: (line) => log.info(line), stop });
  try {
    const starting = startPostgresFor(config, (line) => log.info(line));
    opened.push(async () => (await starting.catch(() => undefined))?.stop()); // a signal may come while it starts
    const [postgres, { startServer }] = await Promise.all([starting, import('./server.ts')]); // both take their time
    if (isStopping) return;
    const server = await startServer(config, postgres.url, log);
    opened.push(() => server.close());
    console.log(await server.welcome());
    process.send?.({ url: server.url }); // to the cluster that started this node
  } catch (error) {
    if (isStopping) return; // what failed is what a signal has just taken away
    await stop();
    throw error;
  }
}

/** The program of a node, from reading its configuration to its end. */
export const run = (): Promise<void> =>
  main().catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof StartRefused ? error.message : `启动失败：${(error as Error).stack ?? String(error)}`}\n`,
    );
    process.exit(1);
  });
