import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/app/embedded-postgres.ts';
import { migrate } from '../../src/app/migrate.ts';
import { MIGRATIONS } from '../../src/app/orm.ts';
import { VIEWS } from './views.ts';

export interface World {
  /** For servers: a role that row-level security binds. */
  url: string;
  /** Superuser on the same database: limit and peers, which bring their own visibility. */
  adminUrl: string;
  postmasterPid: number;
  cases: number;
  companies: number;
  stop(): Promise<void>;
}

export interface WorldSize {
  cases: number;
  companies: number;
}

/** Activities are given to so many cases, those changed last: a list's first page reads as much in every world. */
const ACTIVE = 100_000;

const at = (adminUrl: string, database: string): string => Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href;

/**
 * A cluster of its own under the temporary folder and in it one database per size. It is reused as it is when the SQL
 * that makes it has not changed, so that a second run starts at once.
 */
export async function openWorld(size: WorldSize, log: (line: string) => void): Promise<World> {
  const dataDir = path.join(tmpdir(), 'zhaoshang-bench', 'postgres');
  const sql = readFileSync(new URL('world.sql', import.meta.url), 'utf8');
  const database = `bench_${size.cases}_${fingerprint(sql)}`;
  let cluster = await startEmbeddedPostgres({ dataDir, database, log: () => {} });
  if (await tune(cluster.adminUrl, database, `bench_${size.cases}_`)) {
    await cluster.stop();
    cluster = await startEmbeddedPostgres({ dataDir, database, log: () => {} });
  }
  const adminUrl = at(cluster.adminUrl, database);
  await migrate(cluster.url);
  const numbers = { cases: size.cases, companies: size.companies, active: Math.min(size.cases, ACTIVE) };
  const made = Object.entries(numbers).reduce((text, [name, value]) => text.replaceAll(`:${name}`, String(value)), sql);
  await fill(adminUrl, made, `${size.cases} cases`, log);
  return { url: cluster.url, adminUrl, postmasterPid: cluster.pid, ...size, stop: () => cluster.stop() };
}

/** What the rows depend on: another world SQL or another schema is another database. */
export function fingerprint(sql: string): string {
  const hash = createHash('sha256').update(sql);
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(path.join(MIGRATIONS, file)));
  return hash.digest('hex').slice(0, 8);
}

/** Plans for a world in memory: the bench measures programs, not a disk. Worlds of an older schema go. True when a restart is needed. */
async function tune(adminUrl: string, database: string, prefix: string): Promise<boolean> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    for (const setting of [
      `shared_buffers = '1GB'`,
      `max_connections = 200`,
      `work_mem = '16MB'`,
      `random_page_cost = 1.1`,
      `max_wal_size = '4GB'`,
    ])
      await admin.query(`alter system set ${setting}`);
    await admin.query('select pg_reload_conf()');
    const { rows } = await admin.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1) and datname <> $2',
      [prefix, database],
    );
    for (const { datname } of rows) await admin.query(`drop database if exists ${admin.escapeIdentifier(datname)} with (force)`);
    const pending = await admin.query(
      `select 1 from pg_settings where name = 'shared_buffers' and setting::bigint * 8192 < 1024 * 1024 * 1024::bigint`,
    );
    return pending.rows.length > 0;
  } finally {
    await admin.end();
  }
}

async function fill(adminUrl: string, sql: string, what: string, log: (line: string) => void): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ made: string | null }>(`select obj_description(to_regnamespace('bench')) as made`);
    if (!rows[0]?.made) {
      const from = Date.now();
      log(`making the bench world of ${what} (kept for later runs)`);
      // The rows are consistent by construction, and a world that a crash spoils is made again.
      await admin.query(`set session_replication_role = replica; set work_mem = '256MB'; set maintenance_work_mem = '512MB'`);
      await unsynced(admin, () => admin.query(`begin; ${sql}; comment on schema bench is 'complete'; commit`));
      await admin.query('vacuum analyze');
      log(`made in ${Math.round((Date.now() - from) / 1000)} s`);
    }
    await admin.query(VIEWS);
  } finally {
    await admin.end();
  }
}

async function unsynced(admin: pg.Client, run: () => Promise<unknown>): Promise<void> {
  const fsync = async (change: string) => {
    await admin.query(`alter system ${change}`);
    await admin.query('select pg_reload_conf()');
  };
  await fsync('set fsync = off');
  try {
    await run();
  } catch (error) {
    await admin.query('rollback');
    throw error;
  } finally {
    await fsync('reset fsync');
  }
  await admin.query('checkpoint');
}
