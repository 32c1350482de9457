import { unguarded } from '../access/access-facts.ts';
import type { Ctx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Scope } from '../kernel/viewer.ts';
import { cityRulesOf } from './city-rules.ts';
import { evidenceFacts, insertEvidence } from './claim-filing.ts';
import { recordOnClaim, type LockedClaim } from './claim-lease.ts';
import type { RenewClaimInput } from './claim.inputs.ts';
import { refuseFrozen } from './frozen.ts';
import { lockClaim } from './lock-claim.ts';

const DAY_MS = 86_400_000;

/** When the current term began: with the filing, or with the last renewal. */
export const termBegan = ({ filedAt, renewedAt }: Pick<LockedClaim, 'filedAt' | 'renewedAt'>): Date =>
  renewedAt !== null && renewedAt > filedAt ? renewedAt : filedAt;

/** A renewal is for those who work on: it opens half way through the term. */
const opensAt = (claim: LockedClaim): Date => new Date((termBegan(claim).getTime() + claim.expiresAt.getTime()) / 2);

const RENEW = `update claim set expires_at = $2, renewed_at = $3, renewals = renewals + 1, warned_at = null, version = version + 1
  where id = $1`;

/**
 * Adds the days of its rules to a claim, on evidence of what happened since the filing or the last renewal.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | FROZEN | ILLEGAL_MOVE (no longer live)
 * @throws Refusal LIMIT_REACHED | ILLEGAL_MOVE (too early) | REQUIRED | INVALID (all at once)
 */
export function renewClaim(ctx: Ctx, input: RenewClaimInput): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('renewClaim', input, async (tx) => {
    const { claim, lead } = await lockClaim(tx, input);
    authorize(claim.teamId === tx.viewer.teamId, '只有首谈团队可以续期', 'input', 'claimId');
    refuseFrozen(lead, 'input', 'claimId'); // the lease stands still, and has its time back afterwards
    const rules = await cityRulesOf(tx.sql, claim.rulesVersion);
    const refusals = new Refusals();
    if (claim.renewals >= rules.maxRenewals)
      refusals.add('LIMIT_REACHED', `该首谈已续期 ${claim.renewals} 次，达到本市上限，不能再续期`, 'input', 'claimId');
    const opens = opensAt(claim);
    if (tx.now < opens) refusals.add('ILLEGAL_MOVE', `本期尚未过半，${shanghaiDay(opens)} 起可以续期`, 'input', 'claimId');
    const after = shanghaiDay(termBegan(claim));
    const evidence = evidenceFacts(input.evidence, { rules, now: tx.now, after }, refusals);
    refusals.throwIfAny();
    const expiresAt = new Date(claim.expiresAt.getTime() + rules.renewalDays * DAY_MS);
    await unguarded(tx, () => tx.sql(RENEW, [claim.id, expiresAt, tx.now]));
    await insertEvidence(tx, claim, evidence);
    const payload = { expiresAt: expiresAt.toISOString(), renewals: claim.renewals + 1 };
    recordOnClaim(tx, { ...claim, version: claim.version + 1 }, { kind: 'CLAIM_RENEWED', payload });
    return { claimId: claim.id, leadId: claim.leadId };
  });
}
