import type { Logger } from 'pino';
import { EXPIRY_BATCH, expireTransfers } from '../cases/expire-transfers.ts';
import { REFERRAL_BATCH, settleReferrals } from '../cases/settle-referrals.ts';
import { inTransaction, systemOf } from '../exchange/import-ctx.ts';
import { recomputeAll } from '../exchange/import-work-calendar.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { tendClocks } from '../leads/tend-clocks.ts';
import { revokeAndRecord } from '../teams/revoke-sessions.ts';
import { CLAIM_BATCH, lapseClaims, warnOfClaims } from '../leads/claim-rounds.ts';
import { isInForce, readTeams, type DirectoryTeam } from '../teams/team-directory.ts';
import { supervises } from '../teams/team-tree.ts';
import type { Database } from './database.ts';
import { measureDeadlines } from './measure-deadlines.ts';
import type { Metrics } from './metrics.ts';
import { tellOverdueContests } from './overdue-contests.ts';
import { settleAgain, type SystemCtx } from './settle-again.ts';

export interface Tidied {
  /** Teams outside their period that still had access rows or sign-ins. */
  endedTeams: number;
  /** Records whose access was given back to teams that were opened again, or to teams that speak for a company. */
  settled: number;
  /** Offers of transfers that ended unanswered. */
  offersExpired: number;
  /** Contests whose deadline passed without a ruling. */
  contestsOverdue: number;
  /** Clocks of leads of which something was told: amber, late, escalated. */
  clocks: number;
  /** Deadlines that moved because holidays were announced. */
  moved: number;
  /** Claims whose holders were told that they lapse soon. */
  claimsWarned: number;
  /** Claims whose term ran out. */
  claimsLapsed: number;
  /** Rows nobody needs any more. */
  deleted: number;
}

const LOCK = `hashtext('zhaoshang.housekeeping')`;
const EVERY_MS = 60_000;
/** Rows that are only old are looked for once in so many rounds: no index serves that search. */
const CLEAN_EVERY = 60;
const DAY_MS = 86_400_000;
const IDEMPOTENCY_DAYS = 7;
const SESSION_DAYS = 30;
const ACCESS_BATCH = 5_000;

