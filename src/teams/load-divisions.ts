import { divisionTable, parentOf } from './division-table.ts';

interface Queryable {
  query(sql: string, params: unknown[]): Promise<unknown>;
}

/** The code table as shipped, into the database: adds what is missing and corrects what has changed. */
export async function loadDivisions(client: Queryable): Promise<void> {
  const { all } = divisionTable();
  const known = new Set(all.map(({ code }) => code));
  const rows = all.map((fact) => ({
    code: fact.code,
    name: fact.name,
    parent_code: parentOf(fact.successor ?? fact.code, known),
    valid_from: fact.validFrom,
    valid_to: fact.validTo,
    successor_code: fact.successor,
  }));
  await client.query(
    `insert into division select * from json_populate_recordset(null::division, $1)
     on conflict (code) do update set name = excluded.name, parent_code = excluded.parent_code, valid_from = excluded.valid_from,
       valid_to = excluded.valid_to, successor_code = excluded.successor_code
     where (division.name, division.parent_code, division.valid_to, division.successor_code)
       is distinct from (excluded.name, excluded.parent_code, excluded.valid_to, excluded.successor_code)`,
    [JSON.stringify(rows)],
  );
}
