import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/app/embedded-postgres.ts';

const folders: string[] = [];
const running: EmbeddedPostgres[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-pg-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return path.join(folder, 'data', 'postgres');
}

async function start(dataDir: string, restart = false): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, database: 'zhaoshang', durable: false, restart });
  running.push(server);
  return server;
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

const alive = (pid: number) =>
  existsSync(`/proc/${pid}/cwd`) || statSync(`/proc/${pid}`, { throwIfNoEntry: false }) !== undefined;

async function gone(pid: number): Promise<void> {
  const state = () => (alive(pid) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] : undefined);
  for (let i = 0; i < 1_500 && state() !== undefined && state() !== 'Z'; i++) await sleep(20);
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('embedded PostgreSQL', () => {
  test('keeps its rows over a restart', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    expect({ initialised: first.initialised, adopted: first.adopted }).toEqual({ initialised: true, adopted: false });
    await query(first.url, "create table kept as select '成都' as city");
    await first.stop();
    await gone(first.pid);
    expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false);

    const second = await start(dataDir);
    expect({ initialised: second.initialised, adopted: second.adopted }).toEqual({ initialised: false, adopted: false });
    expect(await query(second.url, 'select city from kept')).toEqual([{ city: '成都' }]);
  });

  test('gives the application a role that row-level security binds, and that owns its database', async () => {
    const server = await start(newFolder());
    const [role] = await query(
      server.url,
      'select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
    );
    expect(role).toEqual({ rolname: 'zhaoshang', rolsuper: false, rolbypassrls: false, rolcreaterole: true, rolcreatedb: false });
    await query(server.url, 'create extension pg_trgm');
    expect(await query(server.url, "select cardinality(show_trgm('成都产业')) > 0 as indexed")).toEqual([{ indexed: true }]);
    expect(await query(server.adminUrl, 'select rolsuper from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: true },
    ]);
  });

  test('keeps its passwords in files that only the server user reads', async () => {
    const dataDir = newFolder();
    await start(dataDir);
    const secrets = readdirSync(dataDir).filter((name) => name.endsWith('.password'));
    expect(secrets.sort()).toEqual(['postgres.password', 'zhaoshang.password']);
    for (const name of secrets) expect(statSync(path.join(dataDir, name)).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  test('is one cluster for two cold starts at once, stopped by the last one out', async () => {
    const dataDir = newFolder();
    const [one, two] = await Promise.all([start(dataDir), start(dataDir)]);
    expect([one.url, one.pid]).toEqual([two.url, two.pid]);
    expect([one.initialised, two.initialised].sort()).toEqual([false, true]);
    expect(readdirSync(path.dirname(dataDir)).filter((name) => name.includes('.init-'))).toEqual([]);

    await one.stop();
    expect(await query(two.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await two.stop();
    expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false);
  });

  test('never hands out a server that another process is just stopping', async () => {
    const dataDir = newFolder();
    let server = await start(dataDir);
    for (let i = 0; i < 5; i++) {
      const [, next] = await Promise.all([server.stop(), start(dataDir)]);
      expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      server = next;
    }
  });

  test('recovers when the server was killed', async () => {
    const dataDir = newFolder();
    const first = await startEmbeddedPostgres({ dataDir, database: 'zhaoshang' });
    await query(first.url, 'create table kept as select 7 as n');
    process.kill(first.pid, 'SIGKILL');
    await gone(first.pid);

    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await first.stop();
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('is adopted when the process that started it was killed', async () => {
    const dataDir = newFolder();
    const options = JSON.stringify({ dataDir, database: 'zhaoshang', durable: false });
    const script = `
      const { startEmbeddedPostgres } = await import('./src/app/embedded-postgres.ts');
      const { pid } = await startEmbeddedPostgres(${options});
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--import', './tools/swc-register.js', '--input-type=module', '-e', script], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => owner.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk))));
    owner.kill('SIGKILL');

    const server = await start(dataDir);
    expect({ adopted: server.adopted, pid: server.pid }).toEqual({ adopted: true, pid });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false);
  });

  test('comes back on the same address when it is killed under a living process', async () => {
    const server = await start(newFolder(), true);
    const before = server.pid;
    process.kill(before, 'SIGKILL');
    for (let i = 0; i < 1_500 && server.pid === before; i++) await sleep(20);
    expect(server.pid).not.toBe(before);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('goes on trying to come back, on the same address, for as long as it cannot start', async () => {
    const said: string[] = [];
    const options = { dataDir: newFolder(), database: 'zhaoshang', durable: false, restart: true };
    const server = await startEmbeddedPostgres({ ...options, log: (line) => void said.push(line) });
    running.push(server);
    const control = path.join(options.dataDir, 'global/pg_control');
    renameSync(control, `${control}.away`);
    process.kill(server.pid, 'SIGKILL');
    const failed = () => said.some((line) => line.includes('EMBEDDED_POSTGRES_FAILED'));
    for (let i = 0; i < 1_000 && !failed(); i++) await sleep(20);
    expect(failed()).toBe(true);
    renameSync(`${control}.away`, control);
    const back = () => said.at(-1)!.includes('已恢复');
    for (let i = 0; i < 1_000 && !back(); i++) await sleep(20);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('is not put into a folder that holds something else', async () => {
    const dataDir = newFolder();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path.join(dataDir, '年报.xlsx'), '');
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'DATA_DIR_NOT_A_CLUSTER',
      message: expect.stringContaining(dataDir),
    });
    expect(readdirSync(dataDir)).toEqual(['年报.xlsx']);
  });
});
