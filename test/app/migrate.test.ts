import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/app/migrate.ts';
import { MIGRATIONS } from '../../src/app/orm.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test('a start on an up-to-date database waits for nobody who migrates', async () => {
  const other = new pg.Client({ connectionString: world.db.url });
  await other.connect();
  await other.query(`select pg_advisory_lock(hashtext('zhaoshang.migrations'))`);
  await expect(migrate(world.db.url)).resolves.toBeUndefined();
  await other.end();
});

test('of starts at once on an empty database one makes the schema, and the others find it made', async () => {
  const name = `empty_${process.pid}`;
  const admin = new pg.Client({ connectionString: process.env.TEST_ADMIN_URL });
  await admin.connect();
  await admin.query(`create database ${name} owner zhaoshang`);
  const url = Object.assign(new URL(world.db.url), { pathname: `/${name}` }).href;
  await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('select name from mikro_orm_migrations order by name');
  expect(rows.map((row) => row.name)).toEqual(
    readdirSync(MIGRATIONS)
      .filter((file) => file.endsWith('.js'))
      .map((file) => file.replace('.js', ''))
      .sort(),
  );
  await client.end();
  await admin.query(`drop database ${name}`);
  await admin.end();
});
