import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { loadCase, sharesByCase } from '../../src/cases/case.loaders.ts';
import { contactsByGuard, loadLead } from '../../src/leads/lead.loaders.ts';
import { createWorld, type World } from '../world.ts';
import { dealWorld, leadGid, refusedWith, teamGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

describe('acceptLead', () => {
  test('opens a case in negotiation with the facts and people of the lead', async () => {
    const leadId = await deal.lead();
    const ctx = world.ctx(deal.park);
    const { caseId } = await acceptLead(ctx, { leadId: leadGid(leadId), expectedVersion: 1 });
    expect(await loadCase(ctx, caseId)).toMatchObject({
      code: expect.stringMatching(/^ZA\d{4}-\d{6}$/),
      stage: 'NEGOTIATING',
      title: '固态电池中试线',
      sizeBand: 'FROM_1B',
      leadId,
      version: 1,
    });
    expect((await ctx.load(contactsByGuard, caseId)).map((c) => c.name)).toEqual(['王敏']);
    expect(await loadLead(ctx, leadId)).toMatchObject({ stage: 'ACCEPTED', version: 2 });
    expect([await world.events(leadId), await world.events(caseId)]).toEqual([
      ['LEAD_REGISTERED', 'LEAD_ACCEPTED'],
      ['CASE_OPENED'],
    ]);
  });

  test('makes the owning team the lead and keeps the referring partner at SUMMARY', async () => {
    const leadId = await deal.lead(deal.partner, { owningTeamId: teamGid(deal.park) });
    const { caseId } = await acceptLead(world.ctx(deal.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    const shares = await world.ctx(deal.park).load(sharesByCase, caseId);
    expect(shares.map((s) => [s.teamId, s.role, s.grantedLevel])).toEqual([
      [deal.park.id, 'LEAD', 'WORK'],
      [deal.partner.id, 'REFERRER', 'SUMMARY'],
    ]);
    expect(await Promise.all([deal.city, deal.partner, deal.neighbour].map((t) => deal.seesCase(t, caseId)))).toEqual([
      'FOLLOW',
      'SUMMARY',
      null,
    ]);
  });

  test('refuses the partner that brought it', async () => {
    const leadId = await deal.lead(deal.partner, { owningTeamId: teamGid(deal.park) });
    expect(await refusedWith(acceptLead(world.ctx(deal.partner), { leadId: leadGid(leadId), expectedVersion: 1 }))).toEqual([
      'FORBIDDEN leadId',
    ]);
  });

  test('opens one case when two accept at once', async () => {
    const leadId = await deal.lead();
    const accept = () => acceptLead(world.ctx(deal.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    const outcomes = await world.atOnce('lead', leadId, [accept, accept]);
    expect(outcomes.map((o) => (o.status === 'fulfilled' ? 'opened' : o.reason.errors[0].code)).sort()).toEqual([
      'CONFLICT',
      'opened',
    ]);
  });
});
