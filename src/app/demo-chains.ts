import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { normaliseName } from '../companies/company-name.ts';
import { storedKeys } from '../companies/name-keys.ts';
import { searchTerms } from '../companies/search-terms.ts';
import type { Read } from '../kernel/context.ts';

interface DemoCompany {
  code: string;
  name: string;
  short: string;
  city: string;
  division?: string;
  zone?: string;
  designations?: string[];
}
interface DemoNode {
  code: string;
  name: string;
  position: string;
  supplies?: string[];
  companies?: string[];
}
interface DemoFacts {
  source: string;
  edition: string;
  chains: Array<{ code: string; name: string; nodes: DemoNode[] }>;
  companies: DemoCompany[];
}

const TITLES: Record<string, string> = { LISTED: '沪深上市公司', FORTUNE_500: '《财富》世界 500 强' };

const facts = (): DemoFacts =>
  JSON.parse(readFileSync(new URL('../../data/demo/chains.json', import.meta.url), 'utf8')) as DemoFacts;

/** The same id for the same fact at every start, so that furnishing twice adds nothing. */
export const demoId = (...parts: string[]): string =>
  createHash('sha256')
    .update(['demo', ...parts].join('/'))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

export const demoNodeId = (chain: string, node: string): string => demoId('node', chain, node);
export const demoCompanyId = (listingCode: string): string => demoId('company', listingCode);

/** Chains and companies of the demo world, written by us from facts; the source stands in the file. */
export async function loadDemoChains(sql: Read, now: Date): Promise<void> {
  const { source, edition, chains, companies } = facts();
  for (const company of companies) await saveCompany(sql, company, source, now);
  for (const { code, name, nodes } of chains) {
    await sql(
      `insert into chain (id, code, name, edition, source, is_demo, version, created_at, updated_at)
       values ($1, $2, $3, $4, $5, true, 1, $6, $6) on conflict do nothing`,
      [demoId('chain', code), code, name, edition, source, now],
    );
    for (const [ordinal, node] of nodes.entries()) await saveNode(sql, code, node, ordinal);
    for (const node of nodes) await saveNeighbours(sql, code, node, source, now);
  }
}

/** Its own number, so that the real company can be imported beside it: demo rows are never merged with imported ones. */
async function saveCompany(sql: Read, company: DemoCompany, source: string, now: Date): Promise<void> {
  const id = demoCompanyId(company.code);
  await sql(
    `insert into company (id, name, normalised_name, foreign_number, address, division_code, division_source, zone_code, source, is_demo, version, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, case when $6::text is null then null else 'ADDRESS' end, $7, $8, true, 1, $9, $9) on conflict do nothing`,
    [
      id,
      company.name,
      normaliseName(company.name),
      `DEMO-${company.code}`,
      `${company.city}市`,
      await divisionOf(sql, company),
      company.zone ?? null,
      source,
      now,
    ],
  );
  for (const [kind, name] of [
    ['NAME', company.name],
    ['SHORT', company.short],
  ] as const) {
    const { pinyin, initials, bigrams } = searchTerms(name);
    await sql(
      `insert into company_name (id, company_id, kind, name, normalised, pinyin, initials, bigrams, keys)
       values ($1, $2, $3, $4, $5, $6, $7, $8::int[], $9::int[]) on conflict do nothing`,
      [demoId('name', company.code, kind), id, kind, name, normaliseName(name), pinyin, initials, bigrams, storedKeys(name)],
    );
  }
  for (const kind of company.designations ?? []) {
    await sql(
      `insert into designation (id, company_id, kind, title, awarded_on, source, created_at) values ($1, $2, $3, $4, null, $5, $6) on conflict do nothing`,
      [demoId('designation', company.code, kind), id, kind, TITLES[kind] ?? kind, source, now],
    );
  }
}

/** Outside Chengdu the city's own code says enough: the company is known to be elsewhere. */
async function divisionOf(sql: Read, { city, division, zone }: DemoCompany): Promise<string | null> {
  if (division || zone) return division ?? null;
  if (city === '成都') return null;
  const [row] = await sql<{ code: string }>(
    `select code from division where name in ($1, $2) and valid_to is null order by code limit 1`,
    [`${city}市`, city],
  );
  return row?.code ?? null;
}

const saveNode = (sql: Read, chain: string, node: DemoNode, ordinal: number) =>
  sql(
    `insert into chain_node (id, chain_id, parent_id, code, name, position, ordinal, depth, is_leaf)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [
      demoNodeId(chain, node.code),
      demoId('chain', chain),
      node.code.includes('.') ? demoNodeId(chain, node.code.split('.')[0]!) : null,
      node.code,
      node.name,
      node.position,
      ordinal,
      node.code.split('.').length,
      node.code.includes('.'),
    ],
  );

async function saveNeighbours(sql: Read, chain: string, node: DemoNode, source: string, now: Date): Promise<void> {
  for (const customer of node.supplies ?? []) {
    await sql(`insert into chain_link (id, supplier_id, customer_id, source) values ($1, $2, $3, $4) on conflict do nothing`, [
      demoId('link', chain, node.code, customer),
      demoNodeId(chain, node.code),
      demoNodeId(chain, customer),
      source,
    ]);
  }
  for (const company of node.companies ?? []) {
    await sql(
      `insert into placement (id, node_id, company_id, status, source, created_at) values ($1, $2, $3, 'CONFIRMED', $4, $5) on conflict do nothing`,
      [demoId('placement', chain, node.code, company), demoNodeId(chain, node.code), demoCompanyId(company), source, now],
    );
  }
}
