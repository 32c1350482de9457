import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { caseById, sharesByCase } from '../../src/cases/case.loaders.ts';
import { createWorld, type World } from '../world.ts';
import { dealWorld, type DealWorld } from '../cases/deal-world.ts';

let world: World;
let deal: DealWorld;
let id: string;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
  id = await deal.opened(deal.park, {});
});
afterAll(() => world.close());

/** PostgreSQL tries five plans made for the parameters before it takes one that suits all. */
const TRIED = 5;

test.each([
  ['a case by its id', caseById, 'case_by_id'],
  ['the shares of one case', sharesByCase, 'shares_by_case'],
])('%s is planned once a connection, not once a read', async (_, loader, name) => {
  for (let n = 0; n < TRIED + 3; n++) await world.ctx(deal.park).load<string, unknown>(loader as never, id);
  const statements = await world
    .ctx(deal.park)
    .read<{ name: string; generic: number }>(`select name, generic_plans::int as generic from pg_prepared_statements`);
  expect(statements.find((each) => each.name === `${name}_team_one`)).toMatchObject({ generic: 3 });
});
