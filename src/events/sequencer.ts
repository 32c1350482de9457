import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { createBatchPace } from './batch-pace.ts';
import { CHANNEL } from './bus-pg.ts';
import type { Bus } from './bus.ts';
import { chainHash, EVENT_TEXT, GENESIS, type EventText } from './hash-chain.ts';
import type { LoggedEvent } from './logged-event.ts';
import { loggedEvent } from './read-log.ts';

export const BATCH = 1_000;

export interface Sequenced {
  /** First and last position given out; both the last known position when there was nothing to number. */
  from: number;
  to: number;
  count: number;
  events: LoggedEvent[];
  /** Another sequencer was at work; nothing was looked at. */
  fenced: boolean;
}

const IDLE: Omit<Sequenced, 'fenced'> = { from: 0, to: 0, count: 0, events: [] };

/**
 * READ COMMITTED is required: the snapshots must be taken after the lock. The lock ends with the transaction, so a
 * sequencer that dies or hangs between the statements loses nothing and holds up the others for 1 s at most.
 */
const BEGIN = `begin isolation level read committed;
  set local statement_timeout = '10s';
  set local idle_in_transaction_session_timeout = '1s';
  select set_config('zhaoshang.numbering', pg_try_advisory_xact_lock(hashtext('zhaoshang.sequencer'))::text, true) as mine`;

/**
 * Sent behind BEGIN in one flight, so it asks by itself whether the lock was got; its snapshot is its own, taken after.
 * The order by inside is essential: after a pause more than one batch waits, and any 1,000 of them would tear a case's
 * events apart (ids are drawn while the case's row is locked, so ascending ids are the case's order).
 */
const TAKE = `with taken as (
    delete from event_pending where current_setting('zhaoshang.numbering', true) = 'true' and ctid = any(array(select ctid from event_pending order by event_id limit ${BATCH})) returning event_id),
  head as (select pos, hash from event_pos order by pos desc limit 1)
  select h.pos, h.hash, ${EVENT_TEXT} from taken t join event e on e.id = t.event_id left join head h on true order by t.event_id`;

const NUMBER = `with numbered as (
    insert into event_pos (pos, event_id, hash, at)
    select *, $4::timestamptz from unnest($1::bigint[], $2::bigint[], $3::bytea[]))
  select pg_notify('${CHANNEL}', $5)`;

/** Numbers up to 1,000 committed events densely after the last position, in one short transaction. Safe on any number of nodes at once. */
export async function sequenceOnce(pool: pg.Pool, now: () => Date = () => new Date()): Promise<Sequenced> {
  const client = await pool.connect();
  let failure: Error | undefined;
  const lost = (error: Error) => void (failure = error);
  client.on('error', lost); // nobody else listens on a connection that is out of its pool
  try {
    const [begun, taken] = await Promise.all([
      client.query(BEGIN) as unknown as Promise<pg.QueryResult<{ mine: string }>[]>,
      client.query<Taken>({ name: 'take_pending', text: TAKE, rowMode: 'array' }),
    ]);
    const mine = begun.at(-1)!.rows[0]!.mine === 'true';
    if (taken.rows.length > 0) return { ...(await numberBatch(client, taken.rows, now())), fenced: false };
    await client.query('rollback');
    return { ...IDLE, fenced: !mine };
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.off('error', lost);
    client.release(failure); // closing the connection aborts the transaction: the pending rows are back
  }
}

type Taken = [pos: string | null, hash: Buffer | null, ...event: EventText];

/** Numbers them and commits, in one flight: where the numbers do not fit, the commit is a rollback. */
async function numberBatch(client: pg.PoolClient, rows: Taken[], now: Date): Promise<Omit<Sequenced, 'fenced'>> {
  const [headPos, headHash] = rows[0]!;
  const from = Number(headPos ?? 0) + 1;
  let hash = headHash ?? GENESIS;
  const positions: number[] = [];
  const hashes: Buffer[] = [];
  const taken = rows.map(([, , ...event]) => event);
  for (const [index, event] of taken.entries()) {
    hash = chainHash(hash, from + index, now.getTime(), event);
    positions.push(from + index);
    hashes.push(hash);
  }
  const to = from + taken.length - 1;
  const values = [positions, taken.map(([id]) => id), hashes, now, String(to)];
  await Promise.all([client.query({ name: 'number_taken', text: NUMBER, values }), client.query('commit')]);
  return { from, to, count: taken.length, events: taken.map((event, index) => loggedEvent(from + index, event)) };
}

export interface SequencerOptions {
  pool: pg.Pool;
  bus: Bus;
  /** Other nodes' commits, and own ones whose kick was lost, wait this long at most. */
  intervalMs?: number;
  onError: (error: Error) => void;
  metrics?: SequencerMetrics;
  now?: () => Date;
}

export interface SequencerMetrics {
  numbered(batch: Sequenced, seconds: number): void;
  fenced(): void;
  failed(): void;
}

export interface Sequencer {
  /** After own commits: number soon. Any number of kicks during a batch make one more batch. */
  kick(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** The other one may have looked just before our commit. */
const FENCED_RETRY_MS = 5;
const LAST_RETRY_MS = 2_000;

/** One batch at a time, again at once while batches are full or kicks came in, and always again after `intervalMs`. */
export function createSequencer({ pool, bus, intervalMs = 150, onError, metrics, now }: SequencerOptions): Sequencer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let kicked = false;
  let stopped = false;
  let failures = 0;
  const pace = createBatchPace();

  /** How long to wait after this batch. */
  const batch = async (): Promise<number> => {
    try {
      const from = performance.now();
      const done = await sequenceOnce(pool, now);
      const { to, count, events, fenced } = done;
      failures = 0;
      pace.held(count);
      if (count > 0) {
        metrics?.numbered(done, (performance.now() - from) / 1_000);
        bus.publish({ pos: to, events });
      }
      if (fenced) {
        metrics?.fenced();
        return FENCED_RETRY_MS;
      }
      return count === BATCH ? 0 : intervalMs;
    } catch (error) {
      metrics?.failed();
      onError(error as Error);
      return Math.min(intervalMs * 2 ** failures++, LAST_RETRY_MS);
    }
  };
  const run = async () => {
    let waitMs = intervalMs;
    do {
      const pauseMs = pace.pauseMs(performance.now());
      if (pauseMs > 0 && waitMs > 0) await sleep(pauseMs);
      pace.begin(performance.now());
      kicked = false;
      waitMs = await batch();
    } while (!stopped && failures === 0 && (waitMs === 0 || (kicked && waitMs !== FENCED_RETRY_MS)));
    running = undefined;
    if (!stopped) timer = setTimeout(start, waitMs);
  };
  const start = () => {
    clearTimeout(timer);
    running ??= run();
  };
  start();

  return {
    kick: () => {
      kicked = true;
      if (!stopped && failures === 0) start();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
