import { calendarOf } from '../kernel/calendar-of.ts';
import type { Tx } from '../kernel/context.ts';
import { laterByWorkingDays, workingDaysFrom, type Calendar } from '../kernel/workday.ts';
import { OLD_COLUMNS, reckonAnew, type OldClock } from './recompute-clocks.ts';

const PAUSE = `update response_clock set paused_at = $2 where lead_id = $1 and state = 'RUNNING' and paused_at is null`;

/** A contest freezes the lead: its clocks stand still, with the light they have. The lead is locked; with the installation's rights. */
export const pauseClocks = (tx: Pick<Tx, 'sql' | 'now'>, leadId: string): Promise<unknown> => tx.sql(PAUSE, [leadId, tx.now]);

const PAUSED = `select ${OLD_COLUMNS} from response_clock
  where lead_id = $1 and state = 'RUNNING' and paused_at is not null order by id for update`;

/**
 * A clock that runs again. The working days from the one it was paused on, up to the one before it runs again, are given
 * back, so that from this day on, itself counted, as many are left as were left then; what was late stays late.
 */
export function resumed(clock: OldClock, calendar: Calendar, now: Date): OldClock {
  const given = workingDaysFrom(calendar, clock.pausedAt!, now);
  const tendAt = clock.tendAt && laterByWorkingDays(calendar, clock.tendAt, given);
  return { ...clock, pausedAt: null, extendedDays: clock.extendedDays + given, tendAt };
}

/** The contest is over: the clocks of the lead go on, and their deadlines lie later by the working days it took. */
export async function resumeClocks(tx: Pick<Tx, 'sql' | 'now' | 'record'>, leadId: string): Promise<void> {
  const paused = await tx.sql<OldClock>(PAUSED, [leadId]);
  if (paused.length === 0) return;
  const calendar = await calendarOf(tx.sql);
  const clocks = paused.map((clock) => resumed(clock, calendar, tx.now));
  await reckonAnew(tx, clocks, calendar);
}
