import { basename } from 'node:path';
import { recomputeDeadlines } from '../cases/recompute-deadlines.ts';
import { loadWorkCalendar } from '../kernel/load-work-calendar.ts';
import { yearProblems, type YearGiven } from '../leads/check-work-calendar.ts';
import { saveWorkCalendar, type YearChange } from '../leads/save-work-calendar.ts';
import { rowsOf, surveyCsv } from './csv-rows.ts';
import { inTransaction, systemOf, type ImportCtx } from './import-ctx.ts';
import { ImportRefused } from './import-refused.ts';

const COLUMNS = ['day', 'is_working', 'name'] as const;
const WORKING = new Map([
  ...['true', '1', '是'].map((text) => [text, true] as const),
  ...['false', '0', '否'].map((text) => [text, false] as const),
]);
const FIELD = { year: '--year', announcedOn: '--announced-on', source: '--source', days: '文件' } as const;

export interface ImportedYear extends YearChange {
  /** Running deadlines that came to lie elsewhere. */
  moved: number;
}

/** A year's notice from a file of the columns day, is_working and name: all of it or, with every fault named, nothing. */
export async function importWorkCalendar(ctx: ImportCtx, path: string, notice: Omit<YearGiven, 'days'>): Promise<ImportedYear> {
  const given = await readYear(path, notice);
  const change = await inTransaction(ctx, async (tx) => {
    await loadWorkCalendar(tx.client);
    return saveWorkCalendar(systemOf(tx), given);
  });
  return { ...(change ?? { added: 0, changed: 0, removed: 0 }), moved: await recomputeAll(ctx) };
}

/** Until no deadline is left that was reckoned by another calendar; what is locked meanwhile is left to housekeeping. */
export async function recomputeAll(ctx: Pick<ImportCtx, 'pool' | 'now'>): Promise<number> {
  for (let total = 0; ;) {
    const { moved, isDone } = await inTransaction(ctx, (tx) => recomputeDeadlines(systemOf(tx)));
    total += moved;
    if (isDone) return total;
  }
}

async function readYear(path: string, notice: Omit<YearGiven, 'days'>): Promise<YearGiven> {
  const file = await surveyCsv(path, { missing: (columns) => COLUMNS.filter((column) => !columns.includes(column)) });
  const places = COLUMNS.map((column) => file.columns.indexOf(column));
  const days: Array<YearGiven['days'][number]> = [];
  const lines: number[] = [];
  const faults: Array<{ line: number; message: string }> = [];
  for await (const { line, cells } of rowsOf(file)) {
    const [day = '', working = '', name = ''] = places.map((place) => cells[place]?.trim() ?? '');
    const isWorking = WORKING.get(working.toLowerCase());
    if (isWorking === undefined) faults.push({ line, message: 'is_working 须为 true 或 false（也可用 1/0、是/否）' });
    days.push({ day, isWorking: isWorking ?? false, name });
    lines.push(line);
  }
  const given = { ...notice, days };
  for (const { field, at, message } of yearProblems(given)) {
    if (at === null) faults.push({ line: 0, message: `${FIELD[field as keyof typeof FIELD]}：${message}` });
    else faults.push({ line: lines[at]!, message });
  }
  refuseFaults(path, faults);
  return given;
}

function refuseFaults(path: string, faults: Array<{ line: number; message: string }>): void {
  if (faults.length === 0) return;
  const told = faults
    .sort((a, b) => a.line - b.line)
    .map(({ line, message }) => (line === 0 ? `  ${message}` : `  第 ${line} 行：${message}`));
  throw new ImportRefused(
    'CALENDAR_REFUSED',
    `文件「${basename(path)}」有 ${faults.length} 处问题，未写入任何内容，请改正后重新导入：\n${told.join('\n')}\n`,
  );
}
