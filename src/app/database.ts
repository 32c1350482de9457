import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';
import { READER, SYSTEM, WRITER } from '../kernel/guarded.ts';
import type { Read } from '../kernel/context.ts';
import { endWhenSilent } from './lost-connections.ts';
import { together } from './one-write.ts';
import { ormConfig } from './orm.ts';

// Instants and days stay text or Date as the wire wants them: numeric and bigint as strings, dates as text.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface Database {
  readonly url: string;
  /** Metadata of the entities; in a transaction, their inserts and updates. */
  readonly em: EntityManager;
  /** Connections for transactions in a team's name (`team-transaction.ts`). */
  readonly writer: pg.Pool;
  /** Reads in a team's name under row-level security: the only way requests read. */
  readAs(teamId: string): Read;
  /** Lists from a streaming replica, with the log position the replica had reached; null where there is none. */
  replicaAs(teamId: string): { read: Read; readHot: Read; position: number } | null;
  /** Import, demo, sequencer, tail and live executions: no team's name, every row. */
  readonly system: pg.Pool;
  readonly readSystem: Read;
  /** Queries that are one statement alone: they carry the access rows' condition themselves (decisions 0041, 0044). */
  readonly readHot: Read;
  /** Sequencer and tail have connections of their own: a pool full of requests delays no event. */
  readonly log: pg.Pool;
  /** All of them by name, to be measured. */
  readonly pools: Readonly<Record<string, pg.Pool>>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Streaming replicas for lists; never used for the answer to one's own write. */
  replicaUrls?: readonly string[];
  poolSize?: number;
  /** A full pool refuses after this long (OVERLOADED on the wire). */
  waitMs?: number;
  /** An answer that is silent for longer will not come. Left out where statements may take long: imports, checks. */
  silentMs?: number | undefined;
  onError?: (error: Error) => void;
}

/** A full pool refuses with OVERLOADED after this long. */
const WAIT_FOR_CONNECTION_MS = 2_000;

type PoolExtras = pg.PoolConfig & { silentMs?: number | undefined };

/** A pool whose sessions work as `role` from the start: no round trip, and no way back within a statement. */
function poolAs(
  role: string,
  url: string,
  max: number,
  onError: (error: Error) => void,
  { silentMs, ...extra }: PoolExtras,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    idleTimeoutMillis: 0,
    options: `-c role=${role} -c timezone=UTC`,
    application_name: role,
    ...extra,
  });
  pool.on('error', onError);
  // A connection that is out of its pool and is reset would end the process: nobody else listens on it.
  pool.on('connect', (client) => client.on('error', onError));
  if (silentMs !== undefined) endWhenSilent(pool, silentMs);
  return pool;
}

const team = new WeakMap<pg.PoolClient, string>();

/**
 * Reads as a team: the team's name is set once per connection and team, in the same flight as the statement
 * (pipelined), so the second net costs no round trip.
 */
function readerOf(pool: pg.Pool, teamId: string): Read {
  return async <R>(sql: string, params: readonly unknown[] = [], name?: string): Promise<R[]> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const statement = name ? { name, text: sql, values: [...params] } : { text: sql, values: [...params] };
      if (team.get(client) === teamId) return (await client.query<R & pg.QueryResultRow>(statement)).rows;
      team.delete(client);
      together(client);
      const set = client.query(`select set_config('app.team', $1, false)`, [teamId]);
      const answer = client.query<R & pg.QueryResultRow>(statement);
      const [, rows] = await Promise.all([set, answer]).catch(async (error: unknown) => {
        await Promise.allSettled([set, answer]);
        throw error;
      });
      team.set(client, teamId);
      return rows.rows;
    } catch (error) {
      if ((error as { severity?: string }).severity === undefined) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  };
}

