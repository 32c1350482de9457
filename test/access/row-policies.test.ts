import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addActivity } from '../../src/cases/add-activity.ts';
import { addContact } from '../../src/cases/add-contact.ts';
import { ActivityKind } from '../../src/cases/activity.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { caseGid, dealWorld, type DealWorld } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

/** How many rows a statement of the team's own writing session reaches. */
const reached = async (team: TestTeam, sql: string, id: string): Promise<number> =>
  (await world.ctx(team).act('probe', {}, async (tx) => ({ rows: (await tx.sql(sql, [id])).length }))).rows;

describe('rows', () => {
  test.each([
    ['case', 'update cases set title = title where id = $1 returning id'],
    ['lock of the case', 'select 1 from cases where id = $1 for update'],
    ['shares', `update case_share set level = 'WORK' where case_id = $1 and role = 'SUPPORT' returning id`],
    ['activities', 'update activity set text = text where case_id = $1 returning id'],
    ['contacts', 'update contact set name = name where guard_id = $1 returning id'],
  ])('of a case are changed at WORK only, whatever a statement forgets to ask: %s', async (_, sql) => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW);
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    await deal.note(deal.park, id);
    const teams = [deal.park, deal.neighbour, deal.city, deal.partner];
    expect(await Promise.all(teams.map((team) => reached(team, sql, id)))).toEqual([1, 0, 0, 0]);
  });

  test('of a lead are changed at WORK only too', async () => {
    const id = await deal.lead();
    const sql = 'update lead set title = title where id = $1 returning id';
    expect(await Promise.all([deal.park, deal.district].map((team) => reached(team, sql, id)))).toEqual([1, 0]);
  });
});

describe('who took part in an activity', () => {
  test('is read and written with the activity only', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    const { contactId } = await addContact(world.ctx(deal.park), { caseId: caseGid(id), contact: { name: '周航' } });
    const { activityId } = await addActivity(world.ctx(deal.park), {
      caseId: caseGid(id),
      kind: ActivityKind.VISIT,
      happenedOn: '2026-01-05',
      text: '底价三千万',
      isPrivate: true,
      contactIds: [globalId('Contact', contactId)],
    });
    const select = 'select contact_id from activity_contact where activity_id = $1';
    const teams = [deal.park, deal.neighbour, deal.other];
    expect(await Promise.all(teams.map((team) => reached(team, select, activityId)))).toEqual([1, 0, 0]);
    expect((await world.ctx(deal.neighbour).read(select, [activityId])).length).toBe(0);
    const insert = `insert into activity_contact select $1, id from contact where id <> $1 limit 1 on conflict do nothing`;
    await expect(reached(deal.neighbour, insert, activityId)).rejects.toThrow(/row-level security/);
  });
});
