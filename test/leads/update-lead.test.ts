import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addLeadContact } from '../../src/leads/add-lead-contact.ts';
import { loadContact, loadLead } from '../../src/leads/lead.loaders.ts';
import { timeline } from '../../src/leads/timeline.ts';
import { updateLead } from '../../src/leads/update-lead.ts';
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

describe('updateLead', () => {
  test('changes what is given, keeps what is left out, clears what is null', async () => {
    const id = await deal.lead();
    await updateLead(park(), { id: leadGid(id), expectedVersion: 1, amountYuan: '90000000', industryCode: null });
    expect(await loadLead(park(), id)).toMatchObject({
      amountYuan: '90000000',
      sizeBand: 'UNDER_100M',
      industryCode: null,
      title: '固态电池中试线',
      version: 2,
    });
  });

  test('tells values before and after, but no words: free text may name a person', async () => {
    const id = await deal.lead();
    const words = { title: '李强的项目', intent: '联系李强', companyDescription: '李强的公司', referrer: '李强' };
    await updateLead(park(), { id: leadGid(id), expectedVersion: 1, amountYuan: '90000000', ...words });
    const { nodes } = await timeline(park(), id, { first: 1 });
    const untold = { from: null, to: null };
    expect(nodes[0]!.payload.changes).toEqual({
      amountYuan: { from: '1200000000', to: '90000000' },
      title: untold,
      intent: untold,
      companyDescription: untold,
      referrer: untold,
    });
  });

  test('records nothing when nothing changed', async () => {
    const id = await deal.lead();
    await updateLead(park(), { id: leadGid(id), expectedVersion: 1, amountYuan: '1200000000' });
    expect(await world.events(id)).toEqual(['LEAD_REGISTERED']);
  });

  test('refuses to leave the lead without company and description, title or intent', async () => {
    const id = await deal.lead();
    const cleared = { title: null, intent: null, companyDescription: null };
    expect(await refusedWith(updateLead(park(), { id: leadGid(id), expectedVersion: 1, ...cleared }))).toEqual([
      'REQUIRED title',
      'REQUIRED intent',
      'REQUIRED companyDescription',
    ]);
  });
});

describe('addLeadContact', () => {
  test('adds a person whom only those who work on the lead see, by id alone in the log', async () => {
    const id = await deal.lead();
    const { contactId } = await addLeadContact(park(), {
      leadId: leadGid(id),
      contact: { name: '陈静', phone: '+86 28 8888 0000' },
    });
    expect(await loadContact(park(), contactId)).toMatchObject({ name: '陈静' });
    expect(await loadContact(world.ctx(deal.city), contactId)).toBeNull();
    const [logged] = await world.db.readSystem<{ text: string }>(
      `select payload::text as text from event where kind = 'CONTACT_ADDED' and subject_id = $1`,
      [id],
    );
    expect(logged!.text).not.toMatch(/陈静|8888/);
  });

  test('hides that event from supervisors in the timeline', async () => {
    const id = await deal.lead();
    await addLeadContact(park(), { leadId: leadGid(id), contact: { name: '陈静' } });
    const kinds = async (team: typeof deal.park) => (await timeline(world.ctx(team), id, { first: 9 })).nodes.map((e) => e.kind);
    expect([await kinds(deal.park), await kinds(deal.district)]).toEqual([
      ['CONTACT_ADDED', 'LEAD_REGISTERED'],
      ['LEAD_REGISTERED'],
    ]);
  });
});
