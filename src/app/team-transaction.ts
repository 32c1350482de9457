import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Tx } from '../kernel/context.ts';
import { together } from './one-write.ts';

/** A transaction under way in a team's name. Statements go out at once (pipelined) and are answered in their order. */
export interface TeamSession {
  readonly sql: Tx['sql'];
  readonly change: Tx['change'];
  /** The ORM on this very transaction, made when it is first asked for. */
  readonly em: EntityManager;
}

/** What a transaction leaves behind: its result, and last statements that are still on their way; null keeps nothing of it. */
export interface Left<T> {
  result: T;
  underWay: readonly Promise<unknown>[] | null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One flight with the first statement behind it. Where one of the two fails, every later statement is refused too. */
function begin(client: pg.PoolClient, teamId: string): Promise<unknown> {
  if (!UUID.test(teamId)) throw new Error('a team has a uuid');
  together(client);
  const begun = client.query(`begin; set local app.team = '${teamId}'`);
  begun.catch(() => {}); // told by the statements behind it
  return begun;
}

/**
 * One transaction of the writing role, which the pool's sessions have, in the team's name, under row-level security. Commit
 * goes out behind the last statements without waiting for their answers: if one of them failed, PostgreSQL makes a rollback of it.
 */
export async function inTeamTransaction<T>(
  { writer, em }: { writer: pg.Pool; em: EntityManager },
  teamId: string,
  run: (session: TeamSession) => Promise<Left<T>>,
): Promise<T> {
  const client = await writer.connect();
  let broken: Error | undefined;
  const lost = (error: Error) => void (broken = error);
  client.on('error', lost); // nobody else listens on a connection that is out of its pool
  try {
    const begun = begin(client, teamId);
    const { result, underWay } = await run(sessionOn(client, em));
    together(client);
    const end = underWay ? 'COMMIT' : 'ROLLBACK';
    const [{ command }] = await Promise.all([client.query(end), begun, ...(underWay ?? [])]);
    if (command !== end) throw new Error('the transaction was rolled back');
    return result;
  } catch (error) {
    await client.query('rollback').catch(lost);
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}

function sessionOn(client: pg.PoolClient, root: EntityManager): TeamSession {
  let em: EntityManager | undefined;
  const sql = async <R>(text: string, params: readonly unknown[] = []): Promise<R[]> => {
    together(client);
    return (await client.query({ name: nameOf(text), text, values: [...params] })).rows as R[];
  };
  return {
    sql,
    change: async (entity, id, columns) => {
      const { table, columnOf } = shapeOf(root, entity);
      const changes = Object.entries(columns).filter(([, value]) => value !== undefined);
      const set = changes.map(([field], i) => `${columnOf.get(field)!} = $${i + 2}`).join(', ');
      await sql(`update ${table} set ${set} where id = $1`, [id, ...changes.map(([, value]) => value)]);
    },
    get em() {
      if (!em) {
        em = root.fork() as EntityManager;
        em.setTransactionContext(kyselyOn(client) as never);
      }
      return em;
    },
  };
}

interface Shape {
  table: string;
  columnOf: ReadonlyMap<string, string>;
}
const shapes = new WeakMap<object, Shape>();

/** Table and columns of an entity, from the ORM's metadata. */
function shapeOf(root: EntityManager, entity: new () => object): Shape {
  let shape = shapes.get(entity);
  if (!shape) {
    const { tableName, properties } = root.getMetadata().get<object>(entity);
    const columns = Object.entries<{ fieldNames?: string[] }>(properties);
    shape = { table: tableName, columnOf: new Map(columns.map(([name, { fieldNames }]) => [name, fieldNames?.[0] ?? name])) };
    shapes.set(entity, shape);
  }
  return shape;
}

const bound = new WeakMap<pg.PoolClient, Kysely<unknown>>();

/** The ORM's query runner on a connection that is ours to give back. */
function kyselyOn(client: pg.PoolClient): Kysely<unknown> {
  let kysely = bound.get(client);
  if (!kysely) {
    const lent = { query: client.query.bind(client), release: () => {} };
    const pool = { options: {}, connect: async () => lent as never, end: async () => {} };
    kysely = new Kysely({ dialect: new PostgresDialect({ pool }) });
    bound.set(client, kysely);
  }
  return kysely;
}

const names = new Map<string, string>();
/** The texts of acts are few; should they ever not be, the rest are planned each time. */
const MOST_NAMES = 300;

/** Prepared once per connection: with row-level security, planning costs more than executing. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= MOST_NAMES) return known;
  const name = `act_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  names.set(text, name);
  return name;
}
