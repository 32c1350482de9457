import type { Tx } from '../kernel/context.ts';
import { endOfDay, shanghaiDay } from '../kernel/shanghai-day.ts';
import { cityRules } from '../leads/city-rules.ts';

const DAY_MS = 86_400_000;

/** When an offer made now ends unanswered, by the city's rules. Only weekends are known here, so the day is an estimate. */
export async function offerDue(tx: Pick<Tx, 'sql' | 'now'>): Promise<{ dueAt: Date; isEstimated: boolean }> {
  const { transferOfferDays } = await cityRules(tx.sql);
  let day = shanghaiDay(tx.now);
  for (let left = transferOfferDays; left > 0;) {
    day = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
    if (![0, 6].includes(new Date(day).getUTCDay())) left--;
  }
  return { dueAt: endOfDay(day), isEstimated: true };
}
