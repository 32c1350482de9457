import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../src/app/database.ts';
import { migrate } from '../../src/app/migrate.ts';
import { importChains } from '../../src/exchange/import-chains.ts';
import { inTransaction } from '../../src/exchange/import-ctx.ts';
import { loadDivisions } from '../../src/teams/load-divisions.ts';
import type { World } from './build-world.ts';
import { makeChain, makeRegistry } from './registry.ts';

/** What is imported, and the databases that are empty of it. */
export interface ImportWorld {
  file: string;
  rows: number;
  /** A database that has the schema, the divisions and a chain, and no company; the last one goes. */
  fresh(): Promise<{ url: string; adminUrl: string }>;
  stop(): Promise<void>;
}

const FOLDER = path.join(tmpdir(), 'zhaoshang-bench', 'import');
const TEMPLATE = 'bench_import_template';
const COPY = 'bench_import';

const at = (url: string, database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;

/** The made registry and chain, or the real ones of a data folder. */
function filesOf(rows: number, dataFolder: string | null): { file: string; rows: number; chains: string } {
  if (dataFolder !== null) {
    const folder = path.join(dataFolder, 'registry_chengdu');
    const file = path.join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.csv'))!,
    );
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length - 1;
    return { file, rows: lines, chains: path.join(dataFolder, 'industry_chains') };
  }
  const registry = makeRegistry(rows);
  mkdirSync(FOLDER, { recursive: true });
  const [file, chains] = [path.join(FOLDER, 'registry.csv'), path.join(FOLDER, 'chain.json')];
  writeFileSync(file, registry.csv);
  writeFileSync(chains, makeChain(registry.names));
  return { file, rows, chains };
}

export async function openImportWorld(world: World, rows: number, dataFolder: string | null): Promise<ImportWorld> {
  const { chains, ...files } = filesOf(rows, dataFolder);
  const admin = new pg.Client({ connectionString: at(world.adminUrl, 'postgres') });
  await admin.connect();
  const drop = (database: string) => admin.query(`drop database if exists ${database} with (force)`);
  await drop(TEMPLATE);
  await admin.query(`create database ${TEMPLATE} owner ${admin.escapeIdentifier(new URL(world.url).username)}`);
  const url = at(world.url, TEMPLATE);
  await migrate(url);
  const database = await openDatabase({ url, poolSize: 2 });
  try {
    const ctx = { pool: database.system, dataDir: FOLDER, now: () => new Date() };
    await inTransaction(ctx, ({ client }) => loadDivisions(client));
    await importChains(ctx, chains);
  } finally {
    await database.close();
  }
  return {
    ...files,
    fresh: async () => {
      await drop(COPY);
      await admin.query(`create database ${COPY} template ${TEMPLATE}`);
      await admin.query('checkpoint'); // what making it has left to write is nobody's measure
      return { url: at(world.url, COPY), adminUrl: at(world.adminUrl, COPY) };
    },
    stop: async () => {
      await drop(COPY);
      await drop(TEMPLATE);
      await admin.end();
    },
  };
}
