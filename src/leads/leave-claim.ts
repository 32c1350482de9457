import { unguarded } from '../access/access-facts.ts';
import { jointTeams, takeStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { globalId, uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { settleLead, type LockedLead } from './change-lead.ts';
import { changeClaim, LOCKED_CLAIM, type LockedClaim } from './claim-lease.ts';
import { openParties, type PartyRow } from './claim-parties.ts';
import { ClaimPartyState } from './claim-party.ts';
import type { LeaveClaimInput } from './claim.inputs.ts';
import { refuseFrozen } from './frozen.ts';

/**
 * Leaves a joint claim: the team works on its lead no longer, and what it would have had of the credit is the holder's again.
 * It may do so when the claim has lapsed too, or else it would be a party of the next filing. What a ruling or the ledger
 * of a case says of its credit stays, and so does its share in a case, which withdrawShare ends.
 * @throws Refusal NOT_FOUND | FORBIDDEN (the holder) | ILLEGAL_MOVE (no party, an older claim) | FROZEN
 */
export function leaveClaim(ctx: Ctx, input: LeaveClaimInput): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('leaveClaim', input, async (tx) => {
    const { claim, lead } = await lockNewest(tx, input.claimId);
    const { teamId } = tx.viewer;
    const isHolder = claim.teamId === teamId || lead.owning_team_id === teamId;
    authorize(!isHolder, '首谈团队不能退出自己的首谈；如不再推进请用 releaseClaim 释放', 'input', 'claimId');
    const party = await partyOf(tx, claim, lead);
    refuseFrozen(lead, 'input', 'claimId');
    if (party) await markLeft(tx, party);
    await takeStake(tx, lead.id, AccessGround.JOINT_CLAIM, teamId);
    const { lost } = await settleLead(tx, lead);
    const payload = { teamId, percent: party?.percent ?? null };
    await changeClaim(tx, claim, { kind: 'CLAIM_LEFT', minimum: 'FOLLOW', revokedTeams: lost, payload });
    return { claimId: claim.id, leadId: lead.id };
  });
}

const NEWEST = `select ${LOCKED_CLAIM} from claim where lead_id = $1 order by filed_at desc, id limit 1 for update`;

/** The last claim of a lead, whether it holds or not, behind its lead: its parties are those who work on the lead. */
async function lockNewest(tx: Tx, claimId: string): Promise<{ claim: LockedClaim; lead: LockedLead }> {
  const uuid = uuidOf('Claim', claimId);
  const [seen] = uuid ? await tx.sql<{ leadId: string }>(`select lead_id as "leadId" from claim where id = $1`, [uuid]) : [];
  if (!seen) throw refuse('NOT_FOUND', '首谈不存在或无权查看，请核对编号', 'input', 'claimId');
  const lead = await lockForWrite<LockedLead>(tx, 'Lead', { id: globalId('Lead', seen.leadId) }, Level.FOLLOW, 'claimId');
  const [claim] = await unguarded(tx, () => tx.sql<LockedClaim>(NEWEST, [lead.id]));
  if (claim!.id !== uuid) throw refuse('ILLEGAL_MOVE', `该首谈已由${claim!.code}承接，请对后者办理`, 'input', 'claimId');
  return { claim: claim!, lead };
}

/** The own party in a claim; null for a team that works along by a ruling, which names no party. */
async function partyOf(tx: Tx, claim: LockedClaim, lead: LockedLead): Promise<PartyRow | null> {
  const parties = await unguarded(tx, () => openParties(tx.sql, claim.id));
  const party = parties.find(({ teamId }) => teamId === tx.viewer.teamId);
  if (party?.state === ClaimPartyState.INVITED)
    throw refuse('ILLEGAL_MOVE', '本团队尚未加入该联合首谈；如不参与请用 declineClaimInvitation 谢绝', 'input', 'claimId');
  if (party || (await jointTeams(tx, lead.id)).includes(tx.viewer.teamId)) return party ?? null;
  throw refuse('ILLEGAL_MOVE', '本团队不是该联合首谈的一方，无须退出', 'input', 'claimId');
}

const markLeft = (tx: Tx, party: PartyRow): Promise<unknown> =>
  unguarded(tx, () => tx.sql(`update claim_party set state = 'LEFT', left_at = $2 where id = $1`, [party.id, tx.now]));
