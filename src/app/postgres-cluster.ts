import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { PostgresBinaries, RunAs } from './postgres-binaries.ts';
import { StartRefused } from './start-refused.ts';

export interface Cluster {
  dataDir: string;
  binaries: PostgresBinaries;
  as: RunAs;
  durable: boolean;
}

export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

export const SUPERUSER = 'postgres';
/** The role the application runs as: row-level security would not bind a superuser (decision 9). */
export const APP_ROLE = 'zhaoshang';

const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** Nothing of the caller's locale or PG* variables may reach the server. */
const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' });

export const logPath = (dataDir: string) => `${dataDir}.log`;
export const passwordPath = (dataDir: string, role: string) => path.join(dataDir, `${role}.password`);

export function writePassword(dataDir: string, role: string, as: RunAs): string {
  const password = randomBytes(18).toString('base64url');
  const file = passwordPath(dataDir, role);
  writeFileSync(file, password, { mode: 0o600, flag: 'wx' });
  if (as.uid !== undefined && as.gid !== undefined) chownSync(file, as.uid, as.gid);
  return password;
}

/** Folders made here must be open to the unprivileged user whatever the umask is. */
function makeParent(dataDir: string): void {
  const parent = path.dirname(dataDir);
  const first = mkdirSync(parent, { recursive: true });
  if (!first) return;
  for (let folder = parent; folder.length >= first.length; folder = path.dirname(folder)) chmodSync(folder, 0o755);
}

/** Folders of starts that were killed inside initdb. */
function sweepUnfinished(dataDir: string): void {
  const prefix = `${path.basename(dataDir)}.init-`;
  for (const name of readdirSync(path.dirname(dataDir))) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length).split('-')[0] : NaN);
    if (pid > 0 && !exists(pid)) rmSync(path.join(path.dirname(dataDir), name), { recursive: true, force: true });
  }
}

function refuseForeignFolder(dataDir: string): void {
  const stat = statSync(dataDir, { throwIfNoEntry: false });
  if (!stat) return;
  const uid = process.getuid?.();
  if (uid !== undefined && uid !== 0 && stat.uid !== uid)
    throw new StartRefused(
      'DATA_DIR_FOREIGN',
      `数据文件夹 ${dataDir} 属于另一个用户（uid ${stat.uid}）。请用当初启动它的用户启动，或设置 DATA_DIR 指向别处`,
    );
  if (
    !stat.isDirectory() ||
    readdirSync(dataDir).some((name) => name !== 'PG_VERSION') !== existsSync(path.join(dataDir, 'PG_VERSION'))
  )
    throw new StartRefused(
      'DATA_DIR_NOT_A_CLUSTER',
      `${dataDir} 已有内容，但不是 PostgreSQL 的数据文件夹。请设置 DATA_DIR 指向别处，或移走它`,
    );
}

/** initdb aside, then rename: two cold starts cannot see half a cluster. True when this call made it. */
export async function initialiseCluster(cluster: Cluster): Promise<boolean> {
  const { dataDir } = cluster;
  refuseForeignFolder(dataDir);
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) return false;
  const aside = `${dataDir}.init-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    makeParent(dataDir);
    sweepUnfinished(dataDir);
    await initdb(cluster, aside);
    renameSync(aside, dataDir);
    return true;
  } catch (cause) {
    rmSync(aside, { recursive: true, force: true });
    if (existsSync(path.join(dataDir, 'PG_VERSION'))) return false; // another process was first
    if (cause instanceof StartRefused) throw cause;
    throw new StartRefused('INITDB_FAILED', `无法在 ${dataDir} 建立数据库：${(cause as Error).message}`, { cause });
  }
}

async function initdb({ binaries, as, durable }: Cluster, folder: string): Promise<void> {
  mkdirSync(folder, { mode: 0o700 });
  const secret = `${folder}.pw`;
  const password = randomBytes(18).toString('base64url');
  writeFileSync(secret, password, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined) for (const made of [folder, secret]) chownSync(made, as.uid, as.gid);
  try {
    // builtin C.UTF-8: sorting by code point on every machine; lc_ctype must be UTF-8 or pg_trgm finds no Chinese word
    const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const rest = ['--auth=scram-sha-256', `--pwfile=${secret}`, '--no-instructions', ...(durable ? [] : ['--no-sync'])];
    const child = spawn(binaries.initdb, ['-D', folder, '-U', SUPERUSER, ...locale, ...rest], {
      ...as,
      env: environment(),
      cwd: '/', // the caller's folder may be closed to the unprivileged user
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`initdb 退出码 ${code}：${Buffer.concat(output).toString().trim()}`);
    renameSync(secret, passwordPath(folder, SUPERUSER));
    writePassword(folder, APP_ROLE, as);
  } finally {
    rmSync(secret, { force: true });
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A pid from before a reboot may belong to somebody else, and a killed postmaster may linger as a zombie: it must work in our folder. */
function servesFolder(pid: number, dataDir: string): boolean {
  if (!exists(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
  } catch {
    return false;
  }
}

/** postmaster.pid, line by line: pid, data folder, start, port, socket folder, address, shared memory, status. */
export function runningPostmaster(dataDir: string): Postmaster | undefined {
  try {
    const lines = readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!(pid > 0) || !servesFolder(pid, dataDir)) return undefined;
    return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * A free port of the loopback, below those that the system gives to outgoing connections: a server that goes away and
 * comes back finds it free again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    if (await isFree(port)) return port;
  }
}

export const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '1GB',
  autovacuum: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Detached, so that Ctrl-C and kill -9 of the application leave the database to end in order or to be adopted. */
export function spawnPostmaster({ dataDir, binaries, as, durable }: Cluster, port: number): ChildProcess {
  const file = logPath(dataDir);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
  const log = openSync(file, 'a', 0o644);
  const settings = Object.entries({ ...SETTINGS, ...(durable ? {} : NOT_DURABLE) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(binaries.postgres, ['-D', dataDir, '-p', String(port), ...settings], {
    ...as,
    env: environment(),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

/** The last lines of the server's own log, for an error message. */
export function logTail(dataDir: string, lines = 5): string {
  try {
    return readFileSync(logPath(dataDir), 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
