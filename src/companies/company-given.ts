import type { Tx } from '../kernel/context.ts';

/**
 * The company that an input means, as its own column shall name it: the survivor of a merged one. Where the column names
 * a company that answers as the same one (`present`), it stays, so that undoing a merge gives each record its own back. Its
 * row is held against a merge until the act ends.
 */
export async function companyGiven(tx: Tx, id: string, present: string | null = null): Promise<string | null> {
  const [row] = await tx.sql<{ id: string; present: string | null }>(
    `select coalesce(c.merged_into_id, c.id) as id,
       (select p.id from company p where p.id = $2 and coalesce(p.merged_into_id, p.id) = coalesce(c.merged_into_id, c.id)) as present
     from company c where c.id = $1 for key share of c`,
    [id, present],
  );
  return row ? (row.present ?? row.id) : null;
}
