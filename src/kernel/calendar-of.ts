import type { Read } from './context.ts';
import type { Calendar } from './workday.ts';

const VERSION = `select md5(coalesce(string_agg(revision::text, ',' order by year), '')) as version from work_calendar_year`;

/** One statement, so that the days are those of the version. */
const ALL = `select (${VERSION}) as version, array(select year from work_calendar_year) as announced,
  coalesce((select json_object_agg(day::text, is_working) from work_calendar), '{}'::json) as days`;

let kept: Calendar | undefined;

/**
 * The calendar as the transaction sees it. Whether the one in memory is still right is asked every time: another node may
 * have imported a year meanwhile, and versions are never given twice, not even between databases.
 */
export async function calendarOf(read: Read): Promise<Calendar> {
  const [now] = await read<{ version: string }>(VERSION);
  if (kept?.version !== now!.version) kept = await readCalendar(read);
  return kept;
}

async function readCalendar(read: Read): Promise<Calendar> {
  const [row] = await read<{ version: string; announced: number[]; days: Record<string, boolean> }>(ALL);
  return { version: row!.version, announced: new Set(row!.announced), days: new Map(Object.entries(row!.days)) };
}
