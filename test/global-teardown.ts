import { rmSync } from 'node:fs';
import pg from 'pg';

declare global {
  var testPostgres: { stop(): Promise<void> } | undefined;
  var testFolder: string | undefined;
}

export default async function tearDown(): Promise<void> {
  if (globalThis.testPostgres) {
    await globalThis.testPostgres.stop();
    rmSync(globalThis.testFolder!, { recursive: true, force: true });
    return;
  }
  const admin = new pg.Client({ connectionString: process.env.TEST_ADMIN_URL! });
  await admin.connect();
  const { rows } = await admin.query(`select datname from pg_database where datname like $1 || '%' or datname = $2`, [
    `world_${process.pid}_`,
    process.env.TEST_TEMPLATE,
  ]);
  for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`);
  await admin.end();
}
