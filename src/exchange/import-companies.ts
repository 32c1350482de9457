import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { loadDivisions } from '../teams/load-divisions.ts';
import { inBatches, oneAhead } from './batches.ts';
import { companyFormat, type CompanyFormat } from './company-format.ts';
import type { Cell } from './company-facts.ts';
import { rowsOf, surveyCsv, type CsvFile } from './csv-rows.ts';
import { alone, inTransaction, type ImportCtx } from './import-ctx.ts';
import { emptyTally, type ImportResult } from './import-tally.ts';
import { matchCompanies } from './match-companies.ts';
import { mergeBatch, type AcceptedRow } from './merge-companies.ts';
import { progressBar } from './progress-bar.ts';
import { refusedFile, type RefusedRow } from './refused-file.ts';

const BATCH_ROWS = 1000;
/** Rows prepared between two looks at the database's answers: preparing must not keep it waiting. */
const ROWS_A_BREATH = 25;

interface PreparedBatch {
  rows: number;
  accepted: AcceptedRow[];
  refused: RefusedRow[];
  /** Rows that a newer row of the same file replaces. */
  outdated: number;
  warnings: string[];
}
interface SurveyedFile extends CsvFile {
  format: CompanyFormat;
}

const cellReader = (columns: readonly string[]): ((cells: readonly string[]) => Cell) => {
  const indexOf = new Map(columns.map((column, i) => [column, i]));
  return (cells) => (column) => cells[indexOf.get(column) ?? -1] ?? '';
};

async function survey(path: string): Promise<SurveyedFile> {
  let format: CompanyFormat | undefined;
  let cellsOf = cellReader([]);
  const file = await surveyCsv(path, {
    missing: (columns) => {
      const found = companyFormat(columns);
      if ('missing' in found) return found.missing;
      format = found;
      cellsOf = cellReader(columns);
      return [];
    },
    onRow: (cells) => format?.note(cellsOf(cells)),
  });
  if (format === undefined) throw new Error('a surveyed file has a format');
  return { ...file, format };
}

async function* preparedBatches(file: SurveyedFile): AsyncGenerator<PreparedBatch> {
  const cellsOf = cellReader(file.columns);
  for await (const batch of inBatches(rowsOf(file), BATCH_ROWS)) {
    const made: PreparedBatch = { rows: batch.length, accepted: [], refused: [], outdated: 0, warnings: [] };
    for (const [i, { line, cells }] of batch.entries()) {
      if (i % ROWS_A_BREATH === 0) await breath();
      const cell = cellsOf(cells);
      const place = String(line);
      if (cells.length !== file.columns.length) {
        const reason = `本行有 ${cells.length} 列，表头有 ${file.columns.length} 列，请检查逗号和引号`;
        made.refused.push({ place, cells, code: 'COLUMN_COUNT', reason });
      } else if (file.format.isOutdated(cell)) made.outdated += 1;
      else {
        const row = file.format.read(cell);
        if ('refusal' in row) made.refused.push({ place, cells, ...row.refusal });
        else {
          made.accepted.push({ place, cells, facts: row.facts });
          made.warnings.push(...row.warnings);
        }
      }
    }
    yield made;
  }
}

const WARNINGS: Record<string, string> = {
  USCI_CHECK: '信用代码第 18 位与公式不符（已照原样接收）',
  CAPITAL_UNREADABLE: '注册资本写法无法识别（按未知处理）',
};

/** Companies of one file into the registry: streamed, a transaction per batch, nothing written when the file is broken. */
export async function importCompanies(ctx: ImportCtx, path: string): Promise<ImportResult> {
  const file = await survey(path);
  return alone(ctx, async () => {
    await inTransaction(ctx, ({ client }) => loadDivisions(client));
    const startedAt = ctx.now();
    const result = await takeBatches(ctx, file);
    if (result.added + result.updated === 0) return result;
    const matched = await matchCompanies(ctx, startedAt);
    return { ...result, details: [...result.details, ...matched] };
  });
}

async function takeBatches(ctx: ImportCtx, file: SurveyedFile): Promise<ImportResult> {
  const source = basename(file.path);
  const importId = randomUUID();
  const seen = new Set<string>();
  const total = emptyTally();
  const warnings = new Map<string, number>();
  const bar = progressBar('导入企业', file.rowCount);
  const refusals = refusedFile({ dataDir: ctx.dataDir, input: file.path, columns: file.columns, now: ctx.now() });
  let number = 0;
  for await (const batch of oneAhead(preparedBatches(file))) {
    number += 1;
    const merged = await inTransaction(ctx, async (tx) => {
      const made = await mergeBatch(tx, batch.accepted, { format: file.format, seen, source });
      const { added, updated } = made.counts;
      const payload = { importId, file: source, batch: number, rows: batch.rows, added, updated };
      if (added + updated > 0) tx.record({ kind: 'COMPANIES_IMPORTED', subject: { type: 'Import', id: importId }, payload });
      return made;
    });
    const refused = [
      ...batch.refused,
      ...merged.refused.map(({ row, refusal }) => ({ place: row.place, cells: row.cells, ...refusal })),
    ];
    for (const row of refused) await refusals.write(row);
    for (const { facts } of batch.accepted) seen.add(file.format.codeOf(facts));
    for (const warning of batch.warnings) warnings.set(warning, (warnings.get(warning) ?? 0) + 1);
    total.read += batch.rows;
    total.added += merged.counts.added;
    total.updated += merged.counts.updated;
    total.unchanged += merged.counts.unchanged + batch.outdated;
    total.refused += refused.length;
    bar.advance(batch.rows);
  }
  bar.end();
  const details = [...warnings].map(([code, count]): [string, number] => [WARNINGS[code] ?? code, count]);
  return { ...total, refusedFile: await refusals.close(), details };
}
