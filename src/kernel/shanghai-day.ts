const DAY_MS = 86_400_000;
/** Shanghai keeps no daylight saving: its days are UTC's, eight hours ahead. */
const OFFSET_MS = 8 * 3_600_000;

/** The calendar day in Asia/Shanghai at an instant, such as `2026-11-23`. */
export const shanghaiDay = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);

/** The day so many days later, or earlier where negative. */
export const daysFrom = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export const dayBefore = (day: string): string => daysFrom(day, -1);

/** The first instant of a day in Asia/Shanghai. */
export const startOfDay = (day: string): Date => new Date(Date.parse(day) - OFFSET_MS);

/** The first instant after a day in Asia/Shanghai: when something whose last day it is has ended. */
export const endOfDay = (day: string): Date => new Date(Date.parse(day) + DAY_MS - OFFSET_MS);

/** Whether a period of days, open where null, holds the day. Both ends belong to it. */
export const inPeriod = (day: string, startsOn: string | null | undefined, endsOn: string | null | undefined): boolean =>
  (startsOn == null || startsOn <= day) && (endsOn == null || day <= endsOn);
