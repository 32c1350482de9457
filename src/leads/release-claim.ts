import type { Ctx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { endClaim } from './claim-lease.ts';
import { ClaimStatus } from './claim-status.ts';
import type { ReleaseClaimInput } from './claim.inputs.ts';
import { checkText } from './deal-facts.ts';
import { refuseFrozen } from './frozen.ts';
import { lockClaim } from './lock-claim.ts';

/**
 * Gives a claim up with a reason; its key is free from this instant.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE (no longer live) | FROZEN | REQUIRED | INVALID
 */
export function releaseClaim(ctx: Ctx, input: ReleaseClaimInput): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('releaseClaim', input, async (tx) => {
    const { claim, lead } = await lockClaim(tx, input);
    authorize(claim.teamId === tx.viewer.teamId, '只有首谈团队可以释放首谈', 'input', 'claimId');
    refuseFrozen(lead, 'input', 'claimId');
    const refusals = new Refusals();
    const reason = checkText(refusals, 'reason', input.reason, 1_000, '释放原因');
    refusals.throwIfAny();
    await endClaim(tx, claim, ClaimStatus.RELEASED, reason);
    return { claimId: claim.id, leadId: claim.leadId };
  });
}
