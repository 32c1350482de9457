import { lockForWrite } from '../access/lock-for-write.ts';
import type { Tx } from '../kernel/context.ts';
import { globalId, uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { refuse } from '../kernel/refusal.ts';
import type { LockedLead } from './change-lead.ts';
import { liveClaimOfLead, type LockedClaim } from './claim-lease.ts';

export interface LockedWithLead {
  claim: LockedClaim;
  lead: LockedLead & { level: Level };
}

/**
 * Locks a claim that holds, behind its lead, as every act on one does. A claim that has ended is told so, with the way out.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE
 */
export async function lockClaim(
  tx: Tx,
  target: { claimId: string; expectedVersion?: number | null },
  minimum: Level = Level.WORK,
): Promise<LockedWithLead> {
  const uuid = uuidOf('Claim', target.claimId);
  // Seen with the team's own rights: a claim that may not be seen does not exist.
  const [seen] = uuid ? await tx.sql<{ leadId: string }>(`select lead_id as "leadId" from claim where id = $1`, [uuid]) : [];
  if (!seen) throw refuse('NOT_FOUND', '首谈不存在或无权查看，请核对编号', 'input', 'claimId');
  const lead = await lockForWrite<LockedLead>(tx, 'Lead', { id: globalId('Lead', seen.leadId) }, minimum, 'claimId');
  const claim = await liveClaimOfLead(tx, lead.id);
  if (claim?.id !== uuid)
    throw refuse('ILLEGAL_MOVE', '该首谈已终止或逾期失效，不能再办理；如仍在推进请重新申报首谈', 'input', 'claimId');
  if (target.expectedVersion != null && target.expectedVersion !== claim.version)
    throw refuse('CONFLICT', `首谈已变更，当前版本为 ${claim.version}，请刷新后再提交`, 'input', 'expectedVersion');
  return { claim, lead };
}
