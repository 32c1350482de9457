import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/app/embedded-postgres.ts';
import { loadWorkCalendar } from '../src/kernel/load-work-calendar.ts';
import { migrate } from '../src/app/migrate.ts';

/** One cluster for the run; one migrated template that every world clones. */
export default async function setUp(): Promise<void> {
  let adminUrl = process.env.TEST_ADMIN_URL;
  if (!adminUrl) {
    const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-test-'));
    chmodSync(folder, 0o755);
    const postgres = await startEmbeddedPostgres({
      dataDir: path.join(folder, 'postgres'),
      database: 'zhaoshang',
      durable: false,
    });
    Object.assign(globalThis, { testPostgres: postgres, testFolder: folder });
    adminUrl = process.env.TEST_ADMIN_URL = postgres.adminUrl;
    process.env.TEST_OWNER_URL = postgres.url;
  }
  const template = `template_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${template} owner zhaoshang`);
  await admin.end();
  const url = new URL(process.env.TEST_OWNER_URL!);
  url.pathname = `/${template}`;
  await migrate(url.href);
  const owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
  await loadWorkCalendar(owner);
  await owner.end();
  process.env.TEST_TEMPLATE = template;
}
