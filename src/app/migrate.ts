import { readdirSync } from 'node:fs';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { fillNameKeys } from './fill-name-keys.ts';
import { MIGRATIONS, ormConfig } from './orm.ts';
import { StartRefused } from './start-refused.ts';

/** Migrations under an advisory lock: several starts at once are safe. One look is all that an up-to-date database costs. */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (!(await isUpToDate(client))) await migrateAlone(client, url);
    await fillNameKeys(client);
  } finally {
    await client.end();
  }
}

async function migrateAlone(client: pg.Client, url: string): Promise<void> {
  await client.query(`select pg_advisory_lock(hashtext('zhaoshang.migrations'))`);
  if (await isUpToDate(client)) return; // another start was first
  const orm = await MikroORM.init(ormConfig(url));
  await orm.migrator.up().finally(() => orm.close(true));
}

/** A schema that a newer release has made is not for this program: it would write what the newer rules forbid. */
async function isUpToDate(client: pg.Client): Promise<boolean> {
  const own = readdirSync(MIGRATIONS)
    .filter((file) => /^\d.*\.js$/.test(file))
    .map((file) => file.slice(0, -'.js'.length))
    .sort();
  const executed = await executedMigrations(client);
  const unknown = executed.filter((name) => !own.includes(name));
  if (unknown.length === 0) return own.every((name) => executed.includes(name));
  throw new StartRefused(
    'SCHEMA_NEWER',
    `数据库的结构是 ${unknown.sort().at(-1)}，由较新的版本建立；本程序只认识到 ${own.at(-1)}。` +
      `请把本程序升级到建立它的版本，或让 DATABASE_URL 指向升级前的备份恢复出的库`,
  );
}

async function executedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ made: boolean }>(
    `select to_regclass('mikro_orm_migrations') is not null as made`,
  );
  if (!tables[0]!.made) return [];
  const { rows } = await client.query<{ name: string }>('select name from mikro_orm_migrations');
  return rows.map(({ name }) => name.replace(/\.[jt]s$/, ''));
}
