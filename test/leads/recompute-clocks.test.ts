import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { importWorkCalendar } from '../../src/cases/import-work-calendar.ts';
import { recomputeAll } from '../../src/exchange/import-work-calendar.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { respondToLead } from '../../src/leads/report-lead.ts';
import { leadGid } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';
import { clockWorld, wall, type ClockWorld } from './clock-world.ts';

let world: World;
let city: ClockWorld;
beforeEach(async () => {
  world = await createWorld();
  city = await clockWorld(world);
});
afterEach(() => world.close());

const PERSON = '11111111-1111-4111-8111-111111111111';
const announce = (year: number, ...holidays: string[]) =>
  importWorkCalendar(world.ctx(city.city, { role: Role.CHIEF, personId: PERSON }), {
    year,
    announcedOn: `${year - 1}-11-10`,
    source: `国务院办公厅关于${year}年部分节假日安排的通知`,
    days: holidays.map((day) => ({ day, isWorking: false, name: '元旦' })),
  });
const deadlines = async (id: string) =>
  (await city.clocks(id)).map(({ kind, dueAt, isEstimated }) => [kind, dueAt.toISOString(), isEstimated]);

describe('when the holidays of the next year are announced', () => {
  test('deadlines that reach into it move and are no longer estimated; what was met stays', async () => {
    city.setNow('2026-12-29 10:00');
    const id = await city.lead();
    expect(await deadlines(id)).toEqual([
      ['RESPOND', wall('2026-12-31 00:00').toISOString(), false],
      ['SCREEN', wall('2027-01-02 00:00').toISOString(), true],
      ['FEEDBACK', wall('2027-01-08 00:00').toISOString(), true],
    ]);
    expect(await announce(2027, '2027-01-01', '2027-01-02', '2027-01-03')).toEqual({ year: 2027, moved: 2 });
    expect(await deadlines(id)).toEqual([
      ['RESPOND', wall('2026-12-31 00:00').toISOString(), false],
      ['SCREEN', wall('2027-01-05 00:00').toISOString(), false],
      ['FEEDBACK', wall('2027-01-09 00:00').toISOString(), false],
    ]);
    expect(await city.told(id)).toEqual([]);
  });

  test('a clock that was told late or amber and is no longer so is told of, called back, and told again in its time', async () => {
    city.setNow('2026-12-30 10:00');
    const id = await city.handed();
    await respondToLead(world.ctx(city.park), { leadId: leadGid(id), text: '已联系' });
    city.setNow('2027-01-05 09:00');
    await city.tend();
    city.setNow('2027-01-05 18:00');
    expect((await city.told(id)).map(({ kind, of }) => `${of} ${kind}`)).toEqual(['SCREEN LEAD_CLOCK_LATE']);
    await announce(2027, '2027-01-01', '2027-01-04', '2027-01-05');
    expect((await city.told(id)).at(-1)).toMatchObject({ kind: 'LEAD_CLOCK_EASED', of: 'SCREEN', light: 'GREEN', to: null });
    expect((await city.clocks(id))[1]).toMatchObject({ kind: 'SCREEN', dueAt: wall('2027-01-08 00:00'), escalatedTo: null });
    await city.tend();
    expect(await city.told(id)).toHaveLength(2);
    city.setNow('2027-01-08 00:00');
    await city.tend();
    expect((await city.told(id)).filter(({ of }) => of === 'SCREEN').at(-1)).toMatchObject({
      kind: 'LEAD_CLOCK_LATE',
      to: city.district.id,
    });
  });

  test('a clock that stays late is not told of again', async () => {
    city.setNow('2026-12-01 10:00');
    const id = await city.handed();
    city.setNow('2027-03-01 10:00');
    await city.tend();
    const before = await city.told(id);
    expect(await announce(2027, '2027-01-01')).toEqual({ year: 2027, moved: 0 });
    await city.tend();
    expect(await city.told(id)).toEqual(before);
  });

  test('more deadlines than one transaction takes follow with the next rounds, also where a round was killed', async () => {
    city.setNow('2026-12-30 10:00');
    const id = await city.lead();
    await world.db.readSystem(
      `with l as (insert into lead (id, code, title, stage, source, owning_team_id, intent, is_demo, version, created_at, updated_at)
         select gen_random_uuid(), 'L' || n, 't', 'NEW', 'VISIT', $1, 'x', false, 1, now(), now() from generate_series(1, 700) n returning id)
       insert into response_clock (id, lead_id, kind, state, days, amber_percent, started_at, amber_at, due_at, is_estimated, tend_at, calendar)
       select gen_random_uuid(), l.id, c.kind, c.state, c.days, c.amber_percent, c.started_at, c.amber_at, c.due_at, c.is_estimated, c.tend_at, c.calendar
       from l, response_clock c where c.lead_id = $2 and c.kind = 'FEEDBACK'`,
      [city.park.id, id],
    );
    const { moved } = await announce(2027, '2027-01-01');
    expect(moved).toBe(500);
    expect(await recomputeAll({ pool: world.db.system, now: () => world.clock.now() })).toBe(202);
    expect(await world.db.readSystem(`select count(*)::int as n from response_clock where is_estimated`)).toEqual([{ n: 0 }]);
  });
});
