import { unguarded } from '../access/access-facts.ts';
import { companiesBelow, investorGroup } from '../companies/investor-group.ts';
import type { Tx } from '../kernel/context.ts';

interface Running {
  id: string;
  companyId: string;
  groupId: string;
}

const RUNNING = `select id, company_id as "companyId", group_id as "groupId" from claim
  where coalesce(ended_at, expires_at) > $2 and company_id = any($1::uuid[]) order by id for update`;

/**
 * Claims that were filed while two companies were one stand under the group of both. Once the merge is undone each goes to
 * the group that its own company is in, or it would also hold the investor that the other one is again. The act changes
 * groups alone (changeGroups), and no two of these are of one kind: they were filed as claims of one investor.
 */
export async function regroupClaims(tx: Tx, ...companyIds: readonly string[]): Promise<void> {
  const groups = await Promise.all(companyIds.map((id) => investorGroup(tx.sql, id)));
  const members = await Promise.all(groups.map((group) => companiesBelow(tx.sql, group)));
  const claims = await unguarded(tx, () => tx.sql<Running>(RUNNING, [members.flat(), tx.now]));
  for (const { id, companyId, groupId } of claims) {
    const group = await investorGroup(tx.sql, companyId);
    if ((await investorGroup(tx.sql, groupId)) === group) continue;
    await unguarded(tx, () => tx.sql(`update claim set group_id = $2 where id = $1`, [id, group]));
  }
}
