import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/app/embedded-postgres.ts';

async function onServer(adminUrl: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}

/** An embedded server of its own in a temporary folder, or the one that TEST_ADMIN_URL and TEST_OWNER_URL name. */
async function server() {
  const { TEST_ADMIN_URL: adminUrl, TEST_OWNER_URL: url } = process.env;
  if (adminUrl && url) return { adminUrl, url, stop: async () => {} };
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-scratch-'));
  chmodSync(folder, 0o755); // the unprivileged user PostgreSQL runs as must get in
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), database: 'zhaoshang', durable: false });
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { adminUrl: postgres.adminUrl, url: postgres.url, stop };
}

/** Runs `use` with the address of an empty database that is gone afterwards. */
export async function withScratchDatabase<T>(use: (url: string) => Promise<T>): Promise<T> {
  const { adminUrl, url, stop } = await server();
  const name = `scratch_${process.pid}_${randomBytes(3).toString('hex')}`;
  try {
    await onServer(adminUrl, `create database ${name} owner zhaoshang`);
    const scratch = new URL(url);
    scratch.pathname = `/${name}`;
    try {
      return await use(scratch.href);
    } finally {
      await onServer(adminUrl, `drop database ${name} with (force)`);
    }
  } finally {
    await stop();
  }
}