/** One round, on one node at a time; null where another node is at it. */
export async function tidy(ctx: SystemCtx, options: { clean: boolean }): Promise<Tidied | null> {
  const client = await ctx.pool.connect();
  let isMine = false;
  try {
    const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${LOCK}) as mine`);
    isMine = rows[0]!.mine;
    if (!isMine) return null;
    const done = await steps(ctx, options);
    if (done.failures.length > 0) throw new AggregateError(done.failures, 'housekeeping failed in part');
    return done.tidied;
  } finally {
    // Before the connection goes back, not by ending it: that takes effect at the server's leisure.
    const given = isMine ? client.query(`select pg_advisory_unlock(${LOCK})`) : Promise.resolve();
    await given.then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

/** Each step stands by itself: one that fails holds up no other, and is made up for by the next round. */
async function steps(ctx: SystemCtx, { clean }: { clean: boolean }): Promise<{ tidied: Tidied; failures: unknown[] }> {
  const failures: unknown[] = [];
  const step = async (run: () => Promise<number>): Promise<number> => {
    try {
      return await run();
    } catch (error) {
      failures.push(error);
      return 0;
    }
  };
  const teams = await readTeams(async <R>(sql: string) => (await ctx.pool.query(sql)).rows as R[]);
  const tidied = {
    endedTeams: await step(() => shutEnded(ctx, teams)),
    settled: (await step(() => openAgain(ctx, teams))) + (await step(() => inBatches(ctx, REFERRAL_BATCH, settleReferrals))),
    moved: await step(() => recomputeAll(ctx)), // before anything is told of by it
    offersExpired: await step(() => inBatches(ctx, EXPIRY_BATCH, expireTransfers)),
    contestsOverdue: await step(() => tellOverdueContests(ctx)), // holds leases open, before any lapses
    claimsLapsed: await step(() => inBatches(ctx, CLAIM_BATCH, lapseClaims)),
    claimsWarned: await step(() => inBatches(ctx, CLAIM_BATCH, warnOfClaims)),
    clocks: await step(() => tendAll(ctx)),
    deleted: clean ? await step(() => deleteOld(ctx)) : 0,
  };
  return { tidied, failures };
}

/** Who still has something: most teams that have ended have nothing left. */
const LEFT = `select id from unnest($1::uuid[]) as t(id) where exists (select 1 from access a where a.team_id = t.id)
    or t.id in (select team_id from session where revoked_at is null and expires_at > $2)`;

/** Nobody else's level hangs on a team's period, so its own rows go and all others stay as they are. */
async function shutEnded(ctx: SystemCtx, teams: readonly DirectoryTeam[]): Promise<number> {
  const today = shanghaiDay(ctx.now());
  const ended = teams.filter((team) => !isInForce(team, today)).map(({ id }) => id);
  if (ended.length === 0) return 0;
  const left = (await ctx.pool.query<{ id: string }>(LEFT, [ended, ctx.now()])).rows;
  for (const { id } of left) {
    await inTransaction(ctx, async ({ client, now, record }) => {
      const sql = async <R>(text: string, params: readonly unknown[] = []) => (await client.query(text, [...params])).rows as R[];
      await revokeAndRecord({ sql, now, record }, { teamId: id }, { type: 'Team', id });
    });
    const some = `delete from access where ctid = any(array(select ctid from access where team_id = $1 limit ${ACCESS_BATCH}))`;
    while ((await ctx.pool.query(some, [id])).rowCount === ACCESS_BATCH);
  }
  return left.length;
}

/** What a reopening left to do is in the log; a day of it outlasts any stop of the servers that goes unnoticed. */
const REOPENED = `select distinct subject_id as id from event
  where subject_id = any($1) and kind = 'TEAM_UPDATED' and payload->>'reopened' = 'true' and at > $2`;

async function openAgain(ctx: SystemCtx, teams: readonly DirectoryTeam[]): Promise<number> {
  const today = shanghaiDay(ctx.now());
  const open = teams.filter((team) => isInForce(team, today)).map(({ id }) => id);
  const since = new Date(ctx.now().getTime() - DAY_MS);
  const reopened = (await ctx.pool.query<{ id: string }>(REOPENED, [open, since])).rows;
  const tree = new Map(teams.map((team) => [team.id, team]));
  let settled = 0;
  for (const { id } of reopened) {
    const line = teams.filter((team) => team.id === id || supervises(tree, id, team.id)).map((team) => team.id);
    settled += await settleAgain(ctx, id, line);
  }
  return settled;
}

type System = ReturnType<typeof systemOf>;

/** A batch a transaction, until one is not full; how many records all of them took. */
async function inBatches(ctx: SystemCtx, size: number, step: (tx: System) => Promise<number>): Promise<number> {
  for (let all = 0; ;) {
    const done = await inTransaction(ctx, (tx) => step(systemOf(tx)));
    all += done;
    if (done < size) return all;
  }
}

/** Batch by batch, each a transaction with its events: a round that is killed between two is gone on with by the next. */
async function tendAll(ctx: SystemCtx): Promise<number> {
  for (let total = 0; ;) {
    const { told, isDone } = await inTransaction(ctx, (tx) => tendClocks(systemOf(tx)));
    total += told;
    if (isDone) return total;
  }
}

async function deleteOld(ctx: SystemCtx): Promise<number> {
  const before = (days: number) => [new Date(ctx.now().getTime() - days * DAY_MS)];
  const keys = await ctx.pool.query(`delete from idempotency where created_at < $1`, before(IDEMPOTENCY_DAYS));
  const sessions = await ctx.pool.query(`delete from session where least(revoked_at, expires_at) < $1`, before(SESSION_DAYS));
  return (keys.rowCount ?? 0) + (sessions.rowCount ?? 0);
}

/** Tidies once a minute while the node runs; a round that fails is told and made up for by the next. */
export function startHousekeeping(options: {
  db: Pick<Database, 'system'>;
  log: Pick<Logger, 'info' | 'warn'>;
  now: () => Date;
  /** Wakes the sequencer. */
  committed?: () => void;
  /** Shows after every round how deadlines stand, whichever node tidies. */
  metrics?: Metrics;
  everyMs?: number;
}): { stop(): Promise<void> } {
  const { db, log, now, committed, metrics, everyMs = EVERY_MS } = options;
  let rounds = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    try {
      const done = await tidy({ pool: db.system, now }, { clean: rounds++ % CLEAN_EVERY === 0 });
      if (done && Object.values(done).some((count) => count > 0)) {
        log.info(done, 'housekeeping');
        committed?.(); // most of it leaves events behind
      }
      if (metrics) await measureDeadlines(metrics, db.system, now());
    } catch (error) {
      log.warn({ err: error }, 'housekeeping');
    }
    if (!stopped) timer = setTimeout(() => void (running = round()), everyMs).unref();
  };
  let running = round();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
