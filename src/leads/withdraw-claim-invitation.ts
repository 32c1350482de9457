import { unguarded } from '../access/access-facts.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { settleLead } from './change-lead.ts';
import { changeClaim, type LockedClaim } from './claim-lease.ts';
import { endDisclosure, openParties, type PartyRow } from './claim-parties.ts';
import { ClaimPartyState } from './claim-party.ts';
import type { WithdrawClaimInvitationInput } from './claim.inputs.ts';
import { refuseFrozen } from './frozen.ts';
import { lockClaim } from './lock-claim.ts';

/**
 * Takes an invitation back that nobody has answered: what it showed is shown no longer, and its percent may be promised anew.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (ended, answered, or none) | FROZEN
 */
export function withdrawClaimInvitation(
  ctx: Ctx,
  input: WithdrawClaimInvitationInput,
): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('withdrawClaimInvitation', input, async (tx) => {
    const { claim, lead } = await lockClaim(tx, input);
    authorize(claim.teamId === tx.viewer.teamId, '只有首谈团队可以撤回联合首谈邀请', 'input', 'claimId');
    refuseFrozen(lead, 'input', 'claimId');
    const { id, teamId, percent } = await unanswered(tx, claim, input.teamId);
    const sql = `update claim_party set state = 'WITHDRAWN', answered_at = $2 where id = $1`;
    await unguarded(tx, () => tx.sql(sql, [id, tx.now]));
    await endDisclosure(tx, lead.id);
    const { lost } = await settleLead(tx, lead);
    const event = { kind: 'CLAIM_OFFER_WITHDRAWN', revokedTeams: lost, payload: { teamId, percent } };
    await changeClaim(tx, claim, { ...event, minimum: 'FOLLOW' });
    return { claimId: claim.id, leadId: lead.id };
  });
}

async function unanswered(tx: Tx, claim: LockedClaim, team: string): Promise<PartyRow> {
  const parties = await unguarded(tx, () => openParties(tx.sql, claim.id));
  const party = parties.find(({ teamId }) => teamId === uuidOf('Team', team));
  if (party?.state === ClaimPartyState.INVITED) return party;
  const message = party
    ? '该团队已加入联合首谈，邀请不能再撤回；如需其退出，请由该团队办理 leaveClaim'
    : '该团队没有待答复的联合首谈邀请，请刷新后再办理';
  throw refuse('ILLEGAL_MOVE', message, 'input', 'teamId');
}
