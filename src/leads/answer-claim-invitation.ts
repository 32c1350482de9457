import { unguarded } from '../access/access-facts.ts';
import { giveStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import { investorGroup } from '../companies/investor-group.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { settleLead, type LockedLead } from './change-lead.ts';
import { changeClaim, type LockedClaim } from './claim-lease.ts';
import { endDisclosure, openParties, type PartyRow } from './claim-parties.ts';
import { ClaimPartyState } from './claim-party.ts';
import type { DeclineClaimInvitationInput, JoinClaimInput } from './claim.inputs.ts';
import { refuseFrozen } from './frozen.ts';
import { LeadStage } from './lead.ts';
import { lockClaim, type LockedWithLead } from './lock-claim.ts';
import { moveLead } from './move-lead.ts';

/**
 * Joins a claim: from now on the team works on its lead, and its own lead for the investor is closed in favour of it.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE | FROZEN | INVALID (own lead of another investor)
 */
export function joinClaim(ctx: Ctx, input: JoinClaimInput): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('joinClaim', input, async (tx) => {
    const { claim, lead, own } = await lockBoth(tx, input);
    refuseFrozen(lead, 'input', 'claimId');
    if (lead.stage === LeadStage.ACCEPTED)
      throw refuse('ILLEGAL_MOVE', '线索已立案，请主办团队改用 shareCase 共享专案', 'input', 'claimId');
    const party = await invitationOf(tx, claim);
    if (own) await mergeOwnLead(tx, own, claim, lead);
    await answer(tx, party, ClaimPartyState.JOINED, own?.id ?? null);
    await endDisclosure(tx, lead.id);
    const { teamId, percent } = party;
    await giveStake(tx, { kind: 'LEAD', subjectId: lead.id, teamId, ground: AccessGround.JOINT_CLAIM, level: Level.WORK });
    await settleLead(tx, lead);
    await changeClaim(tx, claim, { kind: 'CLAIM_JOINED', minimum: 'FOLLOW', payload: { teamId, percent } });
    return { claimId: claim.id, leadId: lead.id };
  });
}

/**
 * Declines: what the invitation showed is shown no longer.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE
 */
export function declineClaimInvitation(
  ctx: Ctx,
  input: DeclineClaimInvitationInput,
): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('declineClaimInvitation', input, async (tx) => {
    const { claim, lead } = await lockClaim(tx, input, Level.FOLLOW);
    const party = await invitationOf(tx, claim);
    await answer(tx, party, ClaimPartyState.DECLINED, null);
    await endDisclosure(tx, lead.id);
    const { lost } = await settleLead(tx, lead);
    const payload = { teamId: party.teamId, percent: party.percent };
    await changeClaim(tx, claim, { kind: 'CLAIM_OFFER_DECLINED', minimum: 'FOLLOW', revokedTeams: lost, payload });
    return { claimId: claim.id, leadId: lead.id };
  });
}

type Both = LockedWithLead & { own: LockedLead | null };

/** Two leads are locked in the order of their ids, so that two teams that join each other's claims do not deadlock. */
async function lockBoth(tx: Tx, input: JoinClaimInput): Promise<Both> {
  const ownId = input.leadId == null ? null : uuidOf('Lead', input.leadId);
  const lockOwn = () =>
    input.leadId == null
      ? null
      : lockForWrite<LockedLead & { level: Level }>(tx, 'Lead', { id: input.leadId }, Level.WORK, 'leadId');
  const claimId = uuidOf('Claim', input.claimId);
  const [seen] = claimId ? await tx.sql<{ id: string }>(`select lead_id as id from claim where id = $1`, [claimId]) : [];
  if (ownId !== null && seen && ownId < seen.id) {
    const own = await lockOwn();
    return { own, ...(await lockClaim(tx, input, Level.FOLLOW)) };
  }
  const locked = await lockClaim(tx, input, Level.FOLLOW);
  return { ...locked, own: await lockOwn() };
}

async function invitationOf(tx: Tx, claim: LockedClaim): Promise<PartyRow> {
  const parties = await unguarded(tx, () => openParties(tx.sql, claim.id));
  const party = parties.find(({ teamId }) => teamId === tx.viewer.teamId);
  if (party?.state === ClaimPartyState.INVITED) return party;
  const message = party ? '本团队已加入该联合首谈，无需重复答复' : '本团队没有待答复的联合首谈邀请，请与首谈团队联系';
  throw refuse('ILLEGAL_MOVE', message, 'input', 'claimId');
}

const answer = (tx: Tx, party: PartyRow, state: ClaimPartyState, ownLeadId: string | null): Promise<unknown> =>
  unguarded(tx, () =>
    tx.sql(`update claim_party set state = $2, own_lead_id = $3, answered_at = $4 where id = $1`, [
      party.id,
      state,
      ownLeadId,
      tx.now,
    ]),
  );

async function mergeOwnLead(tx: Tx, own: LockedLead, claim: LockedClaim, lead: LockedLead): Promise<void> {
  const invalid = (message: string) => refuse('INVALID', message, 'input', 'leadId');
  if (own.id === lead.id) throw invalid('请选择本团队自己的线索，而不是首谈线索');
  if (own.owning_team_id !== tx.viewer.teamId) throw invalid('只能并入本团队承接的线索');
  if (own.company_id === null || (await investorGroup(tx.sql, own.company_id)) !== (await investorGroup(tx.sql, claim.companyId)))
    throw invalid('所选线索不是同一投资方，不能并入；如不需并入请留空 leadId');
  await moveLead(tx, own, 'DECLINED', { closingReason: `联合首谈，并入${lead.code}` });
}
