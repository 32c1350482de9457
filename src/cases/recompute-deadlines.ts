import { calendarOf } from '../kernel/calendar-of.ts';
import type { Tx } from '../kernel/context.ts';
import type { Calendar } from '../kernel/workday.ts';
import { recomputeClocks } from '../leads/recompute-clocks.ts';
import { recomputeContests } from './recompute-contests.ts';
import { recomputeOffers } from './transfer-due.ts';

export interface Recomputed {
  /** Deadlines that came to lie elsewhere. */
  moved: number;
  /** Whether none is left that was reckoned by another calendar. */
  isDone: boolean;
}

type System = Pick<Tx, 'sql' | 'now' | 'record'>;

/**
 * Reckons anew a bounded number of a feature's running deadlines that were reckoned by another calendar, as the system, in
 * a transaction of whoever calls. Rows that are locked are left for the next round.
 */
export type Recompute = (tx: System, calendar: Calendar) => Promise<Recomputed>;

/** Every feature with deadlines in working days; the last folder that has one holds the list. */
const FEATURES: readonly Recompute[] = [recomputeClocks, recomputeOffers, recomputeContests];

/** One bounded step for each feature. A year's import takes the first; the rest follows by housekeeping, killed or not. */
export async function recomputeDeadlines(tx: System): Promise<Recomputed> {
  const calendar = await calendarOf(tx.sql);
  const all: Recomputed = { moved: 0, isDone: true };
  for (const recompute of FEATURES) {
    const { moved, isDone } = await recompute(tx, calendar);
    all.moved += moved;
    all.isDone &&= isDone;
  }
  return all;
}
