import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadDemoWorld } from '../../src/app/demo-world.ts';
import { createWorld, type World } from '../world.ts';

const HOLDINGS = `select (select count(*)::int from lead) as leads, (select count(*)::int from cases) as cases,
  (select count(*)::int from activity) as activities, (select count(*)::int from event) as events`;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test('a demo world whose start was killed at the very end is found whole by the start of the next day', async () => {
  const today = new Date();
  const tomorrow = new Date(today.getTime() + 86_400_000);
  await loadDemoWorld(world.db, () => today);
  const [before] = await world.db.readSystem(HOLDINGS);
  await loadDemoWorld(world.db, () => tomorrow);
  expect((await world.db.readSystem(HOLDINGS))[0]).toEqual(before);
});
