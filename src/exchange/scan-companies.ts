import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { FILLER } from '../companies/compare-codes.ts';
import { identitiesOf } from '../companies/identity-rows.ts';
import { matchesAmong, type CompanyPair, type FoundPair } from '../companies/match-pairs.ts';
import type { Read } from '../kernel/context.ts';
import { alone, inTransaction, type ImportCtx } from './import-ctx.ts';
import { progressBar } from './progress-bar.ts';

/** What a scan has found; exact, strong and similar add up to pairs. */
export interface ScanResult {
  companies: number;
  pairs: number;
  new: number;
  exact: number;
  strong: number;
  similar: number;
}

/** Companies whose pairs are compared at a time: what is in memory does not grow with the registry. */
const SLICE = 500;
/** A key that more companies share tells nothing of any two of them. */
const MOST_BEARERS = 50;

/** An identifier that nothing speaks against: two of them are two legal entities, which the comparison would only confirm. */
const CERTAIN = `coalesce(c.usci_verdict = 'OK' and c.usci !~ '${FILLER.source}', false)`;

/**
 * Keys that two companies or more share, for this session alone, unless all of them are certainly different. Merged companies
 * have no names, and demo rows are left out.
 */
const KEYS = [
  `create temporary table scan_key as
   select key, company_id, certain from (
     select key, company_id, certain, count(*) over same as bearers, bool_and(certain) over same as all_certain from (
       select distinct k.key, n.company_id, ${CERTAIN} as certain
       from company_name n join company c on c.id = n.company_id cross join lateral unnest(n.keys) k(key)
       where not c.is_demo) shared window same as (partition by key)) counted
   where bearers between 2 and ${MOST_BEARERS} and not all_certain`,
  `create index on scan_key (company_id)`,
  `create index on scan_key (key, company_id)`,
  `analyze scan_key`,
];

const PAIRS = `select distinct a.company_id as left, b.company_id as right from scan_key a join scan_key b on b.key = a.key and b.company_id > a.company_id
  where a.company_id = any($1::uuid[]) and not (a.certain and b.certain)`;

/** Only a dismissed pair rests, and only until a scan finds more reasons; an unchanged pair is not written at all. */
const SAVE = `insert into company_match as m (id, left_id, right_id, level, strength, reasons, found_at, status)
  select p.id, p.left, p.right, p.level, p.strength, p.reasons, $2, 'OPEN'
  from json_to_recordset($1) p(id uuid, "left" uuid, "right" uuid, level text, strength smallint, reasons text[])
  on conflict (left_id, right_id) do update set level = excluded.level, strength = excluded.strength, reasons = excluded.reasons,
    found_at = case when excluded.reasons <@ m.reasons then m.found_at else excluded.found_at end,
    status = 'OPEN', decided_at = null, decided_by_id = null, decided_by_team_id = null, note = null
  where (m.status = 'OPEN' and (m.reasons <> excluded.reasons or m.level <> excluded.level))
    or (m.status = 'DISMISSED' and not excluded.reasons <@ m.reasons)
  returning xmax = 0 as added`;

/** Open pairs of these companies that are none any more: a name was corrected. Those of merged companies wait for the undoing. */
const FORGET = `delete from company_match m where m.status = 'OPEN' and m.left_id > $1 and ($2::uuid is null or m.left_id <= $2)
  and not exists (select 1 from company c where c.id in (m.left_id, m.right_id) and c.merged_into_id is not null)
  and not exists (select 1 from json_to_recordset($3) p("left" uuid, "right" uuid) where p.left = m.left_id and p.right = m.right_id)`;

const readerOn =
  (client: PoolClient): Read =>
  async <R>(sql: string, params: readonly unknown[] = []) =>
    (await client.query(sql, [...params])).rows as R[];

async function saveSlice(ctx: ImportCtx, found: readonly FoundPair[], after: string, upTo: string | null): Promise<number> {
  const rows = found.map((match) => ({ ...match, id: randomUUID() }));
  return inTransaction(ctx, async ({ client, now }) => {
    await client.query(FORGET, [after, upTo, JSON.stringify(rows)]);
    if (rows.length === 0) return 0;
    const { rows: written } = await client.query<{ added: boolean }>(SAVE, [JSON.stringify(rows), now]);
    return written.filter(({ added }) => added).length;
  });
}

/** Found pairs of all companies, slice by slice in the order of their ids. */
async function scanSlices(ctx: ImportCtx, read: Read, result: ScanResult): Promise<void> {
  const bar = progressBar('查重', result.companies);
  let looked = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const slice = await read<{ id: string }>(
      `select distinct company_id as id from scan_key where company_id > $1 order by 1 limit ${SLICE}`,
      [after],
    );
    const ids = slice.map(({ id }) => id);
    const pairs = await read<CompanyPair>(PAIRS, [ids]);
    const known = await identitiesOf(read, [...new Set(pairs.flatMap(({ left, right }) => [left, right]))]);
    const found = matchesAmong(pairs, known);
    const isLast = ids.length < SLICE;
    result.new += await saveSlice(ctx, found, after, isLast ? null : ids.at(-1)!);
    result.pairs += found.length;
    for (const { level } of found) result[level.toLowerCase() as 'exact' | 'strong' | 'similar'] += 1;
    looked += ids.length;
    // Companies that share no key are behind it with the last slice.
    bar.advance(isLast ? result.companies - looked + ids.length : ids.length);
    if (isLast) return bar.end();
    after = ids.at(-1)!;
  }
}

/** Compares all companies with each other, as intake does, and keeps the pairs that a person should look at. */
export async function scanCompanies(ctx: ImportCtx): Promise<ScanResult> {
  return alone(ctx, async () => {
    const client = await ctx.pool.connect();
    try {
      const read = readerOn(client);
      for (const sql of KEYS) await client.query(sql);
      const [count] = await read<{ n: number }>(
        `select count(*)::int as n from company where merged_into_id is null and not is_demo`,
      );
      const result: ScanResult = { companies: count!.n, pairs: 0, new: 0, exact: 0, strong: 0, similar: 0 };
      await scanSlices(ctx, read, result);
      await inTransaction(ctx, async (tx) => {
        const { companies, pairs, new: added } = result;
        tx.record({
          kind: 'COMPANIES_SCANNED',
          subject: { type: 'Scan', id: randomUUID() },
          payload: { companies, pairs, added },
        });
      });
      return result;
    } finally {
      // The session goes, and its keys with it.
      client.release(true);
    }
  });
}
