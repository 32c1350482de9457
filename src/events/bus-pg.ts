import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Bus } from './bus.ts';
import { createLocalBus } from './bus-local.ts';

/** The sequencer notifies here once per batch, in its own transaction: the payload is the greatest position. */
export const CHANNEL = 'zhaoshang_log';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;
const HEARTBEAT_MS = 15_000;
const TIMEOUT_MS = 5_000;

export interface PgBusOptions {
  url: string;
  onState: (connected: boolean, reason?: Error) => void;
}

/** Listens on a connection of its own, and takes a new one, with growing pauses, whenever that ends. */
export function createPgBus({ url, onState }: PgBusOptions): Bus {
  const near = createLocalBus();
  const closing = new AbortController();
  let connected: boolean | undefined;
  const tell = (now: boolean, reason?: Error) => {
    if (connected !== now) onState(now, reason);
    connected = now;
  };

  const run = async () => {
    let pauseMs = FIRST_RETRY_MS;
    while (!closing.signal.aborted) {
      const reason = await listenUntilLost(url, closing.signal, near, () => {
        pauseMs = FIRST_RETRY_MS;
        tell(true);
      });
      if (closing.signal.aborted) return;
      tell(false, reason);
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: closing.signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, LAST_RETRY_MS);
    }
  };
  const running = run();

  return {
    publish: near.publish,
    onHint: near.onHint,
    close: async () => {
      closing.abort();
      await near.close();
      await running;
    },
  };
}

async function listenUntilLost(url: string, closing: AbortSignal, near: Bus, connected: () => void): Promise<Error> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'zhaoshang_bus',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    keepAlive: true,
  });
  let heartbeat: NodeJS.Timeout | undefined;
  const lost = new Promise<Error>((done) => {
    client.on('error', done);
    client.on('end', () => done(new Error('the connection ended')));
    closing.addEventListener('abort', () => done(new Error('the bus is closing')), { once: true });
    // A half-open connection is found by asking: nothing else would ever be sent on it.
    heartbeat = setInterval(() => client.query('select 1').catch(done), HEARTBEAT_MS);
  });
  client.on('notification', ({ payload }) => near.publish({ pos: Number(payload) }));
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    connected();
    return await lost;
  } catch (error) {
    return error as Error;
  } finally {
    clearInterval(heartbeat);
    client.end().catch(() => {});
  }
}
