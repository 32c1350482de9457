import { unguarded } from '../access/access-facts.ts';
import { companiesBelow } from '../companies/investor-group.ts';
import type { Tx } from '../kernel/context.ts';
import { refuse } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { cityRules, type CityRulesRow } from './city-rules.ts';
import { liveClaimOfLead } from './claim-lease.ts';
import type { ClaimKey } from './claim.ts';

const DAY_MS = 86_400_000;

/** One filing of a team at a time, so that many at once cannot pass the limit together. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended('zhaoshang.claims ' || $1, 0))`;

/** A claim whose case was signed is no hoarding: it no longer counts. */
const HELD = `select count(*)::int as n from claim
  where team_id = $1 and ended_at is null and expires_at > $2 and signed_at is null`;

/**
 * Refuses a team that holds as many claims as it may.
 * @throws Refusal LIMIT_REACHED
 */
export async function refuseHoarding(tx: Tx, { claimsPerTeam }: CityRulesRow, field = 'leadId'): Promise<void> {
  await tx.sql(LOCK, [tx.viewer.teamId]);
  const [held] = await unguarded(tx, () => tx.sql<{ n: number }>(HELD, [tx.viewer.teamId, tx.now]));
  if (held!.n < claimsPerTeam) return;
  const message = `本团队已持有 ${held!.n} 项有效首谈，达到本市上限 ${claimsPerTeam} 项；请先用 releaseClaim 释放不再推进的首谈`;
  throw refuse('LIMIT_REACHED', message, 'input', field);
}

/**
 * The same where a team takes over a locked lead whose claim comes along; one that was signed counts for nobody. What the
 * city directs is not refused.
 * @throws Refusal LIMIT_REACHED
 */
export async function refuseHoardingByTransfer(tx: Tx, leadId: string, field: string): Promise<void> {
  const claim = await liveClaimOfLead(tx, leadId);
  if (claim === null || claim.signedAt !== null || claim.teamId === tx.viewer.teamId) return;
  await refuseHoarding(tx, await cityRules(tx.sql), field);
}

const LAPSED = `select max(coalesce(ended_at, expires_at)) as at from claim
  where (group_id = $1 or company_id = any($6::uuid[])) and intent = $2 and industry_division = $3 and team_id = $4
    and (outcome = 'LAPSED' or (ended_at is null and expires_at <= $5))`;

/**
 * Refuses a team that let a claim on the same key lapse a short while ago: others get their turn.
 * @throws Refusal LIMIT_REACHED
 */
export async function refuseCoolingOff(tx: Tx, key: ClaimKey, { coolingDays }: CityRulesRow): Promise<void> {
  const members = await companiesBelow(tx.sql, key.groupId);
  const values = [key.groupId, key.intent, key.industryDivision, tx.viewer.teamId, tx.now, members];
  const [lapsed] = await unguarded(tx, () => tx.sql<{ at: Date | null }>(LAPSED, values));
  if (!lapsed?.at) return;
  const until = new Date(lapsed.at.getTime() + coolingDays * DAY_MS);
  if (until <= tx.now) return;
  const message = `本团队对该投资方的同类首谈已逾期失效，冷却期内不能再次申报；${shanghaiDay(until)} 之后可重新申报`;
  throw refuse('LIMIT_REACHED', message, 'input', 'leadId');
}
