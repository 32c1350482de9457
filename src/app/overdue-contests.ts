import { HELD_OPEN_DAYS } from '../cases/contest-claim.ts';
import { tellBoth } from '../cases/tell-both.ts';
import { inTransaction } from '../exchange/import-ctx.ts';
import type { Read } from '../kernel/context.ts';
import { settleById, type SystemCtx } from './settle-again.ts';

interface Overdue {
  id: string;
  leadId: string;
  contesterLeadId: string;
  /** The team above the arbiter; null where nobody stands above it. */
  above: string | null;
}

/** More than fall due in a minute anywhere; what is left is told by the next round. */
const MOST = 200;
const OVERDUE = `select c.id, c.lead_id as "leadId", c.contester_lead_id as "contesterLeadId", t.parent_id as above
  from contest c join team t on t.id = c.arbiter_team_id
  where c.state = 'OPEN' and c.due_at <= $1 and c.overdue_at is null`;

/** In the order of every act on a contest: both leads, then their cases, then the contest. */
const LOCKS = [
  `select 1 from lead where id in ($1, $2) order by id for update`,
  `select 1 from cases where lead_id in ($1, $2) order by id for update`,
];

/** Lets the team above read both sides, as the arbiter does. */
const LET_IN = `insert into stake (subject_id, team_id, ground, kind, level, since)
  select r.id, $3, 'ARBITRATION', r.kind, 'FOLLOW', $4 from (
    select id, 'LEAD' as kind from lead where id in ($1, $2)
    union all select id, 'CASE' from cases where lead_id in ($1, $2)) r
  on conflict do nothing returning subject_id as id, kind`;

/** A lease under contest does not run out before the ruling. */
const HELD_OPEN = `update claim set expires_at = $1::timestamptz + interval '${HELD_OPEN_DAYS} days', version = version + 1
  where ended_at is null and expires_at < $1::timestamptz + interval '8 days'
    and id in (select claim_id from contest where state = 'OPEN')`;

/**
 * A contest whose deadline has passed without a ruling is marked, and the team above the arbiter may decide it from here
 * on. Claims under contest stay held open however long it takes. How many contests were found late.
 */
export async function tellOverdueContests(ctx: SystemCtx): Promise<number> {
  await ctx.pool.query(HELD_OPEN, [ctx.now()]);
  const found = await ctx.pool.query<Overdue>(`${OVERDUE} order by c.due_at, c.id limit ${MOST}`, [ctx.now()]);
  let told = 0;
  for (const contest of found.rows) told += await tellOverdue(ctx, contest);
  return told;
}

/** One contest, one transaction: it may have been decided while the round waited for its leads. */
const tellOverdue = (ctx: SystemCtx, { id, leadId, contesterLeadId }: Overdue): Promise<number> =>
  inTransaction(ctx, async ({ client, now, record }) => {
    const sql: Read = async <R>(text: string, params: readonly unknown[] = []) =>
      (await client.query(text, [...params])).rows as R[];
    for (const lock of LOCKS) await sql(lock, [leadId, contesterLeadId]);
    const [contest] = await sql<Overdue>(`${OVERDUE} and c.id = $2 for update of c`, [now, id]);
    if (!contest) return 0;
    await sql(`update contest set overdue_at = $2 where id = $1`, [id, now]);
    if (contest.above !== null) {
      const readers = await sql<{ id: string; kind: 'LEAD' | 'CASE' }>(LET_IN, [leadId, contesterLeadId, contest.above, now]);
      for (const reader of readers) await settleById({ sql, now }, reader.kind, [reader.id]);
    }
    tellBoth({ record }, 'CONTEST_OVERDUE', id, [leadId, contesterLeadId]);
    return 1;
  });
