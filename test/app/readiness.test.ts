import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/app/embedded-postgres.ts';
import { checkDatabase, readiness, versionRefusal } from '../../src/app/readiness.ts';

let folder: string;
let server: EmbeddedPostgres;

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const refusalsOf = (url: string) => withClient(url, checkDatabase);

function onDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = database;
  return other.href;
}

const asAdmin = (...statements: string[]) =>
  withClient(server.adminUrl, async (admin) => {
    for (const statement of statements) await admin.query(statement);
  });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-ready-'));
  chmodSync(folder, 0o755);
  server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), database: 'zhaoshang', durable: false });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the database check', () => {
  test('accepts the embedded database, before and after pg_trgm is installed', async () => {
    expect(await refusalsOf(server.url)).toEqual([]);
    await withClient(server.url, (client) => client.query('create extension pg_trgm'));
    expect(await refusalsOf(server.url)).toEqual([]);
  });

  test('refuses a superuser and a role that bypasses row-level security', async () => {
    expect(await refusalsOf(server.adminUrl)).toEqual([expect.stringMatching(/postgres 是超级用户.*create role.*DATABASE_ROLE/)]);
    await asAdmin("create role bypasser login bypassrls password 'x'");
    const url = new URL(server.url);
    url.username = 'bypasser';
    url.password = 'x';
    expect(await refusalsOf(url.href)).toEqual([expect.stringMatching(/bypasser 可绕过行级安全.*DATABASE_ROLE/)]);
  });

  test('refuses another encoding', async () => {
    await asAdmin(
      "create database ascii owner zhaoshang template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'",
    );
    expect(await refusalsOf(onDatabase(server.url, 'ascii'))).toEqual([
      expect.stringMatching(/SQL_ASCII.*create database.*DATABASE_ENCODING/),
      expect.stringContaining('DATABASE_LOCALE'),
    ]);
  });

  test('refuses a ctype in which pg_trgm finds no Chinese word, installed or not', async () => {
    await asAdmin("create database plain owner zhaoshang template template0 encoding 'UTF8' locale_provider libc locale 'C'");
    const url = onDatabase(server.url, 'plain');
    expect(await refusalsOf(url)).toEqual([expect.stringMatching(/lc_ctype 是 C.*create database.*DATABASE_LOCALE/)]);
    await withClient(url, (client) => client.query('create schema words; create extension pg_trgm schema words'));
    expect(await refusalsOf(url)).toEqual([expect.stringContaining('DATABASE_LOCALE')]);
  });

  test('refuses versions before 15', () => {
    expect(versionRefusal(140_012)).toMatch(/14\.12.*15.*DATABASE_VERSION/);
    expect(versionRefusal(150_000)).toBeUndefined();
  });
});

describe('the readiness probe', () => {
  test('is ready only when every check holds in time', async () => {
    const yes = async () => true;
    const slow = () => new Promise<boolean>(() => {});
    const broken = async () => {
      throw new Error('连接已断开');
    };
    expect(await readiness({ database: yes, tail: yes })()).toEqual({ ready: true, failed: [] });
    expect(await readiness({ database: broken, migrations: async () => false, tail: slow, other: yes }, 20)()).toEqual({
      ready: false,
      failed: ['database', 'migrations', 'tail'],
    });
  });
});
