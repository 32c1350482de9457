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

const MOVE = `update transfer t set due_at = f.due, is_estimated = f."isEstimated", calendar_version = $1
  from json_to_recordset($2) as f(id uuid, due timestamptz, "isEstimated" boolean) where t.id = f.id`;

/** Open offers reckoned by another calendar get the day that the one of now gives, with the days they were promised. */
export async function recomputeOffers(tx: Pick<Tx, 'sql'>, calendar: Calendar): Promise<{ moved: number; isDone: boolean }> {
  const old = await tx.sql<{ id: string; offeredAt: Date; dueAt: Date; dueDays: number }>(OLD, [calendar.version]);
  const found = old.map(({ id, offeredAt, dueAt, dueDays }) => {
    const { due, isEstimated } = addWorkingDays(calendar, offeredAt, dueDays);
    return { id, due, isEstimated, hasMoved: due.getTime() !== dueAt.getTime() };
  });
  await tx.sql(MOVE, [calendar.version, JSON.stringify(found)]);
  return { moved: found.filter(({ hasMoved }) => hasMoved).length, isDone: old.length < BATCH };
}
