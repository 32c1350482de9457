import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importWorkCalendar } from '../../src/cases/import-work-calendar.ts';
import { calendarOf } from '../../src/kernel/calendar-of.ts';
import { loadWorkCalendar } from '../../src/kernel/load-work-calendar.ts';
import { Role } from '../../src/kernel/viewer.ts';
import type { ImportWorkCalendarInput } from '../../src/leads/work-calendar.inputs.ts';
import { ask } from '../ask.ts';
import { dealWorld, refusedWith, type DealWorld } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let deal: DealWorld;
let chief: Awaited<ReturnType<World['ctx']>>;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
  chief = asChief(deal.city);
});
afterAll(() => world.close());

const PERSON = '11111111-1111-4111-8111-111111111111';
const asChief = (team: TestTeam) => world.ctx(team, { role: Role.CHIEF, personId: PERSON });
const holiday = (day: string, name = '元旦') => ({ day, isWorking: false, name });
const notice = (year: number, more: Partial<ImportWorkCalendarInput> = {}): ImportWorkCalendarInput => ({
  year,
  announcedOn: `${year - 1}-11-05`,
  source: `国务院办公厅关于${year}年部分节假日安排的通知`,
  days: [holiday(`${year}-01-01`), { day: `${year}-10-10`, isWorking: true, name: '国庆节' }],
  ...more,
});
const YEAR = `query ($year: Int!) { workCalendar(year: $year) { year isAnnounced announcedOn source days { day isWorking name } } }`;
const year = async (of: number) =>
  (await ask<{ workCalendar: { isAnnounced: boolean; days: unknown[] } }>(world, deal.partner, YEAR, { year: of })).data!
    .workCalendar;
const deadline = async (from: string, days: number) =>
  (
    await ask(
      world,
      deal.park,
      `query ($from: DateTime!, $days: Int!) { workingDeadline(from: $from, days: $days) { due isEstimated } }`,
      {
        from,
        days,
      },
    )
  ).data;
const imported = () =>
  world.db.readSystem<{ payload: object; audience: object | null }>(
    `select payload, audience from event where kind = 'WORK_CALENDAR_IMPORTED' order by id`,
  );

describe('the calendar', () => {
  test('has the years it is shipped with, and weekends for every other year', async () => {
    const known = await year(2026);
    expect(known).toMatchObject({ isAnnounced: true, announcedOn: null });
    expect(known.days).toHaveLength(39);
    expect(known.days[0]).toEqual({ day: '2026-01-01', isWorking: false, name: '元旦' });
    expect(await year(2035)).toEqual({ year: 2035, isAnnounced: false, announcedOn: null, source: null, days: [] });
  });

  test('tells the end of a number of working days, and whether it is estimated', async () => {
    expect(await deadline('2026-09-28T01:00:00.000Z', 5)).toEqual({
      workingDeadline: { due: '2026-10-10T16:00:00.000Z', isEstimated: false },
    });
    expect(await deadline('2034-12-30T01:00:00.000Z', 5)).toMatchObject({ workingDeadline: { isEstimated: true } });
    expect(await deadline('2026-09-28T01:00:00.000Z', 0)).toBeNull();
  });

  test('that is loaded again leaves corrected years as they are', async () => {
    await importWorkCalendar(chief, notice(2005));
    await loadWorkCalendar(world.db.system);
    expect((await year(2005)).days).toHaveLength(2);
    expect((await year(2006)).days).toHaveLength(32);
  });
});

describe('importWorkCalendar', () => {
  test('announces a year: deadlines in it are no longer estimated, on every node, and every team hears of it', async () => {
    const before = await calendarOf(world.db.readSystem);
    expect(before.announced.has(2030)).toBe(false);
    expect(await importWorkCalendar(chief, notice(2030))).toEqual({ year: 2030, moved: 0 });
    expect(await deadline('2029-12-31T01:00:00.000Z', 1)).toEqual({
      workingDeadline: { due: '2030-01-02T16:00:00.000Z', isEstimated: true },
    });
    await importWorkCalendar(chief, notice(2029));
    expect(await deadline('2029-12-31T01:00:00.000Z', 1)).toMatchObject({ workingDeadline: { isEstimated: false } });
    expect((await imported()).at(-2)).toEqual({
      payload: { year: 2030, days: 2, added: 2, changed: 0, removed: 0 },
      audience: null,
    });
  });

  test('a second time changes nothing and tells nobody', async () => {
    await importWorkCalendar(chief, notice(2031));
    const [count, { version }] = [(await imported()).length, await calendarOf(world.db.readSystem)];
    await importWorkCalendar(chief, notice(2031));
    expect([(await imported()).length, (await calendarOf(world.db.readSystem)).version]).toEqual([count, version]);
  });

  test('corrects a year as a whole, with the last week of the year before where the holiday begins there', async () => {
    await importWorkCalendar(chief, notice(2032));
    await importWorkCalendar(chief, notice(2032, { days: [holiday('2031-12-31'), holiday('2032-01-01', '新年')] }));
    expect((await imported()).at(-1)?.payload).toEqual({ year: 2032, days: 2, added: 1, changed: 1, removed: 1 });
    expect((await year(2032)).days).toEqual([holiday('2031-12-31'), holiday('2032-01-01', '新年')]);
    expect((await calendarOf(world.db.readSystem)).days.get('2031-12-31')).toBe(false);
  });

  test('is the business of a chief of the city, in person', async () => {
    const others = [
      world.ctx(deal.city, { personId: PERSON }),
      world.ctx(deal.city, { role: Role.CHIEF }),
      asChief(deal.district),
      asChief(deal.partner),
    ];
    for (const who of others) expect(await refusedWith(importWorkCalendar(who, notice(2033)))).toEqual(['FORBIDDEN']);
    expect((await year(2033)).isAnnounced).toBe(false);
  });

  test('names everything that is wrong at once and keeps nothing of it', async () => {
    const bad = notice(2033, {
      announcedOn: '2034-01-05',
      source: ' ',
      days: [
        holiday('2033-01-01'),
        holiday('2033-01-01'),
        holiday('2034-01-01'),
        holiday('2032-12-24'),
        holiday('2033-05-01', ''),
      ],
    });
    expect(await refusedWith(importWorkCalendar(chief, bad))).toEqual([
      'INVALID announcedOn',
      'INVALID source',
      'INVALID days 1 day',
      'INVALID days 2 day',
      'INVALID days 3 day',
      'INVALID days 4 name',
    ]);
    expect(await refusedWith(importWorkCalendar(chief, notice(2033, { days: [] })))).toEqual(['INVALID days']);
    expect(await refusedWith(importWorkCalendar(chief, notice(1999)))).toEqual(['INVALID year']);
    expect((await year(2033)).isAnnounced).toBe(false);
  });

  test('answers with the year, and a day that does not exist is no date', async () => {
    const document = `mutation ($input: ImportWorkCalendarInput!) {
      importWorkCalendar(input: $input) { calendar { year isAnnounced announcedOn } movedDeadlines userErrors { code } } }`;
    const as = { role: Role.CHIEF, personId: PERSON };
    const done = await ask(world, deal.city, document, { input: notice(2036) }, as);
    expect(done.data).toEqual({
      importWorkCalendar: {
        calendar: { year: 2036, isAnnounced: true, announcedOn: '2035-11-05' },
        movedDeadlines: 0,
        userErrors: [],
      },
    });
    const input = notice(2037, { days: [holiday('2037-02-29')] });
    expect((await ask(world, deal.city, document, { input }, as)).errors?.[0]?.message).toContain('Date');
  });
});
