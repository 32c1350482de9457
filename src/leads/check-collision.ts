import { MatchLevel } from '../companies/match-reason.ts';
import type { Ctx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Scope, TeamKind } from '../kernel/viewer.ts';
import { toldMatches, type ToldMatch } from './blind-matches.ts';
import { cityRules } from './city-rules.ts';
import { ProbeKind } from './collision-probe.ts';
import type { CheckCollisionInput } from './collision.inputs.ts';
import { findCollisions } from './find-collisions.ts';
import { investorOf } from './investor.ts';
import { knownInvestor } from './match-companies.ts';
import { limitReached, lockProbes, probeLimits, probeUse, standingOf } from './probe-limit.ts';
import { probeTerms } from './probe-terms.ts';
import { logProbe, tellHolders } from './tell-holders.ts';

/**
 * Says who else is at work on an investor: records the team may see with lead and reasons, all others blind. Each question
 * is logged, its holders are told, and questions are limited, so that nobody fishes by them (decision 55).
 * @throws Refusal FORBIDDEN | REQUIRED | INVALID | NOT_FOUND (all at once) | LIMIT_REACHED
 */
export function checkCollision(ctx: Ctx, input: CheckCollisionInput): Promise<{ matches: ToldMatch[] }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  authorize(ctx.viewer.teamKind !== TeamKind.PARTNER, '合作伙伴不能查重，请将线索交由对接的政府团队登记', 'input');
  const refusals = new Refusals();
  const asked = investorOf(input, refusals);
  refusals.throwIfAny();
  const terms = probeTerms(ctx.seal, asked);
  return ctx.act('checkCollision', input, async (tx) => {
    const [, rules] = await Promise.all([lockProbes(tx), cityRules(tx.sql)]);
    const limits = probeLimits(rules);
    const [standing, use] = await Promise.all([standingOf(tx, terms), probeUse(tx.sql, tx.viewer.teamId, tx.now, limits)]);
    // Before anything is looked up: the refusal cannot tell of what would have been found.
    if (use.opensAt && standing !== 'REPEATED') throw limitReached(limits, use.opensAt, 'input');
    const known = await knownInvestor(tx, asked);
    if (!known) throw refuse('NOT_FOUND', '企业不存在，请核对编号', 'input', 'companyId');
    const found = await findCollisions(tx, asked, known, { teamId: tx.viewer.teamId });
    const matches = toldMatches(found);
    const blindHits = matches.filter(({ leadId }) => leadId === null).length;
    await logProbe(tx, terms, { kind: kindOf(standing, blindHits), blindHits, bestLevel: matches[0]?.level ?? MatchLevel.NONE });
    await tellHolders(tx, found);
    return { matches };
  });
}

/** Typing is free as long as it finds nothing blind. */
const kindOf = (standing: Awaited<ReturnType<typeof standingOf>>, blindHits: number): ProbeKind => {
  if (standing === 'REPEATED') return ProbeKind.REPEATED;
  return standing === 'TYPING' && blindHits === 0 ? ProbeKind.TYPING : ProbeKind.COUNTED;
};
