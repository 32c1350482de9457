import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { unguarded } from '../../src/access/access-facts.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import type { Tx } from '../../src/kernel/context.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { addLeadContact } from '../../src/leads/add-lead-contact.ts';
import { changeLead } from '../../src/leads/change-lead.ts';
import { LeadStage } from '../../src/leads/lead.ts';
import { declineLead, screenLead } from '../../src/leads/move-lead.ts';
import { reportLead, respondToLead } from '../../src/leads/report-lead.ts';
import { setCityRules } from '../../src/leads/set-city-rules.ts';
import { updateLead } from '../../src/leads/update-lead.ts';
import { ask } from '../ask.ts';
import { leadGid, teamGid } from '../cases/deal-world.ts';
import { transferWorld } from '../cases/transfer-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { clockWorld, wall, type ClockWorld } from './clock-world.ts';

let world: World;
let city: ClockWorld;
beforeAll(async () => {
  world = await createWorld();
  city = await clockWorld(world);
});
beforeEach(() => city.setNow('2026-09-29 10:00'));
afterAll(() => world.close());

const park = () => world.ctx(city.park);
const states = async (id: string) => (await city.clocks(id)).map(({ kind, state }) => `${kind} ${state}`);
const target = (id: string, expectedVersion = 1) => ({ id: leadGid(id), expectedVersion });

describe('registerLead', () => {
  test('starts the clocks of 1, 3 and 7 working days at receipt, across the week of National Day', async () => {
    const id = await city.handed();
    expect((await city.clocks(id)).map(({ kind, dueAt, startedAt }) => ({ kind, dueAt, startedAt }))).toEqual([
      { kind: 'RESPOND', dueAt: wall('2026-10-01 00:00'), startedAt: wall('2026-09-29 10:00') },
      { kind: 'SCREEN', dueAt: wall('2026-10-10 00:00'), startedAt: wall('2026-09-29 10:00') },
      { kind: 'FEEDBACK', dueAt: wall('2026-10-15 00:00'), startedAt: wall('2026-09-29 10:00') },
    ]);
    expect(await states(id)).toEqual(['RESPOND RUNNING', 'SCREEN RUNNING', 'FEEDBACK RUNNING']);
  });

  test('by the team that receives it is its response too', async () => {
    const id = await city.lead();
    const [response] = await city.clocks(id);
    expect(response).toMatchObject({ kind: 'RESPOND', state: 'MET', metAt: wall('2026-09-29 10:00') });
  });

  test('goes by the numbers the city has set, for what begins from then on', async () => {
    const own = await createWorld();
    const theirs = await clockWorld(own);
    theirs.setNow('2026-11-23 00:00');
    const before = await theirs.lead();
    await setCityRules(own.ctx(theirs.city, { role: Role.CHIEF }), {
      expectedVersion: 0,
      basis: '试行',
      screenDays: 1,
      amberPercent: 50,
    });
    const after = await theirs.lead();
    const screen = async (id: string) => (await theirs.clocks(id)).find(({ kind }) => kind === 'SCREEN')?.dueAt;
    expect([await screen(before), await screen(after)]).toEqual([wall('2026-11-27 00:00'), wall('2026-11-25 00:00')]);
    const amber = await own.db.readSystem(`select amber_at from response_clock where lead_id = $1 and kind = 'SCREEN'`, [after]);
    expect(amber).toEqual([{ amber_at: wall('2026-11-24 00:00') }]);
    await own.close();
  });
});

describe('the clock for the first response', () => {
  const acts: Record<string, (id: string) => Promise<unknown>> = {
    respondToLead: (id) => respondToLead(park(), { leadId: leadGid(id), text: '已电话联系企业负责人' }),
    updateLead: (id) => updateLead(park(), { ...target(id), title: '固态电池中试基地' }),
    addLeadContact: (id) => addLeadContact(park(), { leadId: leadGid(id), contact: { name: '赵杰' } }),
    screenLead: (id) => screenLead(park(), target(id)),
    declineLead: (id) => declineLead(park(), { ...target(id), reason: '能耗超标' }),
    acceptLead: (id) => acceptLead(park(), { leadId: leadGid(id), expectedVersion: 1 }),
    reportLead: (id) => reportLead(park(), { leadId: leadGid(id), text: '已安排考察' }),
  };

  test.each(Object.keys(acts))('is met by %s, once', async (name) => {
    const id = await city.handed();
    city.setNow('2026-09-29 11:30');
    await acts[name]!(id);
    const [response] = await city.clocks(id);
    expect(response).toMatchObject({ kind: 'RESPOND', state: 'MET', metAt: wall('2026-09-29 11:30') });
  });

  test('keeps the time of the first act', async () => {
    const id = await city.handed();
    await acts.respondToLead!(id);
    city.setNow('2026-09-29 18:00');
    await acts.respondToLead!(id);
    expect((await city.clocks(id))[0]?.metAt).toEqual(wall('2026-09-29 10:00'));
  });
});

