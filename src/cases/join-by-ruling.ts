import { giveStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { settleLead } from '../leads/change-lead.ts';
import { endClaimOfLead } from '../leads/claim-lease.ts';
import { ClaimStatus } from '../leads/claim-status.ts';
import { LeadStage } from '../leads/lead.ts';
import { ShareRole } from './case-share.ts';
import { settleCase } from './change-case.ts';
import type { ContestRow } from './contest.ts';
import { changeSideCase, changeSideLead, type Side } from './frozen-sides.ts';
import { takePart } from './take-part.ts';

interface Joining {
  contest: ContestRow;
  holder: Side;
  contester: Side;
}

/**
 * The team that contested works with the holder from here on: on its lead and, once that is one, on its case. Its own lead
 * is closed, unless it has become a case already.
 */
export async function joinByRuling(tx: Tx, { contest, holder, contester }: Joining): Promise<void> {
  const teamId = contest.contesterTeamId;
  await giveStake(tx, { kind: 'LEAD', subjectId: holder.lead.id, teamId, ground: AccessGround.JOINT_CLAIM, level: Level.WORK });
  await settleLead(tx, holder.lead);
  if (holder.deal) {
    await takePart(tx, holder.deal.id, teamId);
    await settleCase(tx, holder.deal);
    const part = { teamId, role: ShareRole.PARTNER, level: Level.WORK };
    await changeSideCase(tx, holder.deal, {}, { kind: 'CASE_SHARED', payload: part });
  }
  if (contester.lead.stage === LeadStage.ACCEPTED) return;
  const closingReason = `争议${contest.code}裁决联合首谈，并入线索${holder.lead.code}`;
  const from = contester.lead.stage;
  const payload = { from, to: LeadStage.DECLINED, changes: { stage: { from, to: LeadStage.DECLINED } } };
  await endClaimOfLead(tx, contester.lead.id, ClaimStatus.RELEASED, closingReason);
  await changeSideLead(tx, contester, { stage: LeadStage.DECLINED, closingReason }, { kind: 'LEAD_DECLINED', payload });
}