export async function openDatabase({
  url,
  replicaUrls = [],
  poolSize = 10,
  waitMs = WAIT_FOR_CONNECTION_MS,
  silentMs,
  onError = () => {},
}: DatabaseOptions): Promise<Database> {
  // Without a limit a write that was already answered with TIMEOUT would still wait in line, and be done later.
  const wait = { connectionTimeoutMillis: waitMs };
  const driverOptions = { ...wait, silentMs };
  const orm = await MikroORM.init({ ...ormConfig(url, { min: 0, max: poolSize }), driverOptions: wait });
  const writer = writerPool(url, poolSize, onError, driverOptions);
  const reader = readerPool(url, poolSize, onError, driverOptions);
  const hotPool = (of: string) => poolAs(SYSTEM, of, poolSize, onError, { ...driverOptions, options: readOnlyAs(SYSTEM) });
  const replicas = replicaUrls.map((each) => ({
    ...followReplica(readerPool(each, poolSize, onError, driverOptions), onError),
    hot: hotPool(each),
  }));
  const system = poolAs(SYSTEM, url, 6, onError, driverOptions);
  const log = poolAs(SYSTEM, url, 3, onError, { ...driverOptions, pipeline: true } as PoolExtras);
  const hot = hotPool(url);
  let next = 0;
  return {
    url,
    em: orm.em as EntityManager,
    writer,
    readAs: (teamId) => readerOf(reader, teamId),
    replicaAs: (teamId) => {
      const replica = replicas[next++ % replicas.length];
      const position = replica?.position() ?? 0;
      return replica && position > 0 ? { read: readerOf(replica.pool, teamId), readHot: readerOn(replica.hot), position } : null;
    },
    system,
    log,
    pools: { writer, reader, system, log, hot },
    readSystem: readerOn(system),
    readHot: readerOn(hot),
    close: async () => {
      for (const replica of replicas) replica.stop();
      await Promise.all(
        [reader, ...replicas.flatMap(({ pool, hot: own }) => [pool, own]), system, log, hot, writer].map((pool) => pool.end()),
      );
      await orm.close(true);
    },
  };
}

/** The locks of a request that is not heard of any more end with its transaction, later than any request is waited for. */
const writerPool = (url: string, max: number, onError: (error: Error) => void, wait: PoolExtras): pg.Pool =>
  poolAs(WRITER, url, max, onError, {
    ...wait,
    pipeline: true,
    options: `-c role=${WRITER} -c timezone=UTC -c lock_timeout=2s -c statement_timeout=4s -c idle_in_transaction_session_timeout=6s`,
  } as pg.PoolConfig);

const readerPool = (url: string, max: number, onError: (error: Error) => void, wait: PoolExtras): pg.Pool =>
  poolAs(READER, url, max, onError, {
    ...wait,
    pipeline: true,
    options: readOnlyAs(READER),
  } as pg.PoolConfig);

const readOnlyAs = (role: string): string =>
  `-c role=${role} -c timezone=UTC -c default_transaction_read_only=on -c statement_timeout=4000`;

const readerOn =
  (pool: pg.Pool): Read =>
  async <R>(sql: string, params: readonly unknown[] = [], name?: string) =>
    (
      await pool.query<R & pg.QueryResultRow>(
        name ? { name, text: sql, values: [...params] } : { text: sql, values: [...params] },
      )
    ).rows;

const REPLICA_POLL_MS = 250;

/** Knows a position the replica has passed: a page read from it is true at least there, so a stream repeats and never skips. */
function followReplica(pool: pg.Pool, onError: (error: Error) => void) {
  let position = 0;
  const look = () =>
    pool
      .query<{ pos: string }>('select coalesce(max(pos), 0) as pos from event_pos')
      .then(({ rows }) => void (position = Number(rows[0]!.pos)))
      .catch((error: Error) => {
        position = 0;
        onError(error);
      });
  const timer = setInterval(() => void look(), REPLICA_POLL_MS);
  void look();
  return { pool, position: () => position, stop: () => clearInterval(timer) };
}