describe('screening', () => {
  test('is concluded by accepting or declining, and the other clocks stop', async () => {
    for (const conclude of [
      (id: string) => acceptLead(park(), { leadId: leadGid(id), expectedVersion: 2 }),
      (id: string) => declineLead(park(), { ...target(id, 2), reason: '能耗超标' }),
    ]) {
      const id = await city.handed();
      await screenLead(park(), target(id));
      expect(await states(id)).toEqual(['RESPOND MET', 'SCREEN RUNNING', 'FEEDBACK RUNNING']);
      city.setNow('2026-09-30 09:00');
      await conclude(id);
      expect(await states(id)).toEqual(['RESPOND MET', 'SCREEN MET', 'FEEDBACK STOPPED']);
      expect((await city.clocks(id))[2]).toMatchObject({ metAt: null, stoppedAt: wall('2026-09-30 09:00') });
      city.setNow('2026-09-29 10:00');
    }
  });

  test('of a lead that is taken up again begins anew, and so does its feedback', async () => {
    const id = await city.lead();
    await declineLead(park(), { ...target(id), reason: '能耗超标' });
    city.setNow('2026-10-12 15:00');
    await screenLead(park(), target(id, 2));
    expect((await city.clocks(id)).slice(3).map(({ kind, state, dueAt }) => ({ kind, state, dueAt }))).toEqual([
      { kind: 'SCREEN', state: 'RUNNING', dueAt: wall('2026-10-16 00:00') },
      { kind: 'FEEDBACK', state: 'RUNNING', dueAt: wall('2026-10-22 00:00') },
    ]);
  });
});

describe('a lead that passes to another team', () => {
  const passed = async (how: 'accept' | 'direct') => {
    const transfer = await transferWorld(world);
    const id = await transfer.lead();
    city.setNow('2026-10-09 09:00');
    const what = { kind: 'LEAD', id } as const;
    if (how === 'direct') await transfer.direct(what, transfer.neighbour);
    else await transfer.accept(transfer.neighbour, await transfer.offer(transfer.park, what, transfer.neighbour));
    return (await city.clocks(id)).map(({ kind, state, dueAt }) => `${kind} ${state} ${dueAt.toISOString().slice(0, 10)}`);
  };
  const before = ['RESPOND MET 2026-09-30', 'SCREEN STOPPED 2026-10-09', 'FEEDBACK STOPPED 2026-10-14'];

  test('has been received by it now, and by accepting it has responded', async () => {
    const after = ['RESPOND MET 2026-10-10', 'SCREEN RUNNING 2026-10-13', 'FEEDBACK RUNNING 2026-10-19'];
    expect(await passed('accept')).toEqual([...before, ...after]);
  });

  test('because the city directed it waits for the response of the team that has it now', async () => {
    expect((await passed('direct')).slice(3, 4)).toEqual(['RESPOND RUNNING 2026-10-10']);
  });
});

test('a lead that others close stops what runs: its team has concluded nothing', async () => {
  const id = await city.handed();
  const lead = { id, version: 1, stage: LeadStage.NEW, owning_team_id: city.park.id };
  const close = (tx: Tx) => changeLead(tx, lead, { stage: LeadStage.DECLINED }, { kind: 'LEAD_DECLINED', payload: {} });
  await world.ctx(city.city).act('close', {}, async (tx) => {
    await unguarded(tx, () => close(tx));
    return {};
  });
  expect(await states(id)).toEqual(['RESPOND STOPPED', 'SCREEN STOPPED', 'FEEDBACK STOPPED']);
});

