import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addActivity } from '../../src/cases/add-activity.ts';
import { addContact } from '../../src/cases/add-contact.ts';
import { ActivityKind } from '../../src/cases/activity.ts';
import { contactsByActivity, latestActivities, loadActivity, loadCase } from '../../src/cases/case.loaders.ts';
import { listActivities } from '../../src/cases/list-cases.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { timeline } from '../../src/leads/timeline.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid, dealWorld, refusedWith, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const texts = async (team: TestTeam, id: string) =>
  (await listActivities(world.ctx(team), id, { first: 50 })).nodes.map((a) => a.text);
const latest = async (team: TestTeam, id: string) => (await world.ctx(team).load(latestActivities[2]!, id)).map((a) => a.text);
const kinds = async (team: TestTeam, id: string) => (await timeline(world.ctx(team), id, { first: 50 })).nodes.map((e) => e.kind);

describe('addActivity', () => {
  test('is seen at FOLLOW and above, in the list, in the newest and by id', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY);
    const { activityId } = await deal.note(deal.park, id, { text: '实地考察' });
    expect([await texts(deal.city, id), await latest(deal.city, id)]).toEqual([['实地考察'], ['实地考察']]);
    expect([await texts(deal.partner, id), await latest(deal.partner, id)]).toEqual([[], []]);
    expect([
      await loadActivity(world.ctx(deal.city), activityId),
      await loadActivity(world.ctx(deal.partner), activityId),
    ]).toEqual([expect.objectContaining({ text: '实地考察' }), null]);
  });

  test('keeps a private note with its team: rows, newest, count, timeline, audience; the case does not move, not even its version', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    const before = await loadCase(world.ctx(deal.neighbour), id);
    const { activityId } = await deal.note(deal.park, id, { text: '底价三千万', isPrivate: true });
    expect([await texts(deal.park, id), await latest(deal.park, id)]).toEqual([['底价三千万'], ['底价三千万']]);
    for (const team of [deal.neighbour, deal.city]) {
      const page = await listActivities(world.ctx(team), id, { first: 50 });
      expect([page.nodes, await page.total(), await latest(team, id), await loadActivity(world.ctx(team), activityId)]).toEqual([
        [],
        0,
        [],
        null,
      ]);
      expect(await kinds(team, id)).not.toContain('ACTIVITY_ADDED');
    }
    expect(await kinds(deal.park, id)).toContain('ACTIVITY_ADDED');
    expect(await loadCase(world.ctx(deal.neighbour), id)).toEqual(before);
    const [event] = await world.db.readSystem<{ audience: object }>(
      `select audience from event where subject_id = $1 and kind = 'ACTIVITY_ADDED'`,
      [id],
    );
    expect(Object.keys(event!.audience)).toEqual([deal.park.id]);
  });

  test('names contacts of this case only, and shows them at WORK only', async () => {
    const [id, foreign] = [await deal.opened(), await deal.opened()];
    const ctx = world.ctx(deal.park);
    const { contactId } = await addContact(ctx, { caseId: caseGid(id), contact: { name: '周航' } });
    const write = (caseId: string) =>
      addActivity(ctx, {
        caseId: caseGid(caseId),
        kind: ActivityKind.VISIT,
        happenedOn: '2026-01-05',
        text: '拜访',
        contactIds: [globalId('Contact', contactId)],
      });
    const { activityId } = await write(id);
    const names = async (team: TestTeam) => (await world.ctx(team).load(contactsByActivity, activityId)).map((c) => c.name);
    expect([await names(deal.park), await names(deal.city)]).toEqual([['周航'], []]);
    expect(await refusedWith(write(foreign))).toEqual(['NOT_FOUND contactIds']);
  });

  test('refuses the future, the empty, followers and strangers', async () => {
    const id = await deal.opened();
    const write = (team: TestTeam, happenedOn: string, text: string) =>
      refusedWith(addActivity(world.ctx(team), { caseId: caseGid(id), kind: ActivityKind.CALL, happenedOn, text }));
    expect(await write(deal.park, '2999-01-01', '  ')).toEqual(['REQUIRED text', 'INVALID happenedOn']);
    expect(await write(deal.city, '2026-01-05', '电话')).toEqual(['FORBIDDEN caseId']);
    expect(await write(deal.neighbour, '2026-01-05', '电话')).toEqual(['NOT_FOUND caseId']);
  });

  test('pages backwards and forwards over the same rows', async () => {
    const id = await deal.opened();
    for (const text of ['一', '二', '三', '四', '五']) await deal.note(deal.park, id, { text });
    const ctx = world.ctx(deal.park);
    const all = await texts(deal.park, id);
    const first = await listActivities(ctx, id, { first: 2 });
    const second = await listActivities(ctx, id, { first: 2, after: first.pageInfo.endCursor! });
    const back = await listActivities(ctx, id, { last: 2, before: second.pageInfo.startCursor! });
    expect([...first.nodes, ...second.nodes].map((a) => a.text)).toEqual(all.slice(0, 4));
    expect(back.nodes.map((a) => a.text)).toEqual(all.slice(0, 2));
  });
});

describe('children of a case', () => {
  test('come and go with the share', async () => {
    const id = await deal.opened();
    await deal.note(deal.park, id, { text: '旧事' });
    expect(await texts(deal.neighbour, id)).toEqual([]);
    await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW);
    expect([await texts(deal.neighbour, id), (await kinds(deal.neighbour, id)).length]).toEqual([['旧事'], 3]);
    await world.db.system.query(`delete from access where subject_id = $1 and team_id = $2`, [id, deal.neighbour.id]);
    expect([await texts(deal.neighbour, id), await kinds(deal.neighbour, id)]).toEqual([[], []]);
  });
});
