import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agreeToDisclose, withdrawDisclosure } from '../../src/cases/disclose-collision.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { createLiveNode, type LiveNode } from '../access/live-node.ts';
import type { OpenStream } from '../access/live-frames.ts';
import { leadGid, teamGid } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';
import { collisionWorld, companyGid, type CollisionWorld } from './collision-world.ts';

let world: World;
let at: CollisionWorld;
let node: LiveNode;
beforeAll(async () => {
  world = await createWorld();
  at = await collisionWorld(world);
  node = await createLiveNode(world);
});
afterAll(async () => {
  await node.close();
  await world.close();
});

const told = ({ frames }: OpenStream) =>
  frames.flatMap(({ event, signal }): object[] =>
    event?.__typename.startsWith('Collision')
      ? [{ ...event, id: undefined, version: undefined, maskedFields: undefined }]
      : signal?.recordId
        ? [{ revoked: signal.recordId }]
        : [],
  );

test('each side hears of a collision at its own lead, of who asked, of agreement and of its end; a supervisor and strangers nothing', async () => {
  const companyId = companyGid(await at.company('成都天回镇导航芯片有限公司'));
  const parks = await at.lead(at.park, { companyId });
  const feeds = {
    park: await node.feed(at.park, null),
    neighbour: await node.feed(at.neighbour, null),
    district: await node.feed(at.district, null),
    partner: await node.feed(at.partner, null),
  };
  await at.ask(at.neighbour, { companyId });
  const neighbours = await at.lead(at.neighbour, { companyId });
  const [row] = await world.db.readSystem<{ id: string }>(`select id from collision where lead_id = $1`, [neighbours]);
  const collisionId = globalId('Collision', row!.id);
  await agreeToDisclose(world.ctx(at.park), { collisionId, level: Level.FOLLOW });
  await agreeToDisclose(world.ctx(at.neighbour), { collisionId, level: Level.FOLLOW });
  await withdrawDisclosure(world.ctx(at.park), { collisionId });
  await node.deliver();
  const [own, other] = [{ id: leadGid(parks) }, { id: leadGid(neighbours) }];
  const at1 = { collisionId, otherTeam: { id: teamGid(at.neighbour) }, lead: own };
  const at2 = { collisionId, otherTeam: { id: teamGid(at.park) }, lead: other };
  expect(told(feeds.park)).toEqual([
    { __typename: 'CollisionProbed', askingTeam: { id: teamGid(at.neighbour) }, matchLevel: 'EXACT', lead: own },
    { __typename: 'CollisionFound', ...at1 },
    { __typename: 'CollisionDisclosed', ...at1 },
    { revoked: leadGid(neighbours) },
    { __typename: 'CollisionClosed', ...at1 },
  ]);
  expect(told(feeds.neighbour)).toEqual([
    { __typename: 'CollisionFound', ...at2 },
    { __typename: 'CollisionDisclosed', ...at2 },
    { __typename: 'CollisionClosed', ...at2 },
    { revoked: leadGid(parks) },
  ]);
  expect([told(feeds.district), told(feeds.partner)]).toEqual([[], []]);
});