describe('reportLead', () => {
  test('meets the clock that waits for it and starts the next, every 14 working days until the case is opened', async () => {
    const id = await city.lead();
    for (const day of ['2026-10-09', '2026-10-20', '2026-11-20']) {
      city.setNow(`${day} 16:00`);
      await reportLead(park(), { leadId: leadGid(id), text: '已赴企业洽谈' });
    }
    expect((await city.clocks(id)).slice(2).map(({ kind, state, dueAt }) => ({ kind, state, dueAt }))).toEqual([
      { kind: 'FEEDBACK', state: 'MET', dueAt: wall('2026-10-15 00:00') },
      { kind: 'REPORT', state: 'MET', dueAt: wall('2026-10-29 00:00') },
      { kind: 'REPORT', state: 'MET', dueAt: wall('2026-11-10 00:00') },
      { kind: 'REPORT', state: 'RUNNING', dueAt: wall('2026-12-11 00:00') },
    ]);
    await acceptLead(park(), { leadId: leadGid(id), expectedVersion: 4 });
    expect((await states(id)).at(-1)).toBe('REPORT STOPPED');
  });
});

const LEAD = `query ($id: ID!) { lead(id: $id) { maskedFields
  clocks { kind light state days isEstimated dueAt escalatedTo { code } lead { code } }
  reports(first: 10) { totalCount nodes { kind text happenedOn team { code } } } } }`;
interface Asked {
  lead: { maskedFields: string[]; clocks: Array<{ kind: string; light: string }> | null; reports: { nodes: object[] } | null };
}
const seen = async (by: TestTeam, id: string) => (await ask<Asked>(world, by, LEAD, { id: leadGid(id) })).data!.lead;
const lights = async (id: string) => (await seen(city.park, id)).clocks!.map(({ kind, light }) => `${kind} ${light}`);

describe('the light of a clock', () => {
  test('turns amber at 80 % of the working time and red when it is late, and no holiday counts', async () => {
    const id = await city.handed();
    const at = async (text: string) => {
      city.setNow(text);
      return lights(id);
    };
    expect(await at('2026-09-30 16:23')).toEqual(['RESPOND GREEN', 'SCREEN GREEN', 'FEEDBACK GREEN']);
    expect(await at('2026-09-30 16:24')).toEqual(['RESPOND AMBER', 'SCREEN GREEN', 'FEEDBACK GREEN']);
    expect(await at('2026-10-01 00:00')).toEqual(['RESPOND RED', 'SCREEN GREEN', 'FEEDBACK GREEN']);
    expect(await at('2026-10-07 23:59')).toEqual(['RESPOND RED', 'SCREEN GREEN', 'FEEDBACK GREEN']);
    expect(await at('2026-10-09 06:47')).toEqual(['RESPOND RED', 'SCREEN GREEN', 'FEEDBACK GREEN']);
    expect(await at('2026-10-09 06:48')).toEqual(['RESPOND RED', 'SCREEN AMBER', 'FEEDBACK GREEN']);
    expect(await at('2026-10-10 00:00')).toEqual(['RESPOND RED', 'SCREEN RED', 'FEEDBACK GREEN']);
  });

  test('stays what it was when the clock ended', async () => {
    const id = await city.handed();
    city.setNow('2026-10-08 12:00');
    await respondToLead(park(), { leadId: leadGid(id), text: '已联系' });
    await declineLead(park(), { ...target(id, 2), reason: '能耗超标' });
    city.setNow('2026-12-01 00:00');
    expect(await lights(id)).toEqual(['RESPOND RED', 'SCREEN GREEN', 'FEEDBACK GREEN']);
  });
});

describe('clocks and reports', () => {
  test('are shown from FOLLOW on: to the owner and those above, not to the partner that brought the lead', async () => {
    const id = await city.handed();
    await reportLead(park(), { leadId: leadGid(id), text: '已安排考察', happenedOn: '2026-09-28' });
    for (const team of [city.park, city.district, city.city]) {
      const lead = await seen(team, id);
      expect(lead.clocks).toHaveLength(4);
      expect(lead.reports).toEqual({
        totalCount: 1,
        nodes: [{ kind: 'REPORT', text: '已安排考察', happenedOn: '2026-09-28', team: { code: city.park.code } }],
      });
    }
    const { clocks, reports, maskedFields } = await seen(city.partner, id);
    expect({ clocks, reports }).toEqual({ clocks: null, reports: null });
    expect(maskedFields).toEqual(expect.arrayContaining(['clocks', 'reports']));
  });

  test('of a lead are its newest of each kind', async () => {
    const id = await city.lead();
    for (const hour of [11, 12, 13]) {
      city.setNow(`2026-09-29 ${hour}:00`);
      await reportLead(park(), { leadId: leadGid(id), text: '进展' });
    }
    expect((await seen(city.park, id)).clocks!.map(({ kind }) => kind)).toEqual(['RESPOND', 'SCREEN', 'FEEDBACK', 'REPORT']);
  });
});

