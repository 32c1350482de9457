import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { measureDeadlines } from '../../src/app/measure-deadlines.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { withdrawContest } from '../../src/cases/contest-acts.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { importWorkCalendar } from '../../src/cases/import-work-calendar.ts';
import { inTransaction, systemOf } from '../../src/exchange/import-ctx.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ClockLight } from '../../src/leads/clock-light.ts';
import { listClocks } from '../../src/leads/list-clocks.ts';
import { reportLead, respondToLead } from '../../src/leads/report-lead.ts';
import { tendClocks } from '../../src/leads/tend-clocks.ts';
import { ask } from '../ask.ts';
import { wall } from '../leads/clock-world.ts';
import { createWorld, type World } from '../world.ts';
import { contestGid, contestWorld, type ContestWorld } from './contest-world.ts';
import { leadGid, teamGid } from './deal-world.ts';

let world: World;
let at: ContestWorld;
let now = wall('2026-11-02 10:00');
beforeAll(async () => {
  world = await createWorld();
  at = await contestWorld(world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = () => now;
});

const setNow = (text: string): void => void (now = wall(text));
const tend = () => inTransaction({ pool: world.db.system, now: () => now }, (tx) => tendClocks(systemOf(tx)));
const told = async (leadId: string) =>
  (
    await world.db.readSystem<{ kind: string; of: string }>(
      `select kind, payload->>'clockKind' as of from event where subject_id = $1 and kind like 'LEAD\\_CLOCK%' order by id`,
      [leadId],
    )
  ).map(({ kind, of }) => `${of} ${kind.slice('LEAD_CLOCK_'.length)}`);

interface Shown {
  kind: string;
  state: string;
  light: string;
  dueAt: string;
  pausedAt: string | null;
  extendedDays: number;
}
/** The clocks as the park's supervisors see them, by kind. */
const clocks = async (leadId: string): Promise<Record<string, Shown>> => {
  const { data } = await ask<{ lead: { clocks: Shown[] } }>(
    world,
    at.city,
    'query ($id: ID!) { lead(id: $id) { clocks { kind state light dueAt pausedAt extendedDays } } }',
    { id: leadGid(leadId) },
  );
  return Object.fromEntries(data!.lead.clocks.map((clock) => [clock.kind, clock]));
};
const PERSON = '11111111-1111-4111-8111-111111111111';
const day = (text: string): string => wall(text).toISOString();

/** Leads of the park and the neighbour, both registered at a time; contested at another. */
const contested = async (registered: string, contestedAt: string) => {
  setNow(registered);
  const company = await at.company();
  const { leadId } = await at.claimed(at.park, company);
  const rivalLeadId = await at.lead(at.neighbour, company);
  setNow(contestedAt);
  const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(rivalLeadId));
  return { leadId, rivalLeadId, contestId };
};

