import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { loadLead } from '../../src/leads/lead.loaders.ts';
import { declineLead, screenLead } from '../../src/leads/move-lead.ts';
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
const target = (id: string, expectedVersion = 1) => ({ id: leadGid(id), expectedVersion });

describe('screenLead', () => {
  test('moves the lead, counts its version and says so', async () => {
    const id = await deal.lead();
    await screenLead(park(), target(id));
    expect(await loadLead(park(), id)).toMatchObject({ stage: 'SCREENING', version: 2 });
    expect(await world.events(id)).toEqual(['LEAD_REGISTERED', 'LEAD_SCREENED']);
  });

  test('refuses a second time, a stale version, forged ids, followers and strangers', async () => {
    const id = await deal.lead();
    await screenLead(park(), target(id));
    expect(await refusedWith(screenLead(park(), target(id, 2)))).toEqual(['ILLEGAL_MOVE id']);
    expect(await refusedWith(screenLead(park(), target(id, 1)))).toEqual(['CONFLICT expectedVersion']);
    expect(await refusedWith(screenLead(park(), { id: `${leadGid(id)}x`, expectedVersion: 2 }))).toEqual(['NOT_FOUND id']);
    expect(await refusedWith(screenLead(world.ctx(deal.district), target(id, 2)))).toEqual(['FORBIDDEN id']);
    expect(await refusedWith(screenLead(world.ctx(deal.neighbour), target(id, 2)))).toEqual(['NOT_FOUND id']);
    expect(await world.events(id)).toEqual(['LEAD_REGISTERED', 'LEAD_SCREENED']);
  });
});

describe('declineLead', () => {
  test('needs a reason, keeps it, and leaves the way back to screening', async () => {
    const id = await deal.lead();
    expect(await refusedWith(declineLead(park(), { ...target(id), reason: ' ' }))).toEqual(['REQUIRED reason']);
    await declineLead(park(), { ...target(id), reason: '能耗超标' });
    expect(await loadLead(park(), id)).toMatchObject({ stage: 'DECLINED', closingReason: '能耗超标' });
    await screenLead(park(), target(id, 2));
    expect(await loadLead(park(), id)).toMatchObject({ stage: 'SCREENING', closingReason: null });
  });

  test('leaves a declined lead closed to acceptance', async () => {
    const id = await deal.lead();
    await declineLead(park(), { ...target(id), reason: '能耗超标' });
    expect(await refusedWith(acceptLead(park(), { leadId: leadGid(id), expectedVersion: 2 }))).toEqual(['ILLEGAL_MOVE id']);
  });
});