describe('responseClocks', () => {
  const LIST = `query ($filter: ResponseClockFilter, $first: Int, $after: String) {
    responseClocks(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
      nodes { id kind light dueAt lead { title } } } }`;
  interface Listed {
    responseClocks: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      nodes: Array<{ id: string; kind: string; dueAt: string; lead: { title: string } }>;
    };
  }
  let mine: World;
  let theirs: ClockWorld;
  let first: string;
  beforeAll(async () => {
    mine = await createWorld();
    theirs = await clockWorld(mine);
    theirs.setNow('2026-11-23 10:00');
    first = await theirs.lead(theirs.partner, { owningTeamId: teamGid(theirs.park), title: '甲' });
    theirs.setNow('2026-11-24 10:00');
    await theirs.lead(theirs.neighbour, { title: '乙' });
    theirs.setNow('2026-11-26 21:00');
  });
  afterAll(() => mine.close());
  const list = async (by: TestTeam, filter: object = {}, page: object = { first: 20 }) =>
    (await ask<Listed>(mine, by, LIST, { filter, ...page })).data!.responseClocks;
  const said = async (by: TestTeam, filter: object = {}) =>
    (await list(by, filter)).nodes.map(({ kind, lead }) => `${lead.title} ${kind}`);

  test('has the nearest deadline first, of leads the team sees at FOLLOW', async () => {
    expect(await said(theirs.city)).toEqual(['甲 RESPOND', '甲 SCREEN', '乙 SCREEN', '甲 FEEDBACK', '乙 FEEDBACK']);
    expect(await said(theirs.district)).toEqual(['甲 RESPOND', '甲 SCREEN', '甲 FEEDBACK']);
    expect(await said(theirs.neighbour)).toEqual(['乙 SCREEN', '乙 FEEDBACK']);
    expect(await said(theirs.partner)).toEqual([]);
  });

  test('is narrowed by light, kind, state, team and lead', async () => {
    expect(await said(theirs.city, { light: 'RED' })).toEqual(['甲 RESPOND']);
    expect(await said(theirs.city, { light: 'AMBER' })).toEqual(['甲 SCREEN']);
    expect(await said(theirs.city, { light: 'GREEN', kind: 'SCREEN' })).toEqual(['乙 SCREEN']);
    expect(await said(theirs.city, { state: 'MET' })).toEqual(['乙 RESPOND']);
    expect(await said(theirs.city, { state: 'MET', light: 'GREEN' })).toEqual(['乙 RESPOND']);
    expect(await said(theirs.city, { teamId: teamGid(theirs.neighbour) })).toEqual(['乙 SCREEN', '乙 FEEDBACK']);
    expect(await said(theirs.city, { teamId: 'nonsense' })).toEqual([]);
    expect(await said(theirs.city, { leadId: leadGid(theirs.city.id) })).toEqual([]);
  });

  test('is paged without skipping or repeating, also where deadlines are the same', async () => {
    for (let i = 0; i < 6; i++) await theirs.lead(theirs.park, { title: '丙' });
    const ids: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { nodes, pageInfo, totalCount } = await list(theirs.city, { kind: 'SCREEN' }, { first: 3, after });
      expect(totalCount).toBe(8);
      ids.push(...nodes.map(({ id }) => id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect([ids.length, new Set(ids).size]).toEqual([8, 8]);
  });

  test('has a clock that ended by the light it ended with', async () => {
    await respondToLead(mine.ctx(theirs.park), { leadId: leadGid(first), text: '已联系' });
    await declineLead(mine.ctx(theirs.park), { ...target(first, 2), reason: '能耗超标' });
    const ofFirst = (state: string, light: string) => said(theirs.city, { leadId: leadGid(first), state, light });
    expect(await ofFirst('MET', 'RED')).toEqual(['甲 RESPOND']);
    expect(await ofFirst('MET', 'AMBER')).toEqual(['甲 SCREEN']);
    expect(await ofFirst('STOPPED', 'GREEN')).toEqual(['甲 FEEDBACK']);
    expect(await ofFirst('RUNNING', 'GREEN')).toEqual([]);
  });
});
