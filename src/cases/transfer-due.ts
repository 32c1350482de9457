import { calendarOf } from '../kernel/calendar-of.ts';
import type { Tx } from '../kernel/context.ts';
import { addWorkingDays, type Calendar } from '../kernel/workday.ts';
import { cityRules } from '../leads/city-rules.ts';
import type { Transfer } from './transfer.ts';

const BATCH = 100;

type Due = Pick<Transfer, 'dueAt' | 'isEstimated' | 'dueDays' | 'calendarVersion'>;

/** When an offer made now ends unanswered: so many working days as the city's rules of today give it. */
export async function offerDue(tx: Pick<Tx, 'sql' | 'now'>): Promise<Due> {
  const [{ transferOfferDays: dueDays }, calendar] = await Promise.all([cityRules(tx.sql), calendarOf(tx.sql)]);
  const { due: dueAt, isEstimated } = addWorkingDays(calendar, tx.now, dueDays);
  return { dueAt, isEstimated, dueDays, calendarVersion: calendar.version };
}

const OLD = `select id, offered_at as "offeredAt", due_at as "dueAt", due_days as "dueDays" from transfer
  where state = 'OFFERED' and calendar_version <> $1 order by id limit ${BATCH} for update skip locked`;

/** Open offers reckoned by another calendar get the day that the one of now gives, with the days they were promised. */
export async function recomputeOffers(tx: Pick<Tx, 'sql'>, calendar: Calendar): Promise<{ moved: number; isDone: boolean }> {
  const old = await tx.sql<{ id: string; offeredAt: Date; dueAt: Date; dueDays: number }>(OLD, [calendar.version]);
  let moved = 0;
  for (const { id, offeredAt, dueAt, dueDays } of old) {
    const { due, isEstimated } = addWorkingDays(calendar, offeredAt, dueDays);
    if (due.getTime() !== dueAt.getTime()) moved += 1;
    const sql = `update transfer set due_at = $2, is_estimated = $3, calendar_version = $4 where id = $1`;
    await tx.sql(sql, [id, due, isEstimated, calendar.version]);
  }
  return { moved, isDone: old.length < BATCH };
}
