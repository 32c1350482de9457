import { unguardedFlight } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { type Level, RANK } from '../kernel/level.ts';
import { authorize } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Holders } from '../leads/change-lead.ts';
import type { LockedCollision } from '../leads/close-collisions.ts';
import type { CollisionState } from '../leads/collision.ts';
import type { LockedCase } from './change-case.ts';

export type LeadAside = Holders & { updated_at: Date };
export type CaseAside = Pick<LockedCase, 'id' | 'stage'> & { lead_id: string; updated_at: Date };

export interface Collided extends LockedCollision {
  state: CollisionState;
  consent: Level | null;
  otherConsent: Level | null;
  disclosedLevel: Level | null;
  leads: LeadAside[];
  cases: CaseAside[];
  /** Whether the acting team's is the lead by which it was found. */
  isFirst: boolean;
}

const PAIR = `select c.id, c.lead_id as "leadId", c.other_lead_id as "otherLeadId", coalesce(max(a.level), 0) as rank
  from collision c left join access a on a.subject_id in (c.lead_id, c.other_lead_id) and a.team_id = $2
  where c.id = $1 group by c.id`;
const COLLISION = `select id, lead_id as "leadId", other_lead_id as "otherLeadId", team_id as "teamId", other_team_id as "otherTeamId",
    state, consent, other_consent as "otherConsent", disclosed_level as "disclosedLevel"
  from collision where id = $1 for update`;
const LEADS = `select id, stage, owning_team_id, referrer_team_id, referrer_company_team_id, updated_at from lead where id = any($1::uuid[]) order by id for update`;
const CASES = `select id, stage, lead_id, updated_at from cases where lead_id = any($1::uuid[]) order by id for update`;

/**
 * Locks a collision with both leads and their cases, for the team of one side. Leads before cases, as everywhere where both
 * are locked, so that nobody waits in a circle with a transfer or a contest.
 * @throws Refusal NOT_FOUND | FORBIDDEN
 */
export async function lockCollision(tx: Tx, collisionId: string): Promise<Collided> {
  const missing = () => refuse('NOT_FOUND', '撞单不存在或无权查看，请核对编号', 'input', 'collisionId');
  const uuid = uuidOf('Collision', collisionId);
  if (!uuid) throw missing();
  const [[pair]] = await unguardedFlight<[Array<LockedCollision & { rank: number }>]>(tx, () => [
    tx.sql(PAIR, [uuid, tx.viewer.teamId]),
  ]);
  if (!pair || pair.rank < RANK.FOLLOW) throw missing();
  const ids = [pair.leadId, pair.otherLeadId];
  const [leads, cases, [locked]] = await unguardedFlight<[LeadAside[], CaseAside[], Collided[]]>(tx, () => [
    tx.sql<LeadAside>(LEADS, [ids]),
    tx.sql<CaseAside>(CASES, [ids]),
    tx.sql<Collided>(COLLISION, [uuid]),
  ]);
  if (!locked) throw missing();
  const { teamId } = tx.viewer;
  const isParty = teamId === locked.teamId || teamId === locked.otherTeamId;
  authorize(isParty, '撞单由双方的承接团队处理，请联系本方承接团队', 'input', 'collisionId');
  return { ...locked, leads, cases, isFirst: teamId === locked.teamId };
}
