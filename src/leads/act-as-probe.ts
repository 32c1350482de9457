import { unguarded } from '../access/access-facts.ts';
import { MatchLevel } from '../companies/match-reason.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Refusal, type UserError } from '../kernel/refusal.ts';
import { cityRules } from './city-rules.ts';
import { ClaimTaken, type ClaimConflictSource } from './claim-taken.ts';
import { ProbeKind } from './collision-probe.ts';
import { limitReached, lockProbes, probeLimits, probeUse, standingOf, type Standing } from './probe-limit.ts';
import { probeTerms, type ProbeTerms } from './probe-terms.ts';
import { logProbe, tellHolders } from './tell-holders.ts';

interface Held {
  leadId: string;
  teamId: string;
  filedAt: Date;
}

/** How an act says that it now looks who holds an investor, and whom it met. */
export interface Look {
  /** Before the look: refuses a team that has asked as much as it may, whatever would be found. */
  begin(companyId: string): Promise<void>;
  /** A claim of another team is what the refusal will tell of. */
  meet(claim: Held): void;
}

const KEEP = 'savepoint look';
const UNDO = 'rollback to savepoint look';

type Refused = { refused: UserError[]; conflict: (Omit<ClaimConflictSource, 'since' | 'expiresAt'> & KeptDates) | null };
type KeptDates = Record<'since' | 'expiresAt', string>;

/**
 * An act whose refusal tells who holds an investor, or that nobody does: the refusal counts as a collision check and its
 * holder is told, so that nobody fishes by acts that are meant to fail (decision 55). What the act did after the look is
 * undone, the count is kept.
 */
export async function actAsProbe<T extends Record<string, unknown>>(
  ctx: Ctx,
  operation: string,
  input: { idempotencyKey?: string | null } & object,
  run: (tx: Tx, look: Look) => Promise<T>,
): Promise<T> {
  const done = await ctx.act<T | Refused>(operation, input, async (tx) => {
    await lockProbes(tx); // before any lead, whichever the act locks first
    let asked: { terms: ProbeTerms; standing: Standing } | null = null;
    let met: Held | null = null;
    const look: Look = {
      begin: async (companyId) => {
        asked ??= await beginLook(ctx, tx, companyId);
      },
      meet: (claim) => void (met = claim),
    };
    try {
      return await run(tx, look);
    } catch (error) {
      if (!(error instanceof Refusal) || asked === null) throw error;
      await tx.sql(UNDO);
      await count(tx, asked, met);
      return kept(error);
    }
  });
  if (!('refused' in done)) return done;
  throw again(ctx, done as Refused);
}

async function beginLook(ctx: Ctx, tx: Tx, companyId: string) {
  const terms = probeTerms(ctx.seal, { companyId, name: null, usci: null, phones: [], emails: [], contactNames: [] });
  const limits = probeLimits(await cityRules(tx.sql));
  const [standing, use] = await Promise.all([standingOf(tx, terms), probeUse(tx.sql, tx.viewer.teamId, tx.now, limits)]);
  if (use.opensAt && standing !== 'REPEATED') throw limitReached(limits, use.opensAt, 'input', 'leadId');
  await tx.sql(KEEP);
  return { terms, standing };
}

const RANK = `select coalesce(max(level), 0) as rank from access
  where team_id = $1 and (subject_id = $2 or subject_id in (select id from cases where lead_id = $2))`;

async function count(tx: Tx, { terms, standing }: { terms: ProbeTerms; standing: Standing }, met: Held | null): Promise<void> {
  const level = met ? MatchLevel.EXACT : MatchLevel.NONE;
  const [seen] = met ? await unguarded(tx, () => tx.sql<{ rank: number }>(RANK, [tx.viewer.teamId, met.leadId])) : [];
  const blindHits = seen?.rank === 0 ? 1 : 0;
  await logProbe(tx, terms, {
    kind: standing === 'REPEATED' ? ProbeKind.REPEATED : ProbeKind.COUNTED,
    blindHits,
    bestLevel: level,
  });
  if (met) await tellHolders(tx, [{ ...met, since: met.filedAt, rank: seen!.rank, level, reasons: [] }]);
}

/** As it is stored under the caller's key. */
const kept = (error: Refusal): Refused => {
  const conflict = error instanceof ClaimTaken ? error.conflict : null;
  const dates = conflict && { since: conflict.since.toISOString(), expiresAt: conflict.expiresAt.toISOString() };
  return { refused: error.errors, conflict: conflict && { ...conflict, ...dates! } };
};

function again(ctx: Ctx, { refused, conflict }: Refused): Refusal {
  if (conflict === null) return new Refusal(refused);
  const dates = { since: new Date(conflict.since), expiresAt: new Date(conflict.expiresAt) };
  return new ClaimTaken({ ...conflict, ...dates }, conflict.holdingTeamId === ctx.viewer.teamId);
}
