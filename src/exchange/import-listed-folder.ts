import { basename, join } from 'node:path';
import { surveyCsv } from './csv-rows.ts';
import { detectEncoding } from './file-encoding.ts';
import type { ImportCtx } from './import-ctx.ts';
import { ImportRefused } from './import-refused.ts';
import type { ImportResult } from './import-tally.ts';
import { importListedCompanies } from './listed-companies.ts';
import { importIndustries } from './listed-industries.ts';
import { importPlacements, importProducts, readPlacements } from './listed-placements.ts';
import { progressBar } from './progress-bar.ts';
import { rowLedger } from './row-ledger.ts';

const JSON_FILES = ['company.jsonl', 'industry.jsonl', 'industry_industry.jsonl', 'industry_up.jsonl', 'company_industry.jsonl'];
const PRODUCTS = 'company_product.csv';

export const isListedFolder = (names: readonly string[]): boolean =>
  names.includes('company.jsonl') || names.includes('industry.jsonl');

async function refuseUnreadable(folder: string, names: readonly string[]): Promise<void> {
  const missing = [...JSON_FILES, PRODUCTS].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new ImportRefused(
      'FOLDER_INCOMPLETE',
      `文件夹「${basename(folder)}」缺少文件：${missing.join('、')}，请补齐后重新导入`,
    );
  }
  for (const name of JSON_FILES) {
    if ((await detectEncoding(join(folder, name))) === 'utf-8') continue;
    throw new ImportRefused('FILE_ENCODING', `文件「${name}」不是 UTF-8 编码，JSON 文件须为 UTF-8，请转换后重新导入`);
  }
}

/** Listed companies, their industries as a chain of its own, who supplies whom, who belongs where, and who makes what. */
export async function importListedFolder(ctx: ImportCtx, folder: string, names: readonly string[]): Promise<ImportResult> {
  await refuseUnreadable(folder, names);
  const needs = ['company_code', 'product_name'];
  const products = await surveyCsv(join(folder, PRODUCTS), {
    missing: (columns) => needs.filter((need) => !columns.includes(need)),
  });
  const source = basename(folder);
  const ledger = rowLedger({ dataDir: ctx.dataDir, input: folder, columns: ['记录'], now: ctx.now() });
  const bar = progressBar('导入上市公司产业链', 4);
  const companies = await importListedCompanies(ctx, folder, source, ledger);
  bar.advance(1);
  const placements = await readPlacements(folder, ledger);
  // Files of another year call some industries differently; the code tells which are meant.
  const aliases = new Map(placements.map(({ value }) => [value.industry_name, value.industry_code]));
  const industries = await importIndustries(ctx, folder, aliases, ledger);
  bar.advance(1);
  const placed = await importPlacements(ctx, placements, industries, companies.ids, source, ledger);
  bar.advance(1);
  const made = await importProducts(ctx, products, companies.ids, source, ledger);
  bar.advance(1);
  bar.end();
  return ledger.close([...companies.details, ...industries.details, ...placed, ...made]);
}
