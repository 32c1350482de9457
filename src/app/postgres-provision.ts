import { existsSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { APP_ROLE, passwordPath, SUPERUSER, writePassword, type Cluster } from './postgres-cluster.ts';

const ROLES = { superuser: SUPERUSER, application: APP_ROLE };

/** Passwords are base64url, so that they need no escaping in a URL or in a statement. */
export function urlOf(dataDir: string, role: keyof typeof ROLES, port: number, database: string): string {
  const user = ROLES[role];
  const password = readFileSync(passwordPath(dataDir, user), 'utf8').trim();
  return `postgres://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

async function createRole(admin: pg.Client, cluster: Cluster): Promise<void> {
  const file = passwordPath(cluster.dataDir, APP_ROLE);
  const lost = !existsSync(file);
  const password = lost ? writePassword(cluster.dataDir, APP_ROLE, cluster.as) : readFileSync(file, 'utf8').trim();
  const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [APP_ROLE]);
  if (rowCount && !lost) return;
  await admin.query(
    `${rowCount ? 'alter' : 'create'} role ${APP_ROLE} login nosuperuser nobypassrls nocreatedb createrole password ${admin.escapeLiteral(password)}`,
  );
}

async function createDatabase(admin: pg.Client, database: string): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database]);
  if (!rowCount) await admin.query(`create database ${admin.escapeIdentifier(database)} owner ${APP_ROLE}`);
}

/** The application's role and database, made once under a lock: several processes may be starting. */
export async function provision(admin: pg.Client, cluster: Cluster, database: string): Promise<void> {
  await admin.query("select pg_advisory_lock(hashtext('zhaoshang:provision'))");
  try {
    await createRole(admin, cluster);
    await createDatabase(admin, database);
  } finally {
    await admin.query("select pg_advisory_unlock(hashtext('zhaoshang:provision'))");
  }
}
