import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import {
  addWorkingDays,
  afterWorkingTime,
  amberAt,
  isWorkingDay,
  laterByWorkingDays,
  workingDaysFrom,
  workingTimeBetween,
  type Calendar,
} from '../../src/kernel/workday.ts';

const rows = readFileSync(new URL('../../data/work-calendar.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1);
const days = new Map(rows.map((row) => [row.slice(0, 10), row.split(',')[1] === 'true']));
const announced = new Set(Array.from({ length: 23 }, (_, i) => 2004 + i));
const shipped: Calendar = { version: 'shipped', days, announced };

const DAY_MS = 86_400_000;
const last = (due: Date): string => shanghaiDay(new Date(due.getTime() - 1));
/** Written the slow way: which days behind the first one are worked on, up to the last. */
const workingDaysIn = (first: string, until: string): number => {
  let count = 0;
  for (let at = Date.parse(first) + DAY_MS; at <= Date.parse(until); at += DAY_MS)
    if (isWorkingDay(shipped, new Date(at).toISOString().slice(0, 10))) count++;
  return count;
};
const between = (from: string, to: string): string[] =>
  Array.from({ length: (Date.parse(to) - Date.parse(from)) / DAY_MS + 1 }, (_, i) =>
    new Date(Date.parse(from) + i * DAY_MS).toISOString().slice(0, 10),
  );

const instant = fc.date({ min: new Date('2004-01-01T00:00:00Z'), max: new Date('2028-12-31T00:00:00Z'), noInvalidDate: true });
const someDays = fc.integer({ min: 1, max: 60 });

describe('the calendar shipped with the product', () => {
  const weekends = (year: number) =>
    between(`${year}-01-01`, `${year}-12-31`).filter((day) => new Date(day).getUTCDay() % 6 === 0);
  const departs = (year: number, isWorking: boolean) =>
    [...days].filter(([day, is]) => day.startsWith(String(year)) && is === isWorking).map(([day]) => day);

  test('has 2026 as the State Council announced it', () => {
    expect(departs(2026, false)).toEqual([
      ...between('2026-01-01', '2026-01-03'),
      ...between('2026-02-15', '2026-02-23'),
      ...between('2026-04-04', '2026-04-06'),
      ...between('2026-05-01', '2026-05-05'),
      ...between('2026-06-19', '2026-06-21'),
      ...between('2026-09-25', '2026-09-27'),
      ...between('2026-10-01', '2026-10-07'),
    ]);
    expect(departs(2026, true)).toEqual(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']);
  });

  test('has 2025 as the State Council announced it', () => {
    expect(departs(2025, false)).toEqual([
      '2025-01-01',
      ...between('2025-01-28', '2025-02-04'),
      ...between('2025-04-04', '2025-04-06'),
      ...between('2025-05-01', '2025-05-05'),
      ...between('2025-05-31', '2025-06-02'),
      ...between('2025-10-01', '2025-10-08'),
    ]);
    expect(departs(2025, true)).toEqual(['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11']);
  });

  test('makes working days of weekends only, every year from 2004 to 2026', () => {
    for (const year of announced) expect(weekends(year)).toEqual(expect.arrayContaining(departs(year, true)));
    expect(new Set([...days.keys()].map((day) => Number(day.slice(0, 4))))).toEqual(announced);
  });
});

describe('a number of working days', () => {
  test.each([
    ['2026-09-28', 5, '2026-10-10', 'the week of National Day'],
    ['2026-09-28T15:59:59.999Z', 5, '2026-10-10', 'the last instant of that day in Shanghai'],
    ['2026-09-28T16:00:00.000Z', 5, '2026-10-12', 'the first instant of the next'],
    ['2026-02-06', 20, '2026-03-12', 'Spring Festival, with two working Saturdays'],
    ['2026-11-27', 1, '2026-11-30', 'a weekend'],
    ['2026-11-28', 1, '2026-11-30', 'a Saturday itself, whose first working day is Monday'],
    ['2025-12-31', 3, '2026-01-06', 'New Year, with a working Sunday'],
  ])('from %s, %i of them, ends with %s: across %s', (from, count, expected) => {
    const { due, isEstimated } = addWorkingDays(shipped, from.length > 10 ? new Date(from) : from, count);
    expect(due).toEqual(new Date(Date.parse(expected) + 16 * 3_600_000));
    expect({ last: last(due), isEstimated }).toEqual({ last: expected, isEstimated: false });
  });

  test('is estimated as soon as a day of it lies in a year that is not announced', () => {
    expect(addWorkingDays(shipped, '2026-12-30', 1)).toEqual({ due: new Date('2026-12-31T16:00:00Z'), isEstimated: false });
    expect(addWorkingDays(shipped, '2026-12-31', 1)).toEqual({ due: new Date('2027-01-01T16:00:00Z'), isEstimated: true });
    expect(addWorkingDays(shipped, '2027-03-01', 1).isEstimated).toBe(true);
    const only2027 = { ...shipped, announced: new Set([2027]) };
    expect(addWorkingDays(only2027, '2026-12-31', 1).isEstimated).toBe(true);
  });

  test('has that many working days behind the first day, and its last day is one', () => {
    fc.assert(
      fc.property(instant, someDays, (from, count) => {
        const end = last(addWorkingDays(shipped, from, count).due);
        expect(isWorkingDay(shipped, end)).toBe(true);
        expect(workingDaysIn(shanghaiDay(from), end)).toBe(count);
      }),
    );
  });

  test('grows with the start and with the number', () => {
    fc.assert(
      fc.property(instant, fc.nat({ max: 400 * DAY_MS }), someDays, (from, later, count) => {
        const due = (at: Date, n: number) => addWorkingDays(shipped, at, n).due.getTime();
        expect(due(new Date(from.getTime() + later), count)).toBeGreaterThanOrEqual(due(from, count));
        expect(due(from, count + 1)).toBeGreaterThan(due(from, count));
      }),
    );
  });

  test('is the sum of its parts', () => {
    fc.assert(
      fc.property(instant, someDays, someDays, (from, a, b) => {
        const first = addWorkingDays(shipped, from, a);
        expect(addWorkingDays(shipped, last(first.due), b).due).toEqual(addWorkingDays(shipped, from, a + b).due);
      }),
    );
  });

  test('always ends at midnight in Shanghai, where no clock is ever changed', () => {
    fc.assert(
      fc.property(instant, someDays, (from, n) => addWorkingDays(shipped, from, n).due.getTime() % DAY_MS === 57_600_000),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('is a whole number from 1, not %d', (count) => {
    expect(() => addWorkingDays(shipped, '2026-11-23', count)).toThrow('whole days');
  });
});

describe('the working time that has gone by', () => {
  const at = (text: string) => new Date(`${text}+08:00`);

  test('counts 24 hours of a working day and none of a holiday', () => {
    const hours = (from: string, to: string) => workingTimeBetween(shipped, at(from), at(to)) / 3_600_000;
    expect(hours('2026-11-27T18:00', '2026-11-30T06:00')).toBe(12);
    expect(hours('2026-10-01T00:00', '2026-10-08T00:00')).toBe(0);
    expect(hours('2026-10-10T06:00', '2026-10-11T12:00')).toBe(18);
    expect(hours('2026-11-23T09:00', '2026-11-23T17:00')).toBe(8);
  });

  test.each([
    ['2026-11-23T10:00', 1, '2026-11-24T16:24', 'a Monday: 80 % of 38 hours'],
    ['2026-11-27T12:00', 1, '2026-11-30T16:48', 'a Friday: 80 % of 36 hours'],
    ['2026-11-28T12:00', 1, '2026-11-30T19:12', 'a Saturday: the time begins on Monday, 80 % of 24 hours'],
    ['2026-09-30T12:00', 3, '2026-10-10T07:12', 'the eve of National Day: 80 % of 84 hours'],
  ])('from %s with %i working days is amber at %s: %s', (from, count, expected) => {
    const { due } = addWorkingDays(shipped, at(from), count);
    expect(amberAt(shipped, at(from), due, 80)).toEqual(at(expected));
  });

  test('leads from a start to the instant by which it has gone by', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 40 * DAY_MS }), (from, length) => {
        const end = afterWorkingTime(shipped, from, length);
        expect(workingTimeBetween(shipped, from, end)).toBe(length);
        expect(workingTimeBetween(shipped, from, new Date(end.getTime() - 1))).toBe(length - 1);
      }),
    );
  });

  test('lets every clock be amber behind its start and before its end, and never on a holiday', () => {
    fc.assert(
      fc.property(instant, someDays, fc.integer({ min: 1, max: 99 }), (from, count, percent) => {
        const { due } = addWorkingDays(shipped, from, count);
        const amber = amberAt(shipped, from, due, percent);
        expect(amber.getTime()).toBeGreaterThanOrEqual(from.getTime());
        expect(amber.getTime()).toBeLessThan(due.getTime());
        expect(isWorkingDay(shipped, last(amber)) || isWorkingDay(shipped, shanghaiDay(amber))).toBe(true);
      }),
    );
  });
});

describe('a deadline that stood still', () => {
  test('gives back the days from the one it was stopped on, not the one it goes on', () => {
    const from = (from: string, to: string) => workingDaysFrom(shipped, new Date(from), new Date(to));
    // Wednesday 30 September 2026, then the National Day holidays until Thursday 8 October.
    expect(from('2026-09-30T23:00:00+08:00', '2026-10-08T09:00:00+08:00')).toBe(1);
    expect(from('2026-10-01T09:00:00+08:00', '2026-10-08T09:00:00+08:00')).toBe(0);
    expect(from('2026-11-24T09:00:00+08:00', '2026-11-24T18:00:00+08:00')).toBe(0);
    expect(from('2026-11-24T09:00:00+08:00', '2026-11-30T18:00:00+08:00')).toBe(4);
    expect(from('2026-11-30T09:00:00+08:00', '2026-11-24T18:00:00+08:00')).toBe(0);
    expect(laterByWorkingDays(shipped, new Date('2026-09-30T06:24:00Z'), 1)).toEqual(new Date('2026-10-08T06:24:00Z'));
    expect(laterByWorkingDays(shipped, new Date('2026-10-03T06:24:00Z'), 0)).toEqual(new Date('2026-10-03T06:24:00Z'));
  });

  test('leaves as many working days from the day it goes on as there were from the day it was stopped; late stays late', () => {
    const DAYS = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(instant, someDays, DAYS, DAYS, (start, given, before, held) => {
        const stopped = new Date(start.getTime() + before * DAY_MS);
        const goesOn = new Date(stopped.getTime() + held * DAY_MS + 3_600_000);
        const { due } = addWorkingDays(shipped, start, given);
        const later = addWorkingDays(shipped, start, given + workingDaysFrom(shipped, stopped, goesOn)).due;
        expect(workingDaysFrom(shipped, goesOn, later)).toBe(workingDaysFrom(shipped, stopped, due));
        expect(later <= goesOn).toBe(due <= stopped);
        expect(laterByWorkingDays(shipped, due, workingDaysFrom(shipped, stopped, goesOn))).toEqual(later);
      }),
      { numRuns: 2_000 },
    );
  });
});
