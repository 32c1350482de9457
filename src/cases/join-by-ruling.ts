import { giveStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { changeLead, settleLead, type LockedLead } from '../leads/change-lead.ts';
import { LeadStage } from '../leads/lead.ts';
import { settleCase } from './change-case.ts';
import type { ContestRow } from './contest.ts';
import type { Side } from './frozen-sides.ts';
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
  }
  if (contester.lead.stage === LeadStage.ACCEPTED) return;
  const closingReason = `争议${contest.code}裁决联合首谈，并入线索${holder.lead.code}`;
  const payload = { from: contester.lead.stage, to: LeadStage.DECLINED };
  await unguarded(tx, () =>
    changeLead(
      tx,
      contester.lead as LockedLead,
      { stage: LeadStage.DECLINED, closingReason },
      { kind: 'LEAD_DECLINED', payload: { ...payload, changes: { stage: payload } } },
    ),
  );
}
