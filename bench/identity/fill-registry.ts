import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { normaliseName } from '../../src/companies/company-name.ts';
import { storedKeys } from '../../src/companies/name-keys.ts';
import { searchTerms } from '../../src/companies/search-terms.ts';
import { orgCheckChar, usciCheckChar } from '../../src/kernel/usci.ts';
import { makeLatin, makeName, randomFrom, written, type MadeName } from './made-names.ts';

export interface Known {
  made: MadeName;
  usci: string;
}

const BATCH = 5_000;
const SAMPLE_EVERY = 97;

function codeOf(n: number): string {
  const body = String(n).padStart(8, '0');
  const first17 = `91510100${body}${orgCheckChar(body)}`;
  return first17 + usciCheckChar(first17);
}

/** Companies with their names as an import leaves them; every 20th has a former name, every 50th a name in Latin letters. */
export async function fillRegistry(client: Client, companies: number, log: (line: string) => void): Promise<Known[]> {
  const random = randomFrom(2026);
  const made = Array.from({ length: companies }, () => makeName(random));
  const known = made
    .map((each, n) => ({ made: each, usci: codeOf(n) }))
    .filter(({ made: { branch } }, n) => n % SAMPLE_EVERY === 0 && branch === '');
  const { rows } = await client.query<{ n: string }>('select count(*) as n from company');
  if (Number(rows[0]!.n) === companies) return known;
  log(`making ${companies} companies (kept for later runs)`);
  await client.query('delete from company');
  const { rows: indexes } = await client.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes where tablename = 'company_name' and indexdef like '%gin%'`,
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  for (let from = 0; from < companies; from += BATCH) await insert(client, made.slice(from, from + BATCH), from);
  await client.query(`set maintenance_work_mem = '512MB'`);
  for (const index of indexes) await client.query(index.made);
  await client.query('vacuum analyze company, company_name');
  return known;
}

async function insert(client: Client, batch: readonly MadeName[], from: number): Promise<void> {
  const random = randomFrom(from);
  const rows = batch.map((each, i) => ({ id: randomUUID(), name: written(each), usci: codeOf(from + i) }));
  const names = rows.flatMap(({ id, name }, i) => [
    { id, kind: 'NAME', name },
    ...(i % 20 === 0 ? [{ id, kind: 'FORMER', name: written(makeName(random)) }] : []),
    ...(i % 50 === 0 ? [{ id, kind: 'SHORT', name: makeLatin(random) }] : []),
  ]);
  await client.query(
    `insert into company (id, name, normalised_name, usci, usci_verdict, source, is_demo, version, created_at, updated_at)
     select id, name, normalised_name, usci, 'OK', '测试', false, 1, now(), now() from json_populate_recordset(null::company, $1)`,
    [JSON.stringify(rows.map((row) => ({ ...row, normalised_name: normaliseName(row.name) })))],
  );
  await client.query(`insert into company_name select * from json_populate_recordset(null::company_name, $1)`, [
    JSON.stringify(
      names.map(({ id, kind, name }) => ({
        id: randomUUID(),
        company_id: id,
        kind,
        name,
        normalised: normaliseName(name),
        ...searchTerms(name),
        keys: storedKeys(name),
      })),
    ),
  ]);
}
