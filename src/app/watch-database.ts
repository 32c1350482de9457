import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { SYSTEM } from '../kernel/guarded.ts';
import type { Clock } from './clock.ts';
import type { Metrics } from './metrics.ts';

const EVERY_MS = 2_000;
const TIMEOUT_MS = 1_500;
/** An answer that took longer says too little about the clock. */
const CLOCK_ANSWER_MS = 500;

const LOOK = `select coalesce((select max(pos) from event_pos), 0)::float8 as pos,
  (select count(*)::int from (select from event_pending limit 10000) p) as pending,
  (select min(event_id) from event_pending)::float8 as oldest,
  (select max(event_id) from event_pending)::float8 as newest,
  extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs",
  current_setting('transaction_read_only') = 'on' as "isReadOnly"`;

interface Seen {
  pos: number;
  pending: number;
  oldest: number | null;
  newest: number | null;
  nowMs: number;
  isReadOnly: boolean;
}

export interface DatabaseWatch {
  /** What works less well than it should: the node serves all the same. */
  degraded(): string[];
  stop(): Promise<void>;
}

export interface WatchOptions {
  url: string;
  clock: Clock;
  metrics: Metrics;
  log: Pick<Logger, 'info' | 'warn'>;
  /** Greatest position applied on this node. */
  position: () => number;
  everyMs?: number;
}

/** How long ago `next` was first seen to be there, by a clock that nobody sets; 0 when nothing waits. */
function createAge() {
  const seen: Array<{ reached: number; atMs: number }> = [];
  return (next: number | null, reached: number | null): number => {
    if (reached !== null && reached > (seen.at(-1)?.reached ?? -1)) seen.push({ reached, atMs: performance.now() });
    while (seen.length > 0 && (next === null || seen[0]!.reached < next)) seen.shift();
    return seen.length > 0 ? (performance.now() - seen[0]!.atMs) / 1_000 : 0;
  };
}

/** Says a change once, and once more when it is over. */
function createTeller(log: WatchOptions['log']) {
  const states = new Map<string, boolean>();
  return (name: string, isBad: boolean, bad: string, good: string, more: object = {}): void => {
    const before = states.get(name) ?? false;
    states.set(name, isBad);
    if (isBad && !before) log.warn(more, bad);
    if (!isBad && before) log.info(more, good);
  };
}

function watchPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    options: `-c role=${SYSTEM} -c timezone=UTC`,
    application_name: 'zhaoshang_watch',
  });
  pool.on('error', () => {}); // told by the next look
  return pool;
}

/** Looks at the database every 2 s, on a connection of its own: reachable, writable, its clock, and the log's backlog. */
export async function watchDatabase(options: WatchOptions): Promise<DatabaseWatch> {
  const { url, clock, metrics, everyMs = EVERY_MS } = options;
  const pool = watchPool(url);
  const tell = createTeller(options.log);
  const [lagging, waiting] = [createAge(), createAge()];
  const bad = new Set<string>();
  const note = (name: string, isBad: boolean) => void (isBad ? bad.add(name) : bad.delete(name));

  const took = ({ pos, pending, oldest, newest, nowMs, isReadOnly }: Seen, askedMs: number, tookMs: number): void => {
    const applied = options.position();
    metrics.sequencedPos.set(pos);
    metrics.lagEvents.set(Math.max(0, pos - applied));
    metrics.lagSeconds.set(lagging(pos > applied ? applied + 1 : null, pos));
    metrics.pendingEvents.set(pending);
    metrics.pendingSeconds.set(waiting(oldest, newest));
    metrics.databaseWritable.set(isReadOnly ? 0 : 1);
    note('database_read_only', isReadOnly);
    tell('writable', isReadOnly, 'database is read-only: writes are refused with UNAVAILABLE', 'database takes writes again');
    if (tookMs <= CLOCK_ANSWER_MS) clock.measured(nowMs - (askedMs + tookMs / 2));
    metrics.clockOffset.set(clock.offsetMs() / 1_000);
    note('clock', clock.isApart());
    const offset = { offsetSeconds: Math.round(clock.offsetMs() / 1_000) };
    tell('clock', clock.isApart(), "clock is off: going by the database's", "clock agrees with the database's again", offset);
  };
  const look = async (): Promise<void> => {
    const [askedMs, from] = [Date.now(), performance.now()];
    try {
      const { rows } = await pool.query<Seen>(LOOK);
      metrics.databaseUp.set(1);
      note('database', false);
      tell('reachable', false, '', 'database answers again');
      took(rows[0]!, askedMs, performance.now() - from);
    } catch (error) {
      metrics.databaseUp.set(0);
      note('database', true);
      tell('reachable', true, 'database does not answer', '', { err: error });
    }
  };
  // To connect takes long on a busy machine, and is no part of the time in which an answer tells the clock.
  await pool.query('select 1').catch(() => {});
  await look();
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      if (!stopping.signal.aborted) await look();
    }
  };
  const running = loop();
  return {
    degraded: () => [...bad],
    stop: async () => {
      stopping.abort();
      await running;
      await pool.end();
    },
  };
}
