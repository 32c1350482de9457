import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Imported } from '../clients/import.ts';
import type { Effort } from '../measure/effort.ts';
import { interleaved, median, ratio } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import { openImportWorld, type ImportWorld } from '../world/import-world.ts';
import type { World } from '../world/build-world.ts';

/** Rows of the registry, as many as the real one has. */
const ROWS = 22_993;
const SMOKE_ROWS = 500;
/** What an import adds rows to, in the order in which they refer to each other, and which are its own: the template has events. */
const TABLES: readonly [table: string, which: (lastEvent: string) => string][] = [
  ['company', () => 'true'],
  ['company_name', () => 'true'],
  ['placement', () => 'true'],
  ['event', (last) => `id > ${last}`],
  ['event_pending', (last) => `event_id > ${last}`],
];
/** Memory counts as flat within this: less is what compiled code and caches come to. */
const FLAT_MB = 32;

type Target = Awaited<ReturnType<ImportWorld['fresh']>>;

async function byProgram({ url }: Target, file: string, nodeOptions: readonly string[] = []): Promise<Imported> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...nodeOptions, '--import', './tools/swc-register.js', 'bench/clients/import.ts', url, file],
    { cwd: path.resolve(import.meta.dirname, '../..') },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Imported;
}

async function connected<T>({ adminUrl }: Target, run: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.end();
  }
}

interface Kept {
  table: string;
  /** Quoted, ready for a statement. */
  file: string;
}

/** The rows as an import leaves them, in files that the server itself reads: the cheapest COPY there is. */
const keepRows = (target: Target, run: () => Promise<unknown>): Promise<Kept[]> =>
  connected(target, async (admin) => {
    const { rows } = await admin.query<{ folder: string; last: string }>(
      `select current_setting('data_directory') as folder, (select coalesce(max(id), 0) from event) as last`,
    );
    const { folder, last } = rows[0]!;
    await run();
    const kept: Kept[] = [];
    for (const [table, which] of TABLES) {
      const file = admin.escapeLiteral(path.join(folder, `bench_import_${table}`));
      await admin.query(`copy (select * from ${table} where ${which(last)}) to ${file}`);
      kept.push({ table, file });
    }
    return kept;
  });

/** Into the same tables with their constraints, indexes and triggers. */
const byCopy = (target: Target, kept: readonly Kept[]): Promise<number> =>
  connected(target, async (admin) => {
    const from = performance.now();
    await admin.query('begin');
    for (const { table, file } of kept) await admin.query(`copy ${table} from ${file}`);
    await admin.query('commit');
    return performance.now() - from;
  });

/** I1: a registry of companies through the program, against COPY of what comes of it; each time into a new database. */
export async function importRows(
  world: World,
  wanted: (id: string) => boolean,
  effort: Effort,
  log: (line: string) => void,
): Promise<Row[]> {
  if (!wanted('I1')) return [];
  const imports = await openImportWorld(world, effort.smoke ? SMOKE_ROWS : ROWS, effort.data);
  try {
    const first = await imports.fresh();
    let grownMb = NaN;
    const kept = await keepRows(first, async () => {
      const { firstMb, lastMb } = await byProgram(first, imports.file, ['--expose-gc']);
      grownMb = lastMb - firstMb;
    });
    const results = await interleaved(effort.rounds, ['import', 'copy'], async (name): Promise<Pick<Imported, 'ms'>> => {
      const target = await imports.fresh();
      if (name === 'copy') return { ms: await byCopy(target, kept) };
      const { ms, added, refused, firstMb, lastMb } = await byProgram(target, imports.file);
      log(
        `I1: ${added} added, ${refused} refused in ${ms.toFixed(0)} ms, ${firstMb.toFixed(0)} MB at first, ${lastMb.toFixed(0)} MB at last`,
      );
      return { ms };
    });
    const share = ratio(results, 'copy', 'import', ({ ms }) => ms)!;
    log(`I1: COPY in ${median(results.get('copy')!.map(({ ms }) => ms)).toFixed(0)} ms`);
    return [
      row(
        'I1',
        `import of ${imports.rows} registry rows, validated, matched, with events ÷ COPY of what it adds; memory held grew by ${grownMb.toFixed(0)} MB from its first quarter to its last`,
        '≥ 0.3, memory flat',
        { value: median(results.get('import')!.map(({ ms }) => (imports.rows * 1000) / ms)), unit: 'rows/s', ratioLimit: share },
        share >= 0.3 && grownMb <= FLAT_MB,
      ),
    ];
  } finally {
    await imports.stop();
  }
}
