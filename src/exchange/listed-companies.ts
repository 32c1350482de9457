import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { dayOrNull, listedCompany, listingCodeOf, type CompanyFacts } from './company-facts.ts';
import { applyListing } from './company-state.ts';
import { inTransaction, type ImportCtx, type ImportTx } from './import-ctx.ts';
import { jsonLines, type JsonLine } from './json-lines.ts';
import { mergeBatch, type AcceptedRow, type Merged } from './merge-companies.ts';
import type { RowLedger } from './row-ledger.ts';

const BATCH_ROWS = 1000;
const companyLine = z.object({
  name: z.string().trim().min(1),
  fullname: z.string().trim().min(1),
  code: z.string(),
  time: z.string().default(''),
});
type CompanyLine = JsonLine<z.infer<typeof companyLine>>;

export const LISTING = {
  codeColumn: 'listing_code',
  codeOf: (facts: CompanyFacts) => facts.listingCode ?? '',
  apply: applyListing,
} as const;

/** True when the short name's characters stand in the full name in order: 京源环保 in 江苏京源环保股份有限公司. */
function abbreviates(short: string, full: string): boolean {
  let at = 0;
  for (const char of full) if (char === short.charAt(at)) at += 1;
  return at === short.length;
}

/** Where one code bears several full names, most belong to other companies: only the one the short name abbreviates is believed. */
export function believedLine<T extends { name: string; fullname: string }>(lines: readonly T[]): T | null {
  const byFullName = new Map(lines.map((line) => [line.fullname, line]));
  if (byFullName.size === 1) return lines[0] ?? null;
  const believable = [...byFullName.values()].filter(({ name, fullname }) => abbreviates(name, fullname));
  return believable.length === 1 ? (believable[0] ?? null) : null;
}

/** Merges listed companies, in batches of one transaction each, and gives their ids by listing code. */
export async function mergeListed(
  ctx: ImportCtx,
  rows: readonly AcceptedRow[],
  source: string,
  done: (tx: ImportTx, ids: ReadonlyMap<string, string>, merged: Merged) => Promise<void>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const importId = randomUUID();
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    const batch = rows.slice(at, at + BATCH_ROWS);
    await inTransaction(ctx, async (tx) => {
      const merged = await mergeBatch(tx, batch, { format: LISTING, seen: new Set(), source });
      const batchIds = new Map([...merged.companies].map(([code, { id }]) => [code, id]));
      for (const [code, id] of batchIds) ids.set(code, id);
      await done(tx, batchIds, merged);
      const { added, updated } = merged.counts;
      const payload = { importId, file: source, batch: at / BATCH_ROWS + 1, rows: batch.length, added, updated };
      if (added + updated > 0) tx.record({ kind: 'COMPANIES_IMPORTED', subject: { type: 'Import', id: importId }, payload });
    });
  }
  return ids;
}

async function designate(
  tx: ImportTx,
  ids: ReadonlyMap<string, string>,
  listedOn: ReadonlyMap<string, string | null>,
  source: string,
): Promise<void> {
  const rows = [...ids].map(([code, id]) => ({
    id: randomUUID(),
    company_id: id,
    kind: 'LISTED',
    title: `上市公司 ${code}`,
    awarded_on: listedOn.get(code) ?? null,
    source,
    created_at: tx.now,
  }));
  await tx.client.query(
    `insert into designation select * from json_populate_recordset(null::designation, $1) on conflict (company_id, kind, title) do nothing`,
    [JSON.stringify(rows)],
  );
}

export interface ListedCompanies {
  ids: Map<string, string>;
  details: [string, number][];
}

/** The records of company.jsonl by folded code. */
async function linesByCode(folder: string, ledger: RowLedger): Promise<Map<string, CompanyLine[]>> {
  const byCode = new Map<string, CompanyLine[]>();
  for await (const line of jsonLines(join(folder, 'company.jsonl'), companyLine, ledger)) {
    const code = listingCodeOf(line.value.code);
    if (code === null) {
      const reason = `证券代码「${line.value.code}」不是 6 位数字`;
      await ledger.refuse(line.place, { code: 'LISTING_CODE_INVALID', reason }, [line.text]);
    } else byCode.set(code, [...(byCode.get(code) ?? []), line]);
  }
  return byCode;
}

interface BelievedRow {
  row: AcceptedRow;
  listedOn: string | null;
  isUnnamed: boolean;
}

function believedRow(listingCode: string, lines: readonly CompanyLine[]): BelievedRow {
  const [first] = lines;
  const believed = believedLine(lines.map(({ value }) => value));
  const facts = listedCompany({ listingCode, shortName: first?.value.name ?? '', fullName: believed?.fullname ?? null });
  return {
    row: { place: first?.place ?? '', cells: [first?.text ?? ''], facts },
    listedOn: believed === null ? null : dayOrNull(believed.time),
    isUnnamed: believed === null,
  };
}

/** company.jsonl: listed companies by code, each with its listing as a designation. */
export async function importListedCompanies(
  ctx: ImportCtx,
  folder: string,
  source: string,
  ledger: RowLedger,
): Promise<ListedCompanies> {
  const byCode = await linesByCode(folder, ledger);
  const groups = [...byCode.values()];
  const believed = [...byCode].map(([code, lines]) => believedRow(code, lines));
  for (const lines of groups) ledger.count('unchanged', lines.length - 1);
  const listedOn = new Map(believed.map(({ row, listedOn: day }) => [row.facts.listingCode ?? '', day]));
  const rows = believed.map(({ row }) => row);
  const ids = await mergeListed(ctx, rows, source, async (tx, batchIds, { counts, refused }) => {
    await designate(tx, batchIds, listedOn, source);
    for (const { row, refusal } of refused) await ledger.refuse(row.place, refusal, row.cells);
    ledger.count('added', counts.added);
    ledger.count('updated', counts.updated);
    ledger.count('unchanged', counts.unchanged);
  });
  const lines = groups.flat();
  return {
    ids,
    details: [
      ['公司记录', lines.length],
      ['不同证券代码', byCode.size],
      ['重复的证券代码', groups.filter((all) => all.length > 1).length],
      ['未带交易所后缀的记录', lines.filter(({ value }) => !value.code.includes('.')).length],
      ['全称互相矛盾、只用简称的公司', believed.filter(({ isUnnamed }) => isUnnamed).length],
    ],
  };
}
