import type { Tx } from '../kernel/context.ts';
import { addWorkingDays, type Calendar } from '../kernel/workday.ts';

const BATCH = 100;

const OLD = `select id, opened_at as "openedAt", due_at as "dueAt", due_days as "dueDays" from contest
  where state = 'OPEN' and overdue_at is null and calendar_version <> $1 order by id limit ${BATCH} for update skip locked`;

/**
 * Open contests reckoned by another calendar get the day that the one of now gives. One that was found overdue stays so: the
 * team above has been let in.
 */
export async function recomputeContests(tx: Pick<Tx, 'sql'>, calendar: Calendar): Promise<{ moved: number; isDone: boolean }> {
  const old = await tx.sql<{ id: string; openedAt: Date; dueAt: Date; dueDays: number }>(OLD, [calendar.version]);
  let moved = 0;
  for (const { id, openedAt, dueAt, dueDays } of old) {
    const { due, isEstimated } = addWorkingDays(calendar, openedAt, dueDays);
    if (due.getTime() !== dueAt.getTime()) moved += 1;
    const sql = `update contest set due_at = $2, is_estimated = $3, calendar_version = $4 where id = $1`;
    await tx.sql(sql, [id, due, isEstimated, calendar.version]);
  }
  return { moved, isDone: old.length < BATCH };
}
