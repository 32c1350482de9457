import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../src/app/database.ts';
import { startEmbeddedPostgres } from '../../src/app/embedded-postgres.ts';
import { until } from '../events/log-world.ts';
import { worldOn, type World } from '../world.ts';
import { createFaultyNode, type FaultyNode } from './faulty-node.ts';
import { recordHistory, type Recorder } from './history.ts';
import { createNatsProcess, type NatsProcess } from './nats-process.ts';
import { openSmallDisk, type SmallDisk } from './small-disk.ts';
import { migrate } from '../../src/app/migrate.ts';

export interface FaultyPostgres {
  url: string;
  adminUrl: string;
  disk: SmallDisk;
  /** kill -9 of the postmaster; it is brought back on the same port. */
  kill(): void;
  /** One statement of the administrator, on a connection of its own. */
  asAdmin(...statements: string[]): Promise<pg.QueryResult>;
  answers(): Promise<boolean>;
}

export interface FaultyCluster {
  folder: string;
  world: World;
  postgres: FaultyPostgres;
  nodes: FaultyNode[];
  nats: NatsProcess | undefined;
  faults: Recorder;
  close(): Promise<void>;
}

async function openPostgres(disk: SmallDisk, log: (line: string) => void) {
  const dataDir = path.join(disk.path, 'data', 'postgres');
  const running = await startEmbeddedPostgres({ dataDir, database: 'zhaoshang', restart: true, log });
  await migrate(running.url);
  const ownUrl = new URL(running.adminUrl);
  ownUrl.pathname = '/zhaoshang';
  const asAdmin = async (...statements: string[]): Promise<pg.QueryResult> => {
    const client = new pg.Client({ connectionString: ownUrl.href, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
    client.on('error', () => {});
    await client.connect();
    try {
      let result: pg.QueryResult | undefined;
      for (const statement of statements) result = await client.query(statement);
      return result!;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const postgres: FaultyPostgres = {
    url: running.url,
    adminUrl: ownUrl.href,
    disk,
    kill: () => void process.kill(running.pid, 'SIGKILL'),
    asAdmin,
    answers: () =>
      asAdmin('select 1').then(
        () => true,
        () => false,
      ),
  };
  return { postgres, stop: () => running.stop() };
}

export interface ClusterOptions {
  nodes: number;
  bus: 'pg' | 'nats';
  diskMib: number;
  /** Histories are kept here; a temporary folder that goes with the cluster unless told. */
  folder?: string | undefined;
}

/** Server processes on a PostgreSQL of their own, on a disk of its own, with weather on every wire. */
export async function openFaultyCluster({ nodes: count, bus, diskMib, folder: kept }: ClusterOptions): Promise<FaultyCluster> {
  const folder = kept ?? mkdtempSync(path.join(tmpdir(), 'zhaoshang-faults-'));
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const each of closers.splice(0).toReversed()) await each();
  };
  try {
    if (kept === undefined) closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const faults = recordHistory(folder, 'faults');
    closers.push(faults.close);
    const disk = openSmallDisk(diskMib);
    closers.push(disk.remove);
    const { postgres, stop } = await openPostgres(disk, (detail) => faults.say({ type: 'healed', name: 'postgres', detail }));
    closers.push(stop);
    chmodSync(path.join(disk.path, 'data'), 0o755);
    const db = await openDatabase({ url: postgres.url, poolSize: 2 });
    closers.push(() => db.close());
    const world = await worldOn(db, () => db.close());
    const nats = bus === 'nats' ? await createNatsProcess() : undefined;
    closers.push(() => nats?.close());
    await nats?.start();
    const env = nats ? { BUS: 'nats', NATS_URL: nats.url } : { BUS: 'pg' };
    const nodes = await Promise.all(Array.from({ length: count }, (_, i) => createFaultyNode(`node${i}`, postgres.url, env)));
    closers.push(() => Promise.all(nodes.map((node) => node.close())));
    await Promise.all(nodes.map((node) => node.start()));
    return { folder, world, postgres, nodes, nats, faults, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Everything that can be told to be well again is: wires, processes, space, settings. */
export async function heal({ nodes, postgres, nats }: FaultyCluster): Promise<void> {
  postgres.disk.free();
  await until(() => postgres.answers(), 60_000);
  await nats?.start().catch(() => {});
  for (const node of nodes) {
    node.front.weather({ kind: 'pass' });
    node.back.weather({ kind: 'pass' });
    node.signal('SIGCONT');
    if (node.pid() === undefined) await node.start();
  }
}
