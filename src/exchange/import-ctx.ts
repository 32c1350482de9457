import type { Pool, PoolClient } from 'pg';
import { writeEvents } from '../events/write-events.ts';
import { SYSTEM_TEAM, type NewEvent } from '../kernel/context.ts';
import { Role, TeamKind, type Viewer } from '../kernel/viewer.ts';

/** What an import may touch. It acts as the installation itself, without a team's rights. */
export interface ImportCtx {
  /** Sessions in the system role. */
  readonly pool: Pool;
  /** Refused rows are written below it. */
  readonly dataDir: string;
  readonly now: () => Date;
}

const SYSTEM_VIEWER: Viewer = {
  teamId: SYSTEM_TEAM,
  teamKind: TeamKind.CITY,
  role: Role.OFFICER,
  personId: null,
  clientId: null,
  sessionId: null,
  scopes: [],
};

export interface ImportTx {
  readonly client: PoolClient;
  readonly now: Date;
  /** Written as the transaction's last statements. */
  record(event: NewEvent): void;
}

/** The transaction as services of features take it. */
export const systemOf = ({ client, now, record }: ImportTx) => ({
  now,
  record,
  sql: async <R>(text: string, params: readonly unknown[] = []) => (await client.query(text, [...params])).rows as R[],
});

/** One batch, one transaction, its events last. */
export async function inTransaction<T>(ctx: Pick<ImportCtx, 'pool' | 'now'>, run: (tx: ImportTx) => Promise<T>): Promise<T> {
  const now = ctx.now();
  const client = await ctx.pool.connect();
  const events: NewEvent[] = [];
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const made = await run({ client, now, record: (event) => void events.push(event) });
    const sql = async <R>(text: string, params: readonly unknown[] = []) => (await client.query(text, [...params])).rows as R[];
    await writeEvents({ sql, viewer: SYSTEM_VIEWER, now }, events);
    await client.query('commit');
    return made;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Imports run one after another, whatever process they run in: two of them would both miss each other's new rows. */
export async function alone<T>(ctx: ImportCtx, run: () => Promise<T>): Promise<T> {
  const client = await ctx.pool.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('zhaoshang.import'))`);
    return await run();
  } finally {
    // Dropping the session lets the lock go, even after an error left the connection unusable.
    client.release(true);
  }
}
