import { randomUUID } from 'node:crypto';
import type { Tx } from '../kernel/context.ts';
import type { PlacementStatus } from './chain.ts';

interface Row {
  id: string;
  node_id: string;
  status: PlacementStatus;
  source: string;
  created_at: string;
}
/** Placements of the merged company as they were, what the survivor got of them, and what it had that they confirmed. */
export interface MovedPlacements {
  rows: readonly Row[];
  given: readonly Row[];
  raised: readonly string[];
}

const INSERT = `insert into placement (id, node_id, company_id, status, source, created_at)
  select p.id, p.node_id, $1::uuid, p.status, p.source, p.created_at from jsonb_populate_recordset(null::placement, $2::jsonb) p
  on conflict (node_id, company_id) do nothing returning id`;

/**
 * Where the merged company stood the survivor stands. A placement is not moved but removed and made anew (decision 42): the
 * counts of both follow from it. What was confirmed of either is confirmed.
 */
export async function movePlacements(tx: Tx, survivorId: string, mergedId: string): Promise<MovedPlacements> {
  const rows = await tx.sql<Row>(
    `delete from placement where company_id = $1 returning id, node_id, status, source, to_jsonb(created_at)#>>'{}' as created_at`,
    [mergedId],
  );
  if (rows.length === 0) return { rows, given: [], raised: [] };
  const made = rows.map((row) => ({ ...row, id: randomUUID() }));
  const added = new Set((await tx.sql<{ id: string }>(INSERT, [survivorId, JSON.stringify(made)])).map(({ id }) => id));
  const given = made.filter(({ id }) => added.has(id));
  const confirmed = rows.filter(({ status }) => status === 'CONFIRMED').map((row) => row.node_id);
  const raised = await tx.sql<{ id: string }>(
    `update placement set status = 'CONFIRMED' where company_id = $1 and status = 'SUGGESTED' and node_id = any($2::uuid[]) returning id`,
    [survivorId, confirmed],
  );
  return { rows, given, raised: raised.map(({ id }) => id) };
}

/** Each stands again where it stood; what people or a source have confirmed at the survivor since stays. */
export async function givePlacementsBack(tx: Tx, survivorId: string, mergedId: string, moved: MovedPlacements): Promise<void> {
  const { rows, given, raised } = moved;
  if (rows.length === 0) return;
  await tx.sql(
    `delete from placement p using jsonb_populate_recordset(null::placement, $2::jsonb) g
     where p.company_id = $1 and p.id = g.id and p.status = g.status and p.source = g.source`,
    [survivorId, JSON.stringify(given)],
  );
  await tx.sql(`update placement set status = 'SUGGESTED' where company_id = $1 and id = any($2::uuid[])`, [survivorId, raised]);
  await tx.sql(INSERT, [mergedId, JSON.stringify(rows)]);
}

/** Nodes at which the merged company stands and the survivor does not, in the order of their names. */
export const nodesTakenOver = `select p.node_id as id from placement p join chain_node n on n.id = p.node_id where p.company_id = $2
  and not exists (select 1 from placement o where o.node_id = p.node_id and o.company_id = $1) order by n.name, n.id limit $3`;
