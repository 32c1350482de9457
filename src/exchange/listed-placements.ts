import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { inBatches } from './batches.ts';
import { confirmPlacements } from './chain-store.ts';
import { listedCompany, listingCodeOf, textOrNull } from './company-facts.ts';
import { rowsOf, type CsvFile } from './csv-rows.ts';
import { inTransaction, type ImportCtx } from './import-ctx.ts';
import { jsonLines, type JsonLine } from './json-lines.ts';
import { mergeListed } from './listed-companies.ts';
import { SHENWAN, type SavedIndustries } from './listed-industries.ts';
import type { RowLedger } from './row-ledger.ts';

const PRODUCT_BATCH_ROWS = 2000;
const text = z.string().trim().min(1);
const placementLine = z.object({ company_code: text, industry_code: text, industry_name: text, company_name: text });
export type PlacementLine = JsonLine<z.infer<typeof placementLine>>;

export async function readPlacements(folder: string, ledger: RowLedger): Promise<PlacementLine[]> {
  const lines: PlacementLine[] = [];
  for await (const line of jsonLines(join(folder, 'company_industry.jsonl'), placementLine, ledger)) lines.push(line);
  return lines;
}

/** Companies that only the placements name: they have a code and a short name, which is enough to be a company. */
async function addUnlisted(
  ctx: ImportCtx,
  lines: readonly PlacementLine[],
  ids: Map<string, string>,
  source: string,
): Promise<number> {
  const missing = new Map<string, string>();
  for (const { value } of lines) {
    const code = listingCodeOf(value.company_code);
    if (code !== null && !ids.has(code)) missing.set(code, value.company_name);
  }
  const rows = [...missing].map(([listingCode, shortName]) => ({
    place: '',
    cells: [],
    facts: listedCompany({ listingCode, shortName, fullName: null }),
  }));
  for (const [code, id] of await mergeListed(ctx, rows, source, async () => {})) ids.set(code, id);
  return missing.size;
}

/** company_industry.jsonl: companies at the nodes of the industry chain, confirmed by the source. */
export async function importPlacements(
  ctx: ImportCtx,
  lines: readonly PlacementLine[],
  industries: SavedIndustries,
  ids: Map<string, string>,
  source: string,
  ledger: RowLedger,
): Promise<[string, number][]> {
  const extra = await addUnlisted(ctx, lines, ids, source);
  const wanted = new Map<string, { nodeId: string; companyId: string }>();
  for (const { place, text: line, value } of lines) {
    const nodeId = industries.nodeOf(value.industry_name, value.industry_code);
    const companyId = ids.get(listingCodeOf(value.company_code) ?? '');
    if (nodeId === undefined) {
      await ledger.refuse(place, { code: 'INDUSTRY_UNKNOWN', reason: `行业「${value.industry_name}」不在 industry.jsonl 中` }, [
        line,
      ]);
    } else if (companyId === undefined) {
      await ledger.refuse(place, { code: 'LISTING_CODE_INVALID', reason: `证券代码「${value.company_code}」不是 6 位数字` }, [
        line,
      ]);
    } else if (wanted.has(`${nodeId} ${companyId}`)) ledger.count('unchanged');
    else wanted.set(`${nodeId} ${companyId}`, { nodeId, companyId });
  }
  await inTransaction(ctx, async (tx) => {
    const outcomes = await confirmPlacements(tx.client, [...wanted.values()], `${SHENWAN.source} ${source}`, tx.now);
    for (const key of wanted.keys()) ledger.count(outcomes.get(key) ?? 'unchanged');
    const added = [...outcomes.values()].filter((outcome) => outcome === 'added').length;
    const payload = { chainId: industries.chainId, file: 'company_industry.jsonl', added, updated: outcomes.size - added };
    const subject = { type: 'Chain', id: industries.chainId };
    if (outcomes.size > 0) tx.record({ kind: 'CHAINS_IMPORTED', subject, payload });
  });
  return [
    ['公司归入行业', wanted.size],
    ['仅在行业归属中出现的公司', extra],
  ];
}

/** company_product.csv: what companies make, as the source words it; weights are dropped, as they are no shares. */
export async function importProducts(
  ctx: ImportCtx,
  file: CsvFile,
  ids: ReadonlyMap<string, string>,
  source: string,
  ledger: RowLedger,
): Promise<[string, number][]> {
  const [codeAt, productAt] = ['company_code', 'product_name'].map((column) => file.columns.indexOf(column));
  const importId = randomUUID();
  const makers = new Set<string>();
  let batchNumber = 0;
  let records = 0;
  for await (const batch of inBatches(rowsOf(file), PRODUCT_BATCH_ROWS)) {
    batchNumber += 1;
    records += batch.length;
    const rows: { id: string; company_id: string; product: string; source: string }[] = [];
    for (const { line, cells } of batch) {
      const companyId = ids.get(listingCodeOf(cells[codeAt ?? -1] ?? '') ?? '');
      const product = textOrNull(cells[productAt ?? -1] ?? '');
      const place = `company_product.csv:${line}`;
      if (companyId === undefined) {
        await ledger.refuse(place, { code: 'COMPANY_UNKNOWN', reason: '证券代码不在 company.jsonl 中，或属于演示数据' }, [
          cells.join(','),
        ]);
      } else if (product === null)
        await ledger.refuse(place, { code: 'PRODUCT_MISSING', reason: '产品名称为空' }, [cells.join(',')]);
      else {
        makers.add(companyId);
        rows.push({ id: randomUUID(), company_id: companyId, product, source });
      }
    }
    await inTransaction(ctx, async (tx) => {
      const { rowCount } = await tx.client.query(
        `insert into company_product select * from json_populate_recordset(null::company_product, $1) on conflict (company_id, product) do nothing`,
        [JSON.stringify(rows)],
      );
      const added = rowCount ?? 0;
      ledger.count('added', added);
      ledger.count('unchanged', rows.length - added);
      const payload = { importId, file: 'company_product.csv', batch: batchNumber, rows: batch.length, added, updated: 0 };
      if (added > 0) tx.record({ kind: 'COMPANIES_IMPORTED', subject: { type: 'Import', id: importId }, payload });
    });
  }
  return [
    ['公司产品记录', records],
    ['有产品的公司', makers.size],
  ];
}
