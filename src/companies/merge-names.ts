import type { Tx } from '../kernel/context.ts';

/** Rows of the merged company as they were, and which of them the survivor bears since, by id. */
export interface MovedNames {
  rows: readonly object[];
  moved: readonly string[];
}

/** Its names go to the survivor, so that a search for one finds it; what was its present name is a former one there. */
export async function moveNames(tx: Tx, survivorId: string, mergedId: string): Promise<MovedNames> {
  const taken = await tx.sql<{ row: object }>(`delete from company_name n where n.company_id = $1 returning to_jsonb(n) as row`, [
    mergedId,
  ]);
  const rows = taken.map(({ row }) => row);
  const moved = await tx.sql<{ id: string }>(
    `insert into company_name as n
     select (jsonb_populate_record(null::company_name, r || jsonb_build_object('company_id', $1::uuid,
       'kind', case r->>'kind' when 'NAME' then 'FORMER' else r->>'kind' end))).*
     from jsonb_array_elements($2::jsonb) r
     where not exists (select 1 from company_name o where o.company_id = $1::uuid and o.name = r->>'name')
     on conflict (company_id, kind, name) do nothing returning n.id`,
    [survivorId, JSON.stringify(rows)],
  );
  return { rows, moved: moved.map(({ id }) => id) };
}

/** Gives the names back as they were; a name that people gave the survivor since is its own. */
export async function giveNamesBack(tx: Tx, survivorId: string, { rows, moved }: MovedNames): Promise<void> {
  await tx.sql(`delete from company_name where company_id = $1 and id = any($2::uuid[])`, [survivorId, moved]);
  await tx.sql(
    `insert into company_name select (jsonb_populate_record(null::company_name, r)).* from jsonb_array_elements($1::jsonb) r`,
    [JSON.stringify(rows)],
  );
}

/** Names of the merged company that the survivor does not bear. */
export const namesTakenOver = `select distinct n.name from company_name n where n.company_id = $2
  and not exists (select 1 from company_name o where o.company_id = $1 and o.name = n.name) order by n.name limit $3`;
