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

/** A claim that an act met. */
export interface Held {
  leadId: string;
  teamId: string;
  filedAt: Date;
}

/** How an act says that it now looks who holds an investor, and whom it met. */
export interface Look {
  /**
   * Before the look, and before the act changes or records anything: refuses a team that has asked as much as it may,
   * whatever would be found. What is asked for, a company or two, tells a repeated question.
   */
  begin(asked: string, field?: string): Promise<void>;
  /** A claim is what the refusal will tell of; each once, however often it is met. */
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
    let asked: Asked | null = null;
    const met = new Map<string, Held>();
    const look: Look = {
      begin: async (of, field = 'leadId') => {
        asked ??= await beginLook(ctx, tx, of, field);
      },
      meet: (claim) => void met.set(claim.leadId, claim),
    };
    try {
      return await run(tx, look);
    } catch (error) {
      if (!(error instanceof Refusal) || asked === null) throw error;
      await tx.sql(UNDO);
      await count(tx, asked, [...met.values()]);
      return kept(error);
    }
  });
  if (!('refused' in done)) return done;
  throw again(ctx, done as Refused);
}

async function beginLook(ctx: Ctx, tx: Tx, of: string, field: string) {
  const terms = probeTerms(ctx.seal, { companyId: of, name: null, usci: null, phones: [], emails: [], contactNames: [] });
  const limits = probeLimits(await cityRules(tx.sql));
  const [standing, use] = await Promise.all([standingOf(tx, terms), probeUse(tx.sql, tx.viewer.teamId, tx.now, limits)]);
  if (use.opensAt && standing !== 'REPEATED') throw limitReached(limits, use.opensAt, 'input', field);
  await tx.sql(KEEP);
  return { terms, standing };
}

const RANK = `select l.id as "leadId", coalesce(max(a.level), 0) as rank from unnest($2::uuid[]) l(id)
  left join access a on a.team_id = $1 and (a.subject_id = l.id or a.subject_id in (select id from cases where lead_id = l.id))
  group by l.id`;

interface Asked {
  terms: ProbeTerms;
  standing: Standing;
}

async function count(tx: Tx, { terms, standing }: Asked, met: readonly Held[]): Promise<void> {
  const level = met.length > 0 ? MatchLevel.EXACT : MatchLevel.NONE;
  const ids = met.map(({ leadId }) => leadId);
  const ranks = await unguarded(tx, () => tx.sql<{ leadId: string; rank: number }>(RANK, [tx.viewer.teamId, ids]));
  const rankOf = new Map(ranks.map(({ leadId, rank }) => [leadId, rank]));
  const found = met.map((held) => ({ ...held, since: held.filedAt, rank: rankOf.get(held.leadId)!, level, reasons: [] }));
  await logProbe(tx, terms, {
    kind: standing === 'REPEATED' ? ProbeKind.REPEATED : ProbeKind.COUNTED,
    blindHits: new Set(found.filter(({ rank }) => rank === 0).map(({ teamId }) => teamId)).size,
    bestLevel: level,
  });
  await tellHolders(tx, found);
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
