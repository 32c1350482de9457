import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { writeEvents } from '../../src/events/write-events.ts';
import { sequenceOnce } from '../../src/events/sequencer.ts';
import { createWorld, type World } from '../world.ts';

const sqlOn =
  (client: pg.ClientBase) =>
  async <R>(sql: string, params: readonly unknown[] = []) =>
    (await client.query<R & pg.QueryResultRow>(sql, [...params])).rows as R[];

async function asSuperuser(databaseUrl: string, ...statements: string[]): Promise<void> {
  const url = new URL(process.env.TEST_ADMIN_URL!);
  url.pathname = new URL(databaseUrl).pathname;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  for (const statement of statements) await admin.query(statement);
  await admin.end();
}

/** A world of which only the log matters, and words for what happens to it. */
export async function createLogWorld(from: Promise<World> = createWorld()) {
  const world = await from;
  const writers = new pg.Pool({ connectionString: world.db.url, max: 40, options: '-c role=zhaoshang_writer' });
  writers.on('error', () => {});
  const parts: { stop(): Promise<void> }[] = [];
  const viewer = world.viewer(await world.city());

  /** The next event of a case, as an act writes it: last, while the case is locked. Left uncommitted. */
  const append = async (client: pg.ClientBase, caseId: string) => {
    const sql = sqlOn(client);
    await sql('begin');
    await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [caseId]);
    const [row] = await sql<{ next: number }>(`select coalesce(max(version), 0) + 1 as next from event where subject_id = $1`, [
      caseId,
    ]);
    const subject = { type: 'Case', id: caseId, version: row!.next };
    await writeEvents({ sql, viewer, now: new Date() }, [{ kind: 'CASE_UPDATED', subject, payload: { note: '更新', n: 1.5 } }]);
  };
  const committed = async (count: number, caseId = randomUUID()) => {
    const client = await writers.connect();
    for (let i = 0; i < count; i++) {
      await append(client, caseId);
      await client.query('commit');
    }
    client.release();
    return caseId;
  };

  /** Statements of an administrator who means harm: triggers are off. */
  const tamper = (...statements: string[]) => asSuperuser(world.db.url, 'set session_replication_role = replica', ...statements);

  return {
    ...world,
    writers,
    append,
    /** Commits so many events, one transaction each. */
    committed,
    numbered: async (count: number) => {
      await committed(count);
      while ((await sequenceOnce(world.db.system)).count > 0);
    },
    /** The order as numbered: position, event, case and the case's version. */
    order: () =>
      world.db.readSystem<{ pos: number; id: string; subject: string; version: number }>(
        `select p.pos::int as pos, p.event_id as id, e.subject_id as subject, e.version from event_pos p join event e on e.id = p.event_id order by p.pos`,
      ),
    pending: async () => (await world.db.readSystem<{ n: number }>('select count(*)::int as n from event_pending'))[0]!.n,
    tamper,
    /** So many events of one case, the first of the log, waiting in an order that is not theirs, as after reused space. */
    backlog: async (count: number) => {
      await committed(1);
      await tamper(
        `insert into event (uuid, kind, subject_type, subject_id, version, minimum, payload, actor_team_id, at)
          select gen_random_uuid(), kind, subject_type, subject_id, n, minimum, payload, actor_team_id, at
          from event, generate_series(2, ${count}) n where id = 1 order by n`,
        `truncate event_pending`,
        `insert into event_pending select id from event order by id desc`,
      );
    },
    /** Ends the connections of this database that bear the name, as a crash of their backends would. */
    terminate: (applicationName: string) =>
      asSuperuser(
        world.db.url,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = '${applicationName}'`,
      ),
    /** Stopped with the world, also when the test failed. */
    running: <T extends { stop(): Promise<void> }>(each: T): T => {
      parts.push(each);
      return each;
    },
    close: async () => {
      await Promise.all(parts.map((each) => each.stop()));
      await writers.end();
      await world.close();
    },
  };
}
export type LogWorld = Awaited<ReturnType<typeof createLogWorld>>;

/** Errors of a sequencer but for batches that a busy machine was too slow for: those are given up, and taken again. */
export const unexpected = (errors: readonly Error[]): Error[] =>
  errors.filter(({ message }) => !/idle-in-transaction timeout|is not queryable|Connection terminated/.test(message));

/** How often a case's later event stands before an earlier one. */
export function inversions(order: readonly { subject: string; version: number }[]): number {
  const last = new Map<string, number>();
  let found = 0;
  for (const { subject, version } of order) {
    if (version < (last.get(subject) ?? 0)) found++;
    last.set(subject, version);
  }
  return found;
}

/** The pool, with a say before or after each statement of its connections. */
export function poolThrough(
  pool: pg.Pool,
  say: { rewrite?: (text: string) => string; after?: (text: string, client: pg.PoolClient) => Promise<void> },
): pg.Pool {
  const connect = async () => {
    const client = await pool.connect();
    const query = async (statement: string | pg.QueryConfig, values?: unknown[]) => {
      const { text, ...how } = typeof statement === 'string' ? { text: statement } : statement;
      const answer = await client.query({ ...how, text: say.rewrite?.(text) ?? text }, values);
      await say.after?.(text, client);
      return answer;
    };
    return new Proxy(client, {
      get: (target, key) => {
        if (key === 'query') return query;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  return { connect } as unknown as pg.Pool;
}

export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${String(condition)}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
