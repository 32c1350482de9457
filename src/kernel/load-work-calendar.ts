import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface Queryable {
  query(sql: string, params: unknown[]): Promise<{ rows: unknown[] }>;
}

const FILE = new URL('../../data/work-calendar.csv', import.meta.url);
const SOURCE = 'npm chinese-days 1.5.7（MIT），依据国务院办公厅历年节假日安排通知';

/** The years the product is shipped with, into the database. A year that is there stays as it is: the city may have corrected it. */
const LOAD = `with f as (select * from json_to_recordset($1) as f(day date, year int, is_working boolean, name text)),
    added as (insert into work_calendar_year (year, announced_on, source, revision) select distinct year, null::date, $2, $3::uuid from f
      on conflict (year) do nothing returning year)
  insert into work_calendar (day, year, is_working, name) select f.day, f.year, f.is_working, f.name from f join added using (year)
  on conflict (day) do nothing`;

export async function loadWorkCalendar(client: Queryable): Promise<void> {
  const lines = readFileSync(FILE, 'utf8').trim().split('\n').slice(1);
  const days = lines.map((line) => {
    const [day = '', working, name] = line.split(',');
    return { day, year: Number(day.slice(0, 4)), is_working: working === 'true', name };
  });
  const known = new Set(
    (await client.query(`select year from work_calendar_year`, [])).rows.map((row) => (row as { year: number }).year),
  );
  const missing = days.filter(({ year }) => !known.has(year));
  if (missing.length > 0) await client.query(LOAD, [JSON.stringify(missing), SOURCE, randomUUID()]);
}
