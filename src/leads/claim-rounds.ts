import type { Tx } from '../kernel/context.ts';
import { closeInvitations } from './claim-parties.ts';
import { DEFAULT_RULES } from './city-rules.ts';
import { LOCKED_CLAIM, recordOnClaim, type LockedClaim } from './claim-lease.ts';

type System = Pick<Tx, 'sql' | 'now' | 'record'>;

/** Few at a time: their leads are locked meanwhile, and people wait for locks 2 s at most. */
export const CLAIM_BATCH = 50;

/** Claims whose term runs: what a contest holds frozen neither is warned of nor lapses until it is decided. */
const RUNS = `ended_at is null and not exists (select 1 from lead l where l.id = lead_id and l.frozen_by_id is not null)`;

/** Within the days that the claim's own rules warn ahead; once a term, since a renewal clears the mark. */
const EXPIRING = `${RUNS} and warned_at is null and expires_at > $1 and expires_at <= $1::timestamptz + coalesce(
  (select k.warning_days from city_rules k where k.version = rules_version), ${DEFAULT_RULES.warningDays}) * interval '1 day'`;

const OVER = `${RUNS} and expires_at <= $1`;

/**
 * The claims of a round one by one, each behind its lead like every act on it. What somebody holds just now is left for the
 * next round, so that nobody is waited for. How many there were.
 */
async function eachOf(tx: System, which: string, tell: (claim: LockedClaim) => Promise<void>): Promise<number> {
  const sql = `select ${LOCKED_CLAIM} from claim where ${which}`;
  let told = 0;
  for (const { id, leadId } of await tx.sql<LockedClaim>(`${sql} order by expires_at, id limit ${CLAIM_BATCH}`, [tx.now])) {
    const [lead] = await tx.sql(`select 1 from lead where id = $1 for update skip locked`, [leadId]);
    const [claim] = lead ? await tx.sql<LockedClaim>(`${sql} and id = $2 for update`, [tx.now, id]) : [];
    if (!claim) continue;
    await tell({ ...claim, version: claim.version + 1 });
    told += 1;
  }
  return told;
}

/** Announces the end of terms, ahead of it. */
export const warnOfClaims = (tx: System): Promise<number> =>
  eachOf(tx, EXPIRING, async (claim) => {
    await tx.sql(`update claim set warned_at = $2, version = $3 where id = $1`, [claim.id, tx.now, claim.version]);
    recordOnClaim(tx, claim, { kind: 'CLAIM_EXPIRING', payload: { expiresAt: claim.expiresAt.toISOString() } });
  });

/** Records the lapse of terms that have run out; they hold nothing since. */
export const lapseClaims = (tx: System): Promise<number> =>
  eachOf(tx, OVER, async (claim) => {
    const sql = `update claim set ended_at = expires_at, outcome = 'LAPSED', version = $2 where id = $1`;
    await tx.sql(sql, [claim.id, claim.version]);
    const revokedTeams = await closeInvitations(tx, claim);
    recordOnClaim(tx, claim, { kind: 'CLAIM_LAPSED', revokedTeams, payload: { expiresAt: claim.expiresAt.toISOString() } });
  });
