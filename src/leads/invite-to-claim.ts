import { randomUUID } from 'node:crypto';
import { unguarded } from '../access/access-facts.ts';
import { giveStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Scope, TeamKind } from '../kernel/viewer.ts';
import { settleLead } from './change-lead.ts';
import { changeClaim } from './claim-lease.ts';
import { openParties } from './claim-parties.ts';
import { ClaimParty, ClaimPartyState } from './claim-party.ts';
import type { InviteToClaimInput } from './claim.inputs.ts';
import { refuseFrozen } from './frozen.ts';
import { LeadStage } from './lead.ts';
import { lockClaim } from './lock-claim.ts';
import { liveTeam } from './parties.ts';

/**
 * Invites a team to hold the claim jointly for a part of the credit; until it answers it reads claim and lead at FOLLOW.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (ended, or a case already) | FROZEN
 * @throws Refusal NOT_FOUND, INVALID, CONFLICT (team and percent, all at once)
 */
export function inviteToClaim(ctx: Ctx, input: InviteToClaimInput): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('inviteToClaim', input, async (tx) => {
    const { claim, lead } = await lockClaim(tx, input);
    authorize(claim.teamId === tx.viewer.teamId, '只有首谈团队可以邀请联合首谈', 'input', 'claimId');
    refuseFrozen(lead, 'input', 'claimId');
    if (lead.stage === LeadStage.ACCEPTED)
      throw refuse('ILLEGAL_MOVE', '线索已立案，请改用 shareCase 邀请协办团队', 'input', 'claimId');
    const teamId = await checkInvitation(tx, claim.id, input);
    const party = { claimId: claim.id, leadId: lead.id, teamId, percent: input.percent, state: ClaimPartyState.INVITED };
    const priorLevel = await disclosedAt(tx, lead.id, teamId);
    await tx.em.insert(ClaimParty, { ...party, id: randomUUID(), priorLevel, invitedAt: tx.now });
    const shown = priorLevel === Level.WORK ? Level.WORK : Level.FOLLOW;
    await giveStake(tx, { kind: 'LEAD', subjectId: lead.id, teamId, ground: AccessGround.DISCLOSURE, level: shown });
    await settleLead(tx, lead);
    const payload = { teamId, percent: input.percent };
    await changeClaim(tx, claim, { kind: 'CLAIM_OFFERED', minimum: 'FOLLOW', payload });
    return { claimId: claim.id, leadId: lead.id };
  });
}

async function checkInvitation(tx: Tx, claimId: string, input: InviteToClaimInput): Promise<string> {
  const refusals = new Refusals();
  const team = await liveTeam(tx, input.teamId, refusals, 'teamId');
  if (team?.kind === TeamKind.PARTNER) refusals.add('INVALID', '合作伙伴不能持有首谈，请邀请政府团队', 'input', 'teamId');
  if (team?.id === tx.viewer.teamId) refusals.add('INVALID', '本团队已持有该首谈，请选择其他团队', 'input', 'teamId');
  const parties = await unguarded(tx, () => openParties(tx.sql, claimId));
  if (parties.some(({ teamId }) => teamId === team?.id))
    refusals.add('CONFLICT', '该团队已受邀或已加入联合首谈', 'input', 'teamId');
  const left = 99 - parties.reduce((sum, { percent }) => sum + percent, 0);
  if (input.percent < 1 || input.percent > 99) refusals.add('INVALID', '分计比例须为 1 至 99 的整数', 'input', 'percent');
  else if (input.percent > left)
    refusals.add('INVALID', `各方比例之和须留给首谈团队至少 1%，目前最多可分 ${left}%`, 'input', 'percent');
  refusals.throwIfAny();
  return team!.id;
}

/** What both sides of a collision agreed to show each other stays when an invitation comes to nothing. */
async function disclosedAt(tx: Tx, leadId: string, teamId: string): Promise<Level | null> {
  const sql = `select level from stake where subject_id = $1 and team_id = $2 and ground = 'DISCLOSURE'`;
  const [stake] = await unguarded(tx, () => tx.sql<{ level: Level }>(sql, [leadId, teamId]));
  return stake?.level ?? null;
}
