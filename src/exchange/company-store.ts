import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { normaliseName } from '../companies/company-name.ts';
import { compareIdentities } from '../companies/compare-companies.ts';
import { wholeName } from '../companies/identity-name.ts';
import { MatchLevel } from '../companies/match-reason.ts';
import { ANSWERING } from '../companies/merged.sql.ts';
import { keysOfName, storedKeys } from '../companies/name-keys.ts';
import { searchTerms } from '../companies/search-terms.ts';
import type { CompanyState, NameKind } from './company-state.ts';

interface LoadedRow extends Omit<CompanyState, 'names' | 'loadedNames' | 'isNew' | 'isChanged'> {
  names: Record<string, NameKind> | null;
}

const COLUMNS = `c.id, c.name, c.normalised_name as "normalisedName", c.usci, c.usci_verdict as "usciVerdict",
  c.listing_code as "listingCode", c.form, c.registered_on::text as "registeredOn",
  trim_scale(c.capital_amount)::text as "capitalAmount", c.capital_currency as "capitalCurrency", c.scope, c.address,
  c.division_code as "divisionCode", c.division_source as "divisionSource", c.zone_code as "zoneCode", c.is_demo as "isDemo",
  (select json_object_agg(n.name, n.kind) from company_name n where n.company_id = c.id) as names`;

function stateOf(row: LoadedRow): CompanyState {
  const names = new Map(Object.entries(row.names ?? {}));
  return { ...row, names, loadedNames: new Map(names), isNew: false, isChanged: false };
}

export type CodeColumn = 'usci' | 'listing_code';

/**
 * Companies with these codes, by code; locked, so that a reader of the batch's outcome cannot be overtaken. The code of a
 * merged company stands for its survivor, which may thus stand under several.
 */
export async function loadByCode(
  client: ClientBase,
  column: CodeColumn,
  codes: readonly string[],
): Promise<Map<string, CompanyState>> {
  const { rows } = await client.query<LoadedRow & { code: string }>(
    `select m.${column} as code, ${COLUMNS} from ${ANSWERING} where m.${column} = any($1) for update of c`,
    [codes],
  );
  const states = new Map(rows.map((row) => [row.id, stateOf(row)]));
  return new Map(rows.map(({ code, id }) => [code, states.get(id)!]));
}

/**
 * Companies that lack this kind of code and certainly bear one of these names, by the name in one writing: the same company,
 * seen by another file. Likeness joins nothing; two bearers of a name are nobody's match, and the demo's rows are never
 * merged with real ones.
 */
export async function loadByName(
  client: ClientBase,
  column: CodeColumn,
  names: readonly string[],
): Promise<Map<string, CompanyState>> {
  const { rows } = await client.query<LoadedRow>(
    `select ${COLUMNS} from company c where c.${column} is null and c.merged_into_id is null and not c.is_demo
       and c.id in (select n.company_id from company_name n where n.kind = 'NAME' and n.keys && $1::int[]) for update of c`,
    [names.flatMap((name) => keysOfName(name).whole)],
  );
  const bearers = Map.groupBy(rows, ({ name }) => wholeName(name));
  const wanted = new Map(names.map((name) => [wholeName(name), name]));
  return new Map(
    [...bearers].flatMap(([key, [bearer, ...others]]) => {
      const name = wanted.get(key);
      if (name === undefined || bearer === undefined || others.length > 0) return [];
      return compareIdentities({ name }, { name: bearer.name }).level === MatchLevel.EXACT
        ? [[key, stateOf(bearer)] as const]
        : [];
    }),
  );
}

/** True when some company lacks this kind of code: without any, there is nothing to match by name. */
export async function anyWithout(client: ClientBase, column: CodeColumn): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from company where ${column} is null and merged_into_id is null and not is_demo limit 1`,
  );
  return rowCount === 1;
}

const columnsOf = (company: CompanyState) => ({
  id: company.id,
  name: company.name,
  normalised_name: company.normalisedName,
  usci: company.usci,
  usci_verdict: company.usciVerdict,
  listing_code: company.listingCode,
  form: company.form,
  registered_on: company.registeredOn,
  capital_amount: company.capitalAmount,
  capital_currency: company.capitalCurrency,
  scope: company.scope,
  address: company.address,
  division_code: company.divisionCode,
  division_source: company.divisionSource,
  zone_code: company.zoneCode,
});

function nameRows(companies: readonly CompanyState[]) {
  return companies.flatMap((company) =>
    [...company.names]
      .filter(([name, kind]) => company.loadedNames.get(name) !== kind)
      .map(([name, kind]) => {
        const terms = searchTerms(name);
        const normalised = name === company.name ? company.normalisedName : normaliseName(name);
        return { id: randomUUID(), company_id: company.id, kind, name, normalised, ...terms, keys: storedKeys(name) };
      }),
  );
}

const outdatedNames = (companies: readonly CompanyState[]) =>
  companies.flatMap((company) =>
    [...company.loadedNames]
      .filter(([name, kind]) => company.names.get(name) !== kind)
      .map(([name, kind]) => ({ company_id: company.id, kind, name })),
  );

/** Writes the batch in at most five statements, whatever its size; `json_populate_recordset` takes the tables' own column types. */
export async function saveCompanies(
  client: ClientBase,
  companies: readonly CompanyState[],
  source: string,
  now: Date,
): Promise<void> {
  const added = companies.filter(({ isNew }) => isNew);
  const changed = companies.filter(({ isNew, isChanged }) => !isNew && isChanged);
  if (added.length > 0) {
    const rows = added.map((company) => ({
      ...columnsOf(company),
      source,
      is_demo: false,
      version: 1,
      created_at: now,
      updated_at: now,
    }));
    const inserted = client.query(`insert into company select * from json_populate_recordset(null::company, $1)`, [
      JSON.stringify(rows),
    ]);
    // The names' pinyin is worked out while the database inserts their companies.
    const names = JSON.stringify(nameRows(added));
    await inserted;
    await client.query(`insert into company_name select * from json_populate_recordset(null::company_name, $1)`, [names]);
  }
  if (changed.length > 0) await saveChanged(client, changed, now);
}

async function saveChanged(client: ClientBase, changed: readonly CompanyState[], now: Date): Promise<void> {
  await client.query(
    `update company c set name = n.name, normalised_name = n.normalised_name, usci = n.usci, usci_verdict = n.usci_verdict,
       listing_code = n.listing_code, form = n.form, registered_on = n.registered_on, capital_amount = n.capital_amount,
       capital_currency = n.capital_currency, scope = n.scope, address = n.address, division_code = n.division_code,
       division_source = n.division_source, zone_code = n.zone_code, version = c.version + 1, updated_at = $2
     from json_populate_recordset(null::company, $1) n where c.id = n.id`,
    [JSON.stringify(changed.map(columnsOf)), now],
  );
  await client.query(
    `delete from company_name c using json_populate_recordset(null::company_name, $1) n
     where c.company_id = n.company_id and c.kind = n.kind and c.name = n.name`,
    [JSON.stringify(outdatedNames(changed))],
  );
  await client.query(
    `insert into company_name select * from json_populate_recordset(null::company_name, $1) on conflict (company_id, kind, name) do nothing`,
    [JSON.stringify(nameRows(changed))],
  );
}
