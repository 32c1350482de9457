import { randomUUID } from 'node:crypto';
import type { Tx } from '../kernel/context.ts';
import type { YearGiven } from './check-work-calendar.ts';

/** How the days of a year differ from those before. */
export interface YearChange {
  added: number;
  changed: number;
  removed: number;
}

interface KnownDay {
  day: string;
  year: number;
  isWorking: boolean;
  name: string;
}

const LOCK = `insert into work_calendar_year (year, announced_on, source, revision) values ($1, null, '', $2)
  on conflict (year) do update set year = excluded.year
  returning announced_on::text as "announcedOn", source`;

const KNOWN = `select day::text as day, year, is_working as "isWorking", name from work_calendar where year = $1 or day = any($2::date[])`;

const ADD = `insert into work_calendar (day, year, is_working, name)
  select day, $2, is_working, name from json_to_recordset($1) as f(day date, is_working boolean, name text)`;

const ANNOUNCE = `update work_calendar_year set announced_on = $2, source = $3, revision = $4 where year = $1`;

/**
 * Puts a checked year into the calendar in the place of what was known of it; null when nothing is new. A day that the notice
 * of the year before has named already goes over to this one: the later notice counts.
 */
export async function saveWorkCalendar(tx: Pick<Tx, 'sql' | 'record'>, given: YearGiven): Promise<YearChange | null> {
  const { year, announcedOn } = given;
  const source = given.source.trim();
  const days = new Map(given.days.map((each) => [each.day, { ...each, name: each.name.trim() }]));
  const revision = randomUUID();
  const [before] = await tx.sql<{ announcedOn: string | null; source: string }>(LOCK, [year, revision]);
  const known = await tx.sql<KnownDay>(KNOWN, [year, [...days.keys()]]);
  const change = changeOf(known, days, year);
  const isSame = before!.announcedOn === announcedOn && before!.source === source;
  if (isSame && change.added + change.changed + change.removed === 0) return null;
  const rows = [...days.values()].map(({ day, isWorking, name }) => ({ day, is_working: isWorking, name }));
  await tx.sql(`delete from work_calendar where year = $1 or day = any($2::date[])`, [year, [...days.keys()]]);
  await tx.sql(ADD, [JSON.stringify(rows), year]);
  await tx.sql(ANNOUNCE, [year, announcedOn, source, revision]);
  tx.record({
    kind: 'WORK_CALENDAR_IMPORTED',
    subject: { type: 'WorkCalendar', id: revision },
    payload: { year, days: days.size, ...change },
  });
  return change;
}

function changeOf(known: readonly KnownDay[], days: ReadonlyMap<string, { isWorking: boolean; name: string }>, year: number) {
  const change = { added: 0, changed: 0, removed: 0 };
  const before = new Map(known.map((each) => [each.day, each]));
  for (const [day, { isWorking, name }] of days) {
    const was = before.get(day);
    if (!was) change.added++;
    else if (was.year !== year || was.isWorking !== isWorking || was.name !== name) change.changed++;
  }
  for (const day of before.keys()) if (!days.has(day)) change.removed++;
  return change;
}
