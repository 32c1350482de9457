import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { buildAppSchema } from '../../src/app/schema.ts';
import { addContact } from '../../src/cases/add-contact.ts';
import type { Ctx, Read } from '../../src/kernel/context.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { createLoad } from '../../src/kernel/loaders.ts';
import { createWorld, type World } from '../world.ts';
import { caseGid, dealWorld, leadGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

/** A request of the park, and the statements it has read with. */
function counted(): { ctx: Ctx; statements: string[] } {
  const statements: string[] = [];
  const plain = world.ctx(deal.park);
  const read: Read = (sql, params, name) => {
    statements.push(sql);
    return plain.read(sql, params, name);
  };
  const ctx = { ...plain, read };
  return { ctx: Object.assign(ctx, { load: createLoad(ctx) }), statements };
}

test('nodes(ids:) reads each type once, however many ids', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) {
    const id = await deal.opened();
    const { activityId } = await deal.note(deal.park, id);
    const { shareId } = await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW);
    const { contactId } = await addContact(world.ctx(deal.park), { caseId: caseGid(id), contact: { name: '周航' } });
    ids.push(caseGid(id), leadGid(await deal.lead()), globalId('Activity', activityId));
    ids.push(globalId('CaseShare', shareId), globalId('Contact', contactId));
  }
  const { ctx, statements } = counted();
  const { data } = await graphql({
    schema: await buildAppSchema(),
    source: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variableValues: { ids },
    contextValue: ctx,
  });
  expect((data!.nodes as Array<{ id: string }>).map(({ id }) => id)).toEqual(ids);
  expect(statements.length).toBe(5);
});
