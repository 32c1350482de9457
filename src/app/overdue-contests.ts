import { inTransaction } from '../exchange/import-ctx.ts';
import { tellBoth } from '../cases/tell-both.ts';
import type { Read } from '../kernel/context.ts';
import { settleById, type SystemCtx } from './settle-again.ts';

interface Overdue {
  id: string;
  leadId: string;
  contesterLeadId: string;
  /** The team above the arbiter; null where nobody stands above it. */
  above: string | null;
}

const BATCH = 20;
const OVERDUE = `select c.id, c.lead_id as "leadId", c.contester_lead_id as "contesterLeadId", t.parent_id as above
  from contest c join team t on t.id = c.arbiter_team_id
  where c.state = 'OPEN' and c.due_at <= $1 and c.overdue_at is null order by c.due_at, c.id limit ${BATCH} for update of c skip locked`;

/** Lets the team above read both sides, as the arbiter does. */
const LET_IN = `insert into stake (subject_id, team_id, ground, kind, level, since)
  select r.id, $3, 'ARBITRATION', r.kind, 'FOLLOW', $4 from (
    select id, 'LEAD' as kind from lead where id in ($1, $2)
    union all select id, 'CASE' from cases where lead_id in ($1, $2)) r
  on conflict do nothing returning subject_id as id, kind`;

/**
 * A contest whose deadline has passed without a ruling is marked, and the team above the arbiter may decide it from here
 * on. Claims under contest stay held open however long it takes. How many contests were found late.
 */
export async function tellOverdueContests(ctx: SystemCtx): Promise<number> {
  let told = 0;
  for (;;) {
    const found = await inTransaction(ctx, async ({ client, now, record }) => {
      const sql: Read = async <R>(text: string, params: readonly unknown[] = []) =>
        (await client.query(text, [...params])).rows as R[];
      await sql(HELD_OPEN, [now]);
      const overdue = await sql<Overdue>(OVERDUE, [now]);
      for (const contest of overdue) {
        await sql(`update contest set overdue_at = $2 where id = $1`, [contest.id, now]);
        if (contest.above !== null) {
          const readers = await sql<{ id: string; kind: 'LEAD' | 'CASE' }>(LET_IN, [
            contest.leadId,
            contest.contesterLeadId,
            contest.above,
            now,
          ]);
          for (const { id, kind } of readers) await settleById({ sql, now }, kind, [id]);
        }
        tellBoth({ record }, 'CONTEST_OVERDUE', contest.id, [contest.leadId, contest.contesterLeadId], {});
      }
      return overdue.length;
    });
    told += found;
    if (found < BATCH) return told;
  }
}

/** A lease under contest does not run out before the ruling. */
const HELD_OPEN = `update claim set expires_at = $1::timestamptz + interval '30 days', version = version + 1
  where ended_at is null and expires_at < $1::timestamptz + interval '8 days'
    and id in (select claim_id from contest where state = 'OPEN')`;
