/** A year's notice as somebody gives it. */
export interface YearGiven {
  year: number;
  announcedOn: string;
  source: string;
  days: readonly { day: string; isWorking: boolean; name: string }[];
}

/** What is wrong with it; `at` is the place of the day in the list, null where it is the year as a whole. */
export interface YearProblem {
  field: 'year' | 'announcedOn' | 'source' | 'days' | 'day' | 'name';
  at: number | null;
  message: string;
}

const FIRST_YEAR = 2004;
const LAST_YEAR = 2100;
const MOST_DAYS = 100;

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** New Year's holiday may begin in the last week of the year before, as that of 2023 did. */
const belongs = (day: string, year: number): boolean => day.startsWith(`${year}-`) || day >= `${year - 1}-12-25`;

/** Everything that is wrong at once: a notice is taken as a whole or not at all. */
export function yearProblems({ year, announcedOn, source, days }: YearGiven): YearProblem[] {
  const problems: YearProblem[] = [];
  const whole = (field: YearProblem['field'], message: string) => void problems.push({ field, at: null, message });
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR)
    whole('year', `年份须为 ${FIRST_YEAR} 至 ${LAST_YEAR} 的整数`);
  if (!isDay(announcedOn)) whole('announcedOn', '公布日期须为存在的日期，如 2026-11-05');
  else if (announcedOn > `${year}-12-31`) whole('announcedOn', `${year} 年的安排不会在该年之后公布，请核对公布日期`);
  if (source.trim() === '' || source.length > 500) whole('source', '请写明依据的通知，最多 500 个字');
  if (days.length === 0 || days.length > MOST_DAYS) whole('days', `一年的放假与调休日须为 1 至 ${MOST_DAYS} 天`);
  return [...problems, ...dayProblems(year, days)];
}

function dayProblems(year: number, days: YearGiven['days']): YearProblem[] {
  const seen = new Set<string>();
  return days.flatMap(({ day, name }, at) => {
    const found: YearProblem[] = [];
    if (!isDay(day)) found.push({ field: 'day', at, message: `“${day}”不是存在的日期，须如 2026-10-01` });
    else if (day > `${year}-12-31` || !belongs(day, year))
      found.push({ field: 'day', at, message: `${day} 不属于 ${year} 年，请从文件中删去或改用该年的文件` });
    else if (seen.has(day)) found.push({ field: 'day', at, message: `${day} 重复出现，请只保留一行` });
    seen.add(day);
    if (name.trim() === '' || name.length > 50) found.push({ field: 'name', at, message: '请填写节日名称，最多 50 个字' });
    return found;
  });
}
