import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../src/app/embedded-postgres.ts';
import { postgresBinaries, postgresUser } from '../../src/app/postgres-binaries.ts';
import { runningPostmaster, spawnPostmaster } from '../../src/app/postgres-cluster.ts';

export interface OwnCluster {
  url: string;
  /** The superuser's. */
  adminUrl: string;
  stop(): Promise<void>;
  /** On the same port again. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** A cluster that a test may stop and start under a server; nobody brings it back by itself. */
export async function createOwnCluster(): Promise<OwnCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-own-'));
  chmodSync(folder, 0o755);
  const dataDir = path.join(folder, 'postgres');
  const { url, adminUrl, pid } = await startEmbeddedPostgres({ dataDir, database: 'zhaoshang', durable: false });
  const port = Number(new URL(url).port);
  let running = pid;
  const stop = async () => {
    if (runningPostmaster(dataDir)?.pid !== running) return;
    process.kill(running, 'SIGINT');
    while (runningPostmaster(dataDir)) await sleep(20);
  };
  return {
    url,
    adminUrl,
    stop,
    start: async () => {
      const cluster = { dataDir, binaries: await postgresBinaries(), as: postgresUser(dataDir), durable: false };
      running = spawnPostmaster(cluster, port).pid!;
      while (!runningPostmaster(dataDir)?.ready) await sleep(20);
    },
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
