import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresBinaries, postgresUser, refuseUntraversable } from './postgres-binaries.ts';
import {
  freePort,
  initialiseCluster,
  logPath,
  logTail,
  runningPostmaster,
  spawnPostmaster,
  type Cluster,
  type Postmaster,
} from './postgres-cluster.ts';
import { provision, urlOf } from './postgres-provision.ts';
import { StartRefused } from './start-refused.ts';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  database: string;
  /** false: no fsync, for tests */
  durable?: boolean;
  /** Start the server again, on the same port, when it dies under us. */
  restart?: boolean;
  log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** For the application: a role that row-level security binds. */
  url: string;
  /** The cluster's superuser, on database `postgres`. */
  adminUrl: string;
  readonly pid: number;
  adopted: boolean;
  initialised: boolean;
  stop(): Promise<void>;
}

interface Lease {
  client: pg.Client;
  socket: Socket;
  postmaster: Postmaster;
  adopted: boolean;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 8_000;
const FAILED_STARTS = 3;
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 4_000;
/** Every process that uses the cluster holds this lock shared; who gets it alone is the last and may stop the server. */
const LEASE_LOCK = 'zhaoshang:lease';

const ended = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** A connection that holds the lease, or undefined: postmaster.pid can lie for a moment, only a connection counts. */
async function takeLease(cluster: Cluster, postmaster: Postmaster): Promise<Pick<Lease, 'client' | 'socket'> | undefined> {
  const socket = new Socket();
  const connectionString = urlOf(cluster.dataDir, 'superuser', postmaster.port, 'postgres');
  const client = new pg.Client({ connectionString, stream: () => socket, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // the server may go away under an idle connection: whoever needs it listens as well
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared(hashtext($1))', [LEASE_LOCK]);
    return { client, socket };
  } catch (error) {
    await client.end().catch(() => {});
    if ((error as { code?: string }).code !== '28P01') return undefined;
    throw new StartRefused('DATA_DIR_PASSWORD', `${cluster.dataDir} 中的密码文件与数据库不符。请恢复该文件夹的备份`, {
      cause: error,
    });
  }
}

/** Why a postmaster that we started ended: a lost race and backends of a killed one are waited out, the rest is counted. */
async function afterDeath(cluster: Cluster, failed: number): Promise<number> {
  await sleep(150);
  const tail = logTail(cluster.dataDir, 3);
  if (runningPostmaster(cluster.dataDir) || /postmaster\.pid|pre-existing shared memory/.test(tail)) return failed;
  if (failed + 1 < FAILED_STARTS) return failed + 1;
  throw new StartRefused(
    'EMBEDDED_POSTGRES_FAILED',
    `内置 PostgreSQL 启动失败，日志 ${logPath(cluster.dataDir)} 的最后几行：\n${tail}\n`,
  );
}

async function startOnce(cluster: Cluster, port: number, deadline: number): Promise<ChildProcess> {
  const child = spawnPostmaster(cluster, port);
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  while (!failure && !ended(child) && !runningPostmaster(cluster.dataDir)?.ready && Date.now() < deadline) await sleep(15);
  if (failure)
    throw new StartRefused('EMBEDDED_POSTGRES_FAILED', `无法运行 ${cluster.binaries.postgres}：${failure.message}`, {
      cause: failure,
    });
  return child;
}

/** Adopts the server that runs in the folder, or starts one; safe against any number of others doing the same. */
async function adoptOrStart(cluster: Cluster, preferredPort?: number): Promise<Lease> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let adopted = true;
  let failed = 0;
  while (Date.now() < deadline) {
    const postmaster = runningPostmaster(cluster.dataDir);
    if (postmaster?.ready) {
      const held = await takeLease(cluster, postmaster);
      if (held) return { ...held, postmaster, adopted };
      await sleep(50);
    } else if (postmaster) {
      await sleep(20);
    } else {
      const child = await startOnce(cluster, preferredPort ?? (await freePort()), deadline);
      adopted = ended(child);
      if (adopted) failed = await afterDeath(cluster, failed);
    }
  }
  throw new StartRefused(
    'EMBEDDED_POSTGRES_TIMEOUT',
    `内置 PostgreSQL 在 ${START_TIMEOUT_MS / 1000} 秒内没有就绪，请查看 ${logPath(cluster.dataDir)}`,
  );
}

/** Holds the lease and, if asked, brings the server back on the same port when it is killed under us. */
function keep(cluster: Cluster, first: Lease, restart: boolean, log: (line: string) => void) {
  let lease = first;
  let stopping = false;
  let recovering: Promise<void> | undefined;
  const released = new AbortController();

  const watch = () => {
    lease.socket.unref(); // a script that has finished its work may exit without stop()
    lease.client.once('end', () => {
      if (stopping || !restart) return;
      log(`内置 PostgreSQL（pid ${lease.postmaster.pid}）意外停止，正在重新启动`);
      recovering = recover();
    });
  };
  /** On the same port, and for as long as it takes: a full disk, for one, is not the end. */
  const recover = async () => {
    for (let pauseMs = FIRST_PAUSE_MS; !stopping; pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
      try {
        lease = await adoptOrStart(cluster, lease.postmaster.port);
        log(`内置 PostgreSQL 已恢复，pid ${lease.postmaster.pid}，端口 ${lease.postmaster.port}`);
        return watch();
      } catch (error) {
        log((error as Error).message);
        await sleep(pauseMs, undefined, { signal: released.signal }).catch(() => {});
      }
    }
  };
  watch();
  return {
    current: () => lease,
    async release(): Promise<void> {
      if (stopping) return;
      stopping = true;
      released.abort();
      await recovering;
      await stopIfLast(cluster, lease);
    },
  };
}

/** The lock is taken alone and kept while the server shuts down, so that nobody can slip in between count and signal. */
async function stopIfLast(cluster: Cluster, { client, socket, postmaster }: Lease): Promise<void> {
  socket.ref();
  try {
    await client.query('select pg_advisory_unlock_shared(hashtext($1))', [LEASE_LOCK]);
    const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock(hashtext($1)) as last', [LEASE_LOCK]);
    if (!rows[0]?.last) return await client.end();
  } catch {
    /* the server is gone or going: the signal below ends what is left */
  }
  if (runningPostmaster(cluster.dataDir)?.pid !== postmaster.pid) return;
  process.kill(postmaster.pid, 'SIGINT'); // fast shutdown
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (runningPostmaster(cluster.dataDir)?.pid === postmaster.pid && Date.now() < deadline) await sleep(20);
  await client.end().catch(() => {});
}

/**
 * PostgreSQL without set-up: real binaries from npm, a cluster in `dataDir`. Adopts a cluster that already runs there
 * (another process, or an orphan after kill -9); the last process out stops it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database, durable = true, restart = false, log = () => {} } = options;
  const dataDir = path.resolve(options.dataDir);
  const binaries = await postgresBinaries();
  const as = postgresUser(dataDir);
  refuseUntraversable(as, [path.dirname(binaries.postgres), path.dirname(dataDir)]);

  const cluster: Cluster = { dataDir, binaries, as, durable };
  const initialised = await initialiseCluster(cluster);
  const lease = await adoptOrStart(cluster);
  const { pid, port } = lease.postmaster;
  log(`内置 PostgreSQL ${lease.adopted ? '已在运行，直接使用' : '已启动'}，pid ${pid}，端口 ${port}，数据 ${dataDir}`);
  await provision(lease.client, cluster, database);
  const kept = keep(cluster, lease, restart, log);
  return {
    url: urlOf(dataDir, 'application', port, database),
    adminUrl: urlOf(dataDir, 'superuser', port, 'postgres'),
    adopted: lease.adopted,
    initialised,
    get pid() {
      return kept.current().postmaster.pid;
    },
    stop: () => kept.release(),
  };
}
