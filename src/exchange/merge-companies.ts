import { randomUUID } from 'node:crypto';
import { wholeName } from '../companies/identity-name.ts';
import type { CompanyFacts, RowRefusal } from './company-facts.ts';
import type { CompanyFormat } from './company-format.ts';
import { applyMerged, newCompany, type CompanyState, type Outcome } from './company-state.ts';
import { anyWithout, loadByCode, loadByName, saveCompanies, type CodeColumn } from './company-store.ts';
import type { ImportTx } from './import-ctx.ts';

export interface AcceptedRow {
  place: string;
  cells: readonly string[];
  facts: CompanyFacts;
}
export interface RefusedMerge {
  row: AcceptedRow;
  refusal: RowRefusal;
}
export interface MergeOptions {
  format: Pick<CompanyFormat, 'codeColumn' | 'codeOf' | 'apply'>;
  /** Codes of earlier batches of this import. */
  seen: ReadonlySet<string>;
  source: string;
}
export interface Merged {
  counts: Record<Outcome, number>;
  refused: RefusedMerge[];
  /** The batch's companies by code, without those of the demo. */
  companies: ReadonlyMap<string, CompanyState>;
}

const DEMO: RowRefusal = {
  code: 'DEMO_ROW',
  reason: '该代码已被演示数据占用，演示数据不与导入数据合并，请在不含演示数据的库中导入',
};

/** Found by the code of a company that was merged into it, beside its own. */
function bearsAnother(company: CompanyState, column: CodeColumn, code: string): boolean {
  const own = column === 'usci' ? company.usci : company.listingCode;
  return own !== null && own !== code;
}

async function loadBatch(
  { client }: ImportTx,
  rows: readonly AcceptedRow[],
  { format }: MergeOptions,
): Promise<Map<string, CompanyState>> {
  const facts = new Map(rows.map((row) => [format.codeOf(row.facts), row.facts]));
  const companies = await loadByCode(client, format.codeColumn, [...facts.keys()]);
  const fresh = [...facts].filter(([code]) => !companies.has(code));
  if (fresh.length === 0 || !(await anyWithout(client, format.codeColumn))) return companies;
  const byName = await loadByName(
    client,
    format.codeColumn,
    fresh.map(([, { name }]) => name),
  );
  for (const [code, { name }] of fresh) {
    const key = wholeName(name);
    const match = byName.get(key);
    if (match === undefined) continue;
    companies.set(code, match);
    // Two codes cannot both be the one company.
    byName.delete(key);
  }
  return companies;
}

/** A batch of accepted rows against what the database has: one load, decisions in memory, one save. */
export async function mergeBatch(tx: ImportTx, rows: readonly AcceptedRow[], options: MergeOptions): Promise<Merged> {
  const { format, seen, source } = options;
  const counts: Record<Outcome, number> = { added: 0, updated: 0, unchanged: 0 };
  const refused: RefusedMerge[] = [];
  const companies = await loadBatch(tx, rows, options);
  const inBatch = new Set<string>();
  for (const row of rows) {
    const code = format.codeOf(row.facts);
    const known = companies.get(code);
    if (known === undefined) {
      companies.set(code, newCompany(randomUUID(), row.facts));
      counts.added += 1;
    } else if (known.isDemo) refused.push({ row, refusal: DEMO });
    else if (bearsAnother(known, format.codeColumn, code)) counts[applyMerged(known, row.facts)] += 1;
    else counts[format.apply(known, row.facts, seen.has(code) || inBatch.has(code))] += 1;
    inBatch.add(code);
  }
  for (const [code, { isDemo }] of companies) if (isDemo) companies.delete(code);
  await saveCompanies(tx.client, [...new Set(companies.values())], source, tx.now);
  return { counts, refused, companies };
}
