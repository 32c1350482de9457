import type { Pool } from 'pg';
import { shanghaiDay, startOfDay } from '../kernel/shanghai-day.ts';
import type { Metrics } from './metrics.ts';

const DAY_MS = 86_400_000;

const RUNNING = `select count(*) filter (where amber_at > at)::int as green,
    count(*) filter (where amber_at <= at and due_at > at)::int as amber, count(*) filter (where due_at <= at)::int as red
  from (select amber_at, due_at, coalesce(paused_at, $1) as at from response_clock where state = 'RUNNING') running`;

/** The first year from a given one on whose holidays are not announced. */
const UNKNOWN = `select y as year from generate_series($1::int, $1::int + 20) y
  where not exists (select 1 from work_calendar_year where year = y) order by y limit 1`;

/** How many clocks run, by light, and for how long deadlines are certain. */
export async function measureDeadlines(metrics: Metrics, pool: Pool, now: Date): Promise<void> {
  const { rows: clocks } = await pool.query<{ green: number; amber: number; red: number }>(RUNNING, [now]);
  for (const light of ['green', 'amber', 'red'] as const) metrics.clocks.set({ light }, clocks[0]![light]);
  const { rows: unknown } = await pool.query<{ year: number }>(UNKNOWN, [Number(shanghaiDay(now).slice(0, 4))]);
  const end = startOfDay(`${unknown[0]!.year}-01-01`).getTime();
  metrics.calendarDaysLeft.set(Math.max(0, (end - now.getTime()) / DAY_MS));
}
