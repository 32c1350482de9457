import { unguarded } from '../access/access-facts.ts';
import { companiesBelow, investorGroup } from '../companies/investor-group.ts';
import { familyOfMember } from '../companies/merged.sql.ts';
import type { Tx } from '../kernel/context.ts';
import { refuse } from '../kernel/refusal.ts';

/** Running claims of a group; those too that were filed before their company came under it. */
const running = (group: string, members: string): string => `select c.id, c.intent, c.industry_division from claim c
  where coalesce(c.ended_at, c.expires_at) > $5 and (c.group_id = any(${familyOfMember(group, group)}) or c.company_id = any(${members}::uuid[]))`;

const CLASH = `select a.industry_division as division from (${running('$1', '$3')}) a join (${running('$2', '$4')}) b
  on b.intent = a.intent and b.industry_division = a.industry_division and b.id <> a.id limit 1`;

/**
 * One investor has one claim for a kind of project: a merge must not make two of them. The act changes groups alone
 * (changeGroups), so no claim is filed meanwhile. Whose they are is not told: who merges need not see either.
 */
export async function refuseClashingClaims(tx: Tx, survivorId: string, mergedId: string): Promise<void> {
  const [one, other] = [await investorGroup(tx.sql, survivorId), await investorGroup(tx.sql, mergedId)];
  if (one === other) return;
  const members = [await companiesBelow(tx.sql, one), await companiesBelow(tx.sql, other)];
  const [clash] = await unguarded(tx, () => tx.sql<{ division: string }>(CLASH, [one, other, ...members, tx.now]));
  if (!clash) return;
  const message = `两家企业在行业大类 ${clash.division} 各有一项保护期内的同类首谈，合并后同一投资方会有两项；请先仲裁或由一方释放首谈，再合并`;
  throw refuse('CONFLICT', message, 'input', 'mergedId');
}

interface Running {
  companyId: string;
  groupId: string;
  intent: string;
  division: string;
}

/** Claims of the group, and those that were filed before their company came under it. */
const OF_GROUP = `select company_id as "companyId", group_id as "groupId", intent, industry_division as division from claim
  where coalesce(ended_at, expires_at) > $3 and (group_id = $1 or company_id = any($2::uuid[]))`;

/**
 * The same for a relation that has just been written: the group the lower company belongs to now must not hold two claims
 * of one kind.
 */
export async function refuseClashingGroup(tx: Tx, lowerId: string): Promise<void> {
  const group = await investorGroup(tx.sql, lowerId);
  const members = await companiesBelow(tx.sql, group);
  const claims = await unguarded(tx, () => tx.sql<Running>(OF_GROUP, [group, members, tx.now]));
  const kinds = new Set<string>();
  for (const { companyId, groupId, intent, division } of claims) {
    if (groupId !== group && (await investorGroup(tx.sql, companyId)) !== group) continue;
    const kind = `${intent} ${division}`;
    if (kinds.has(kind)) {
      const message = `两家企业所属投资方在行业大类 ${division} 各有一项保护期内的同类首谈，登记该关系后同一投资方会有两项；请先仲裁或由一方释放首谈，再登记`;
      throw refuse('CONFLICT', message, 'input', 'toId');
    }
    kinds.add(kind);
  }
}
