import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { COUNT_CAP } from '../../src/kernel/page.ts';
import { listParks } from '../../src/parks/park-list.ts';
import { listTeams } from '../../src/teams/team-list.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let district: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  district = await world.district(await world.city());
  await world.db.system.query(
    `with made as (insert into team (id, code, name, kind, parent_id, is_demo, version, created_at)
       select gen_random_uuid(), 'X-' || n, '园区 ' || n, 'PARK', $1, false, 1, now() from generate_series(1, $2) n returning id, name)
     insert into park (id, team_id, name, leading_industries, source) select gen_random_uuid(), id, name, '{}', '规划' from made`,
    [district.id, COUNT_CAP + 5],
  );
});
afterAll(() => world.close());

test('more teams, or parks, than are counted are said to be 1000', async () => {
  const ctx = world.ctx(district);
  const pages = [await listTeams(ctx, {}, { first: 1 }), await listParks(ctx, {}, { first: 1 })];
  expect(await Promise.all(pages.map((page) => page.total()))).toEqual([1000, 1000]);
});
