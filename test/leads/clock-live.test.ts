import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importWorkCalendar } from '../../src/cases/import-work-calendar.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { reportLead } from '../../src/leads/report-lead.ts';
import { createLiveNode, type LiveNode } from '../access/live-node.ts';
import { leadGid } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { clockWorld, type ClockWorld } from './clock-world.ts';

let world: World;
let city: ClockWorld;
let node: LiveNode;
beforeAll(async () => {
  world = await createWorld();
  city = await clockWorld(world);
  node = await createLiveNode(world);
});
afterAll(async () => {
  await node.close();
  await world.close();
});

const FEED = `subscription { stream: teamFeed { cursor event { __typename
  ... on LeadClockEvent { clockKind light escalatedTo { code } clock { kind light state } lead { clocks { kind light } } }
  ... on LeadReportEvent { report { kind text } }
  ... on WorkCalendarImported { year calendar { isAnnounced days { day } } } } } }`;
type Told = { __typename: string } & Record<string, unknown>;

let streams = 0;
/** What a team hears while something is done. */
async function heard(teams: TestTeam[], act: () => Promise<unknown>): Promise<Told[][]> {
  await node.deliver();
  const taps = await Promise.all(teams.map((team) => node.tap(team, { query: FEED, variables: {} }, `c${++streams}`)));
  await act();
  await node.deliver();
  const told = taps.map((tap) =>
    tap!.frames().flatMap(({ body }) => {
      const frame = JSON.parse(`{"payload":${String(body)}`) as { payload: { data: { stream: { event: Told | null } } } };
      return frame.payload.data.stream.event ?? [];
    }),
  );
  await Promise.all(taps.map((tap) => tap!.close()));
  return told;
}

test('a late clock is heard of by the owner and those above, as it is, and not by the partner that brought the lead', async () => {
  city.setNow('2026-11-23 10:00');
  const id = await city.handed();
  const teams = [city.park, city.district, city.city, city.partner, city.neighbour];
  city.setNow('2026-11-24 20:00');
  const amber = await heard(teams, city.tend);
  const clock = (light: string) => ({ kind: 'RESPOND', light, state: 'RUNNING' });
  const told = { __typename: 'LeadClockAmber', clockKind: 'RESPOND', light: 'AMBER', escalatedTo: null };
  expect(amber).toMatchObject([[{ ...told, clock: clock('AMBER') }], [], [], [], []]);
  city.setNow('2026-11-25 00:00');
  const late = await heard(teams, city.tend);
  const called = {
    __typename: 'LeadClockLate',
    light: 'RED',
    escalatedTo: { code: city.district.code },
    clock: clock('RED'),
    lead: { clocks: [{ kind: 'RESPOND', light: 'RED' }, { kind: 'SCREEN' }, { kind: 'FEEDBACK' }] },
  };
  expect(late).toMatchObject([[called], [called], [called], [], []]);
  const reported = await heard(teams, () => reportLead(world.ctx(city.park), { leadId: leadGid(id), text: '已安排考察' }));
  const report = { __typename: 'LeadReported', report: { kind: 'REPORT', text: '已安排考察' } };
  expect(reported).toMatchObject([[report], [report], [report], [], []]);
});

test('announced holidays are heard of by every team of the city', async () => {
  const announce = () =>
    importWorkCalendar(world.ctx(city.city, { role: Role.CHIEF, personId: city.city.id }), {
      year: 2040,
      announcedOn: '2039-11-12',
      source: '国务院办公厅通知',
      days: [{ day: '2040-01-02', isWorking: false, name: '元旦' }],
    });
  const event = {
    __typename: 'WorkCalendarImported',
    year: 2040,
    calendar: { isAnnounced: true, days: [{ day: '2040-01-02' }] },
  };
  expect(await heard([city.neighbour, city.park], announce)).toEqual([[event], [event]]);
});
