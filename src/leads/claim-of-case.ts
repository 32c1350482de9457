import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { changeClaim, endClaim, liveClaimOfLead, type LockedClaim } from './claim-lease.ts';
import { closeInvitations } from './claim-parties.ts';
import { ClaimStatus } from './claim-status.ts';

/**
 * The claim of the lead that a locked case came from. The lead is not locked: whoever locks both has the lead first, and
 * whoever files or passes on a claim of an accepted lead has its case.
 */
const claimBehind = async (tx: Tx, leadId: string | null): Promise<LockedClaim | null> =>
  leadId === null ? null : liveClaimOfLead(tx, leadId);

/** A signed case shows that its claim is no hoarding: from now on it does not count against the limit. */
export async function signClaimOfCase(tx: Tx, leadId: string | null): Promise<void> {
  const claim = await claimBehind(tx, leadId);
  if (claim === null || claim.signedAt !== null) return;
  await unguarded(tx, () => tx.sql(`update claim set signed_at = $2 where id = $1`, [claim.id, tx.now]));
}

/** With its case a claim comes to an end: the investor is free for others. */
export async function concludeClaimOfCase(tx: Tx, leadId: string | null, reason: string | null): Promise<void> {
  const claim = await claimBehind(tx, leadId);
  if (claim) await endClaim(tx, claim, ClaimStatus.CONCLUDED, reason);
}

/** A lead that becomes a case is shared as one: invitations to its claim that nobody answered are closed. */
export async function closeInvitationsOfLead(tx: Tx, leadId: string): Promise<void> {
  const claim = await liveClaimOfLead(tx, leadId);
  const revokedTeams = claim ? await closeInvitations(tx, claim) : [];
  if (claim && revokedTeams.length > 0)
    await changeClaim(tx, claim, { kind: 'CLAIM_OFFER_CLOSED', minimum: 'FOLLOW', revokedTeams });
}
