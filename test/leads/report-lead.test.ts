import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { loadLead } from '../../src/leads/lead.loaders.ts';
import { declineLead } from '../../src/leads/move-lead.ts';
import { reportLead, respondToLead } from '../../src/leads/report-lead.ts';
import { Role, Scope } from '../../src/kernel/viewer.ts';
import { ask } from '../ask.ts';
import { dealWorld, leadGid, refusedWith, type DealWorld } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());
const park = () => world.ctx(deal.park);
const acts = { respondToLead, reportLead };
const kind = { respondToLead: 'LEAD_RESPONDED', reportLead: 'LEAD_REPORTED' };
const both = ['respondToLead', 'reportLead'] as const;

describe.each(both)('%s', (name) => {
  const act = acts[name];

  test('keeps what was told, counts the version and says so by id alone', async () => {
    const id = await deal.lead();
    const { reportId } = await act(park(), { leadId: leadGid(id), text: '  与董事长王敏通话  ' });
    expect(await loadLead(park(), id)).toMatchObject({ version: 2 });
    expect((await world.events(id)).at(-1)).toBe(kind[name]);
    const rows = await world.db.readSystem(`select text, team_id from lead_report where id = $1`, [reportId]);
    expect(rows).toEqual([{ text: '与董事长王敏通话', team_id: deal.park.id }]);
    const events = await world.db.readSystem<{ payload: object; audience: object }>(
      `select payload, audience from event where subject_id = $1 and kind = $2`,
      [id, kind[name]],
    );
    expect(events).toEqual([
      { payload: { reportId }, audience: { [deal.park.id]: 3, [deal.district.id]: 2, [deal.city.id]: 2 } },
    ]);
  });

  test('refuses followers, strangers, readers, empty and endless texts', async () => {
    const id = await deal.lead();
    const leadId = leadGid(id);
    const told = { leadId, text: '进展' };
    expect(await refusedWith(act(world.ctx(deal.district), told))).toEqual(['FORBIDDEN leadId']);
    expect(await refusedWith(act(world.ctx(deal.neighbour), told))).toEqual(['NOT_FOUND leadId']);
    expect(() => act(world.ctx(deal.park, { role: Role.READER }), told)).toThrow('FORBIDDEN');
    expect(() => act(world.ctx(deal.park, { clientId: deal.park.id, scopes: [Scope.READ] }), told)).toThrow('WRITE_LEADS');
    expect(await refusedWith(act(park(), { leadId, text: ' ' }))).toEqual(['REQUIRED text']);
    expect(await refusedWith(act(park(), { leadId, text: '长'.repeat(4_001) }))).toEqual(['INVALID text']);
    expect(await world.events(id)).toEqual(['LEAD_REGISTERED']);
  });

  test('is over for a lead that was declined or became a case', async () => {
    const [declined, accepted] = [await deal.lead(), await deal.lead()];
    await declineLead(park(), { id: leadGid(declined), expectedVersion: 1, reason: '能耗超标' });
    await acceptLead(park(), { leadId: leadGid(accepted), expectedVersion: 1 });
    for (const id of [declined, accepted])
      expect(await refusedWith(act(park(), { leadId: leadGid(id), text: '进展' }))).toEqual(['ILLEGAL_MOVE leadId']);
  });
});

test('a report is not about a day to come', async () => {
  const leadId = leadGid(await deal.lead());
  expect(await refusedWith(reportLead(park(), { leadId, text: '进展', happenedOn: '2999-01-01' }))).toEqual([
    'INVALID happenedOn',
  ]);
});

test('of two reports at once both are kept and one clock runs', async () => {
  const id = await deal.lead();
  const call = () => reportLead(park(), { leadId: leadGid(id), text: '进展' });
  const outcomes = await world.atOnce('lead', id, [call, call]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect(
    await world.db.readSystem(`select state from response_clock where lead_id = $1 and kind = 'REPORT' order by state`, [id]),
  ).toEqual([{ state: 'MET' }, { state: 'RUNNING' }]);
});

test('the answer shows the lead and what was told', async () => {
  const id = leadGid(await deal.lead());
  const document = `mutation ($input: ReportLeadInput!) { reportLead(input: $input) {
    lead { version clocks { kind } } report { kind text team { code } } userErrors { code } } }`;
  const { data } = await ask(world, deal.park, document, { input: { leadId: id, text: '已签保密协议' } });
  expect(data).toEqual({
    reportLead: {
      lead: { version: 2, clocks: ['RESPOND', 'SCREEN', 'FEEDBACK', 'REPORT'].map((each) => ({ kind: each })) },
      report: { kind: 'REPORT', text: '已签保密协议', team: { code: deal.park.code } },
      userErrors: [],
    },
  });
});