describe('while a contest freezes a lead', () => {
  test('its clocks on both sides turn no light and call upon nobody, and go on by the working days it took', async () => {
    // Monday 16 November; the screening of three days ends with Thursday. Contested on Tuesday, decided the Monday after.
    const { leadId, rivalLeadId, contestId } = await contested('2026-11-16 10:00', '2026-11-17 10:00');
    setNow('2026-11-30 09:00');
    await tend();
    for (const id of [leadId, rivalLeadId]) {
      expect(await told(id)).toEqual([]);
      expect((await clocks(id)).SCREEN).toMatchObject({
        state: 'RUNNING',
        light: 'GREEN',
        dueAt: day('2026-11-20 00:00'),
        pausedAt: day('2026-11-17 10:00'),
        extendedDays: 0,
      });
    }
    setNow('2026-11-23 15:00');
    await at.decide(at.city, contestId);
    // Tuesday to Friday are four: on Tuesday it had three days left, itself counted, and on Monday it has them again.
    for (const id of [leadId, rivalLeadId])
      expect((await clocks(id)).SCREEN).toMatchObject({
        light: 'GREEN',
        dueAt: day('2026-11-26 00:00'),
        pausedAt: null,
        extendedDays: 4,
      });
    setNow('2026-11-25 23:59');
    await tend();
    expect((await clocks(leadId)).SCREEN).toMatchObject({ light: 'AMBER' });
    setNow('2026-11-26 00:00');
    await tend();
    expect((await told(leadId)).filter((each) => each.startsWith('SCREEN'))).toEqual(['SCREEN AMBER', 'SCREEN LATE']);
  });

  test('what was amber may ease by the days it has again, and is told so; a withdrawal gives them back too', async () => {
    const { leadId, contestId } = await contested('2026-11-16 10:00', '2026-11-19 14:00');
    setNow('2026-11-20 00:30');
    await tend();
    expect((await clocks(leadId)).SCREEN).toMatchObject({ light: 'AMBER' });
    expect(await told(leadId)).toEqual([]);
    setNow('2026-11-24 01:00');
    await withdrawContest(world.ctx(at.neighbour), { contestId: contestGid(contestId) });
    expect((await clocks(leadId)).SCREEN).toMatchObject({ light: 'GREEN', dueAt: day('2026-11-25 00:00'), extendedDays: 3 });
    expect(await told(leadId)).toEqual([]);
  });

  test('what was told amber before it and is green behind it is told so', async () => {
    setNow('2026-11-16 10:00');
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const rivalLeadId = await at.lead(at.neighbour, company);
    setNow('2026-11-19 12:00');
    await tend();
    expect(await told(leadId)).toEqual(['SCREEN AMBER']);
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(rivalLeadId));
    setNow('2026-11-24 01:00');
    await at.decide(at.city, contestId);
    expect(await told(leadId)).toEqual(['SCREEN AMBER', 'SCREEN EASED']);
    setNow('2026-11-24 23:00');
    await tend();
    expect(await told(leadId)).toEqual(['SCREEN AMBER', 'SCREEN EASED', 'SCREEN AMBER']);
  });

  test('what was late stays late, and the next team above is called upon that much later', async () => {
    setNow('2026-11-02 10:00');
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const rivalLeadId = await at.lead(at.neighbour, company);
    setNow('2026-11-06 00:00');
    await tend();
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(rivalLeadId));
    expect(await told(leadId)).toEqual(['SCREEN LATE']);
    setNow('2026-11-13 12:00');
    await tend();
    expect(await told(leadId)).toEqual(['SCREEN LATE']);
    await at.decide(at.city, contestId);
    expect((await clocks(leadId)).SCREEN).toMatchObject({ light: 'RED', extendedDays: 5 });
    // Three days behind the call of Friday the 6th ended with Wednesday the 11th; five later is Wednesday the 18th.
    setNow('2026-11-18 23:59');
    await tend();
    expect((await told(leadId)).filter((each) => each.startsWith('SCREEN'))).toEqual(['SCREEN LATE']);
    setNow('2026-11-19 00:00');
    await tend();
    expect((await told(leadId)).filter((each) => each.startsWith('SCREEN'))).toEqual(['SCREEN LATE', 'SCREEN ESCALATED']);
  });

  test('two contests of one lead give back the days of both', async () => {
    setNow('2026-11-16 10:00');
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const rivals = [await at.lead(at.neighbour, company), await at.lead(at.other, company)];
    for (const [i, by] of [at.neighbour, at.other].entries()) {
      setNow(`2026-11-1${7 + i} 10:00`);
      const { contestId } = await contestClaim(world.ctx(by), at.input(rivals[i]!));
      setNow(`2026-11-1${8 + i} 09:00`);
      await at.decide(at.city, contestId);
    }
    expect((await clocks(leadId)).SCREEN).toMatchObject({ extendedDays: 2, dueAt: day('2026-11-24 00:00') });
  });

  test('a report meets its clock with the light it stood still at, and what it starts runs from the end on', async () => {
    const { leadId, contestId } = await contested('2026-11-02 10:00', '2026-11-03 10:00');
    setNow('2026-11-16 10:00');
    await reportLead(world.ctx(at.park), { leadId: leadGid(leadId), text: '投资方来访', happenedOn: null });
    const { FEEDBACK, REPORT } = await clocks(leadId);
    expect(FEEDBACK).toMatchObject({ state: 'MET', light: 'GREEN', pausedAt: day('2026-11-03 10:00') });
    expect(REPORT).toMatchObject({ state: 'RUNNING', pausedAt: day('2026-11-16 10:00'), dueAt: day('2026-12-05 00:00') });
    setNow('2026-11-18 10:00');
    await at.decide(at.city, contestId);
    expect((await clocks(leadId)).REPORT).toMatchObject({ pausedAt: null, extendedDays: 2, dueAt: day('2026-12-09 00:00') });
    expect((await clocks(leadId)).FEEDBACK).toMatchObject({ state: 'MET', extendedDays: 0 });
  });

  test('a response of the owner meets its clock, and a case that is joined stops those of the other side', async () => {
    setNow('2026-11-09 10:00');
    const company = await at.company();
    await at.claimed(at.park, company);
    const rivalLeadId = await at.unlisted(at.partner, { owningTeamId: teamGid(at.neighbour) });
    await world.db.readSystem('update lead set company_id = $2 where id = $1', [rivalLeadId, company]);
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(rivalLeadId));
    await respondToLead(world.ctx(at.neighbour), { leadId: leadGid(rivalLeadId), text: '已联系' });
    setNow('2026-11-11 10:00');
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '50' });
    const { RESPOND, SCREEN } = await clocks(rivalLeadId);
    expect([RESPOND!.state, SCREEN!.state, SCREEN!.light, SCREEN!.extendedDays]).toEqual(['MET', 'STOPPED', 'GREEN', 2]);
  });

  test('lists and gauges count a clock by the light it stands still at', async () => {
    const { leadId } = await contested('2026-11-16 10:00', '2026-11-17 10:00');
    setNow('2027-03-01 09:00');
    const lit = async (light: ClockLight) =>
      (await listClocks(world.ctx(at.park), { light, leadId: leadGid(leadId) }, { first: 10 })).nodes.length;
    expect([await lit(ClockLight.GREEN), await lit(ClockLight.AMBER), await lit(ClockLight.RED)]).toEqual([2, 0, 0]);
    await world.db.readSystem(`delete from response_clock where lead_id <> $1`, [leadId]);
    const metrics = createMetrics();
    await measureDeadlines(metrics, world.db.system, now);
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/running_clocks\{light="green"\} 2/);
    await world.db.readSystem(`update response_clock set paused_at = amber_at where lead_id = $1`, [leadId]);
    expect([await lit(ClockLight.GREEN), await lit(ClockLight.AMBER), await lit(ClockLight.RED)]).toEqual([0, 2, 0]);
    await world.db.readSystem(`update response_clock set paused_at = due_at where lead_id = $1`, [leadId]);
    expect([await lit(ClockLight.GREEN), await lit(ClockLight.AMBER), await lit(ClockLight.RED)]).toEqual([0, 0, 2]);
  });

  test('another calendar moves what stands still, and keeps the days that were given back', async () => {
    const over = await contested('2026-12-21 10:00', '2026-12-22 10:00');
    const held = await contested('2026-12-21 10:00', '2026-12-22 10:00');
    setNow('2026-12-24 10:00');
    await at.decide(at.city, over.contestId);
    expect((await clocks(over.leadId)).FEEDBACK).toMatchObject({ extendedDays: 2, dueAt: day('2027-01-02 00:00') });
    await importWorkCalendar(world.ctx(at.city, { role: Role.CHIEF, personId: PERSON }), {
      year: 2027,
      announcedOn: '2026-11-10',
      source: '国务院办公厅关于2027年部分节假日安排的通知',
      days: ['2026-12-30', '2027-01-01'].map((holiday) => ({ day: holiday, isWorking: false, name: '元旦' })),
    });
    expect((await clocks(over.leadId)).FEEDBACK).toMatchObject({ extendedDays: 2, dueAt: day('2027-01-06 00:00') });
    const still = { extendedDays: 0, dueAt: day('2027-01-01 00:00'), pausedAt: day('2026-12-22 10:00') };
    expect((await clocks(held.leadId)).FEEDBACK).toMatchObject(still);
  });
});
