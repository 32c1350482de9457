import { endOfDay, shanghaiDay, startOfDay } from './shanghai-day.ts';

/** Which days are worked on in China: Monday to Friday, but for the days that the year's notice names. */
export interface Calendar {
  /** Changes with everything in it. */
  readonly version: string;
  /** Days that a notice makes holidays (false) or working days (true). */
  readonly days: ReadonlyMap<string, boolean>;
  /** Years whose notice is out; of others only weekends are known. */
  readonly announced: ReadonlySet<number>;
}

export interface Deadline {
  /** The first instant that is too late: midnight in Shanghai behind the last day. */
  readonly due: Date;
  /** Part of the time lies in a year whose holidays are not announced yet. */
  readonly isEstimated: boolean;
}

const DAY_MS = 86_400_000;
const yearOf = (day: string): number => Number(day.slice(0, 4));
const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(day).getUTCDay());

export const isWorkingDay = (calendar: Calendar, day: string): boolean => calendar.days.get(day) ?? !isWeekend(day);

/**
 * The end of the n-th working day behind the day it starts on, which is not counted, whether it is worked on or not
 * (decision 50). A start is an instant or a day of Asia/Shanghai.
 */
export function addWorkingDays(calendar: Calendar, from: Date | string, days: number): Deadline {
  if (!Number.isInteger(days) || days < 1) throw new Error('working days are counted in whole days, from 1');
  const start = typeof from === 'string' ? from : shanghaiDay(from);
  let day = start;
  for (let left = days; left > 0;) {
    day = dayAfter(day);
    if (isWorkingDay(calendar, day)) left--;
  }
  let isEstimated = false;
  for (let year = yearOf(start); year <= yearOf(day); year++) isEstimated ||= !calendar.announced.has(year);
  return { due: endOfDay(day), isEstimated };
}

/** How long it was working time between two instants, in milliseconds: working days count 24 hours, others none. */
export function workingTimeBetween(calendar: Calendar, from: Date, to: Date): number {
  let total = 0;
  for (let day = shanghaiDay(from); startOfDay(day) < to; day = dayAfter(day)) {
    if (!isWorkingDay(calendar, day)) continue;
    const [begin, end] = [Math.max(from.getTime(), startOfDay(day).getTime()), Math.min(to.getTime(), endOfDay(day).getTime())];
    if (end > begin) total += end - begin;
  }
  return total;
}

/** The first instant by which so much working time has gone by since a start. */
export function afterWorkingTime(calendar: Calendar, from: Date, milliseconds: number): Date {
  let left = milliseconds;
  for (let day = shanghaiDay(from); ; day = dayAfter(day)) {
    if (!isWorkingDay(calendar, day)) continue;
    const begin = Math.max(from.getTime(), startOfDay(day).getTime());
    const length = endOfDay(day).getTime() - begin;
    if (left <= length) return new Date(begin + left);
    left -= length;
  }
}

/** When a deadline should worry: the given share of the working time until it has gone by. */
export function amberAt(calendar: Calendar, from: Date, due: Date, percent: number): Date {
  return afterWorkingTime(calendar, from, Math.floor((workingTimeBetween(calendar, from, due) * percent) / 100));
}

/** Whole working days from one day on, itself counted, up to another, which is not; none where the other comes first. */
export function workingDaysFrom(calendar: Calendar, from: Date, to: Date): number {
  let count = 0;
  for (let day = shanghaiDay(from); day < shanghaiDay(to); day = dayAfter(day)) if (isWorkingDay(calendar, day)) count++;
  return count;
}

/** The instant so many whole working days later; itself where there are none. */
export const laterByWorkingDays = (calendar: Calendar, at: Date, days: number): Date =>
  days === 0 ? at : afterWorkingTime(calendar, at, days * DAY_MS);
