import { unguarded } from '../access/access-facts.ts';
import { companiesBelow, investorGroup } from '../companies/investor-group.ts';
import { familyOfMember } from '../companies/merged.sql.ts';
import type { Tx } from '../kernel/context.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { TeamKind } from '../kernel/viewer.ts';
import type { Held, Look } from './act-as-probe.ts';

/**
 * What would make one investor of two looks whether both are claimed, and its refusal tells so: for all but the city's team,
 * which keeps the registry and is asked then, it counts as a collision check (decision 55). Said before anything is changed.
 */
export async function beginClashLook(tx: Tx, look: Look, pair: readonly [string, string], field: string): Promise<void> {
  if (tx.viewer.teamKind !== TeamKind.CITY) await look.begin(pair.toSorted().join(' '), field);
}

interface Running extends Held {
  companyId: string;
  groupId: string;
  intent: string;
  division: string;
}

const COLUMNS = (c: string): string => `${c}.lead_id as "leadId", ${c}.team_id as "teamId", ${c}.filed_at as "filedAt",
  ${c}.company_id as "companyId", ${c}.group_id as "groupId", ${c}.intent, ${c}.industry_division as division`;

/** Running claims of a group; those too that were filed before their company came under it. */
const running = (group: string, members: string): string => `select c.* from claim c
  where coalesce(c.ended_at, c.expires_at) > $5 and (c.group_id = any(${familyOfMember(group, group)}) or c.company_id = any(${members}::uuid[]))`;

const CLASH = `with a as (${running('$1', '$3')}), b as (${running('$2', '$4')}), clash as (
    select a.id as one, b.id as other from a join b
      on b.intent = a.intent and b.industry_division = a.industry_division and b.id <> a.id order by a.id, b.id limit 1)
  select ${COLUMNS('c')} from claim c, clash where c.id in (clash.one, clash.other)`;

/**
 * One investor has one claim for a kind of project: a merge must not make two of them. The act changes groups alone
 * (changeGroups), so no claim is filed meanwhile.
 */
export async function refuseClashingClaims(tx: Tx, look: Look, survivorId: string, mergedId: string): Promise<void> {
  const [one, other] = [await investorGroup(tx.sql, survivorId), await investorGroup(tx.sql, mergedId)];
  if (one === other) return;
  const members = [await companiesBelow(tx.sql, one), await companiesBelow(tx.sql, other)];
  const clash = await unguarded(tx, () => tx.sql<Running>(CLASH, [one, other, ...members, tx.now]));
  if (clash.length > 0) throw await clashing(tx, look, clash, { deed: '合并', field: 'mergedId' });
}

/** Claims of the group, and those that were filed before their company came under it. */
const OF_GROUP = `select ${COLUMNS('c')} from claim c
  where coalesce(ended_at, expires_at) > $3 and (group_id = $1 or company_id = any($2::uuid[])) order by filed_at, id`;

/**
 * The same for a relation that has just been written: the group the lower company belongs to now must not hold two claims
 * of one kind.
 */
export async function refuseClashingGroup(tx: Tx, look: Look, lowerId: string): Promise<void> {
  const group = await investorGroup(tx.sql, lowerId);
  const members = await companiesBelow(tx.sql, group);
  const claims = await unguarded(tx, () => tx.sql<Running>(OF_GROUP, [group, members, tx.now]));
  const kinds = new Map<string, Running>();
  for (const claim of claims) {
    if (claim.groupId !== group && (await investorGroup(tx.sql, claim.companyId)) !== group) continue;
    const kind = `${claim.intent} ${claim.division}`;
    const first = kinds.get(kind);
    if (first) throw await clashing(tx, look, [first, claim], { deed: '登记该关系', field: 'toId' });
    kinds.set(kind, claim);
  }
}

const SEEN = `select count(distinct l.id)::int as n from unnest($2::uuid[]) l(id) join access a on a.team_id = $1
  and (a.subject_id = l.id or a.subject_id in (select id from cases where lead_id = l.id))`;

/** Whoever sees both claims is told what stands in the way; others whom to ask, and the holders that they looked. */
async function clashing(
  tx: Tx,
  look: Look,
  claims: readonly Running[],
  { deed, field }: { deed: string; field: string },
): Promise<Refusal> {
  const { teamId, teamKind } = tx.viewer;
  for (const claim of claims) look.meet(claim);
  const leadIds = claims.map(({ leadId }) => leadId);
  const [seen] = await unguarded(tx, () => tx.sql<{ n: number }>(SEEN, [teamId, leadIds]));
  if (teamKind !== TeamKind.CITY && seen!.n < leadIds.length)
    return refuse('FORBIDDEN', `本团队不能${deed}，请将两家企业及理由报市级团队办理`, 'input', field);
  const message = `两家企业所属投资方在行业大类 ${claims[0]!.division} 各有一项保护期内的同类首谈，${deed}后同一投资方会有两项；请先仲裁或由一方释放首谈，再${deed}`;
  return refuse('CONFLICT', message, 'input', field);
}
