import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requestContext } from '../../src/app/context.ts';
import { byId } from '../../src/kernel/loaders.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let city: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
});
afterAll(() => world.close());

const nameOfTeam = byId<{ id: string; name: string }>('select id, name from team where id = any($1::uuid[])', 'test_team_name');

describe('the context of a request', () => {
  test('loads a row once and reads it afresh after an act', async () => {
    const deps = { db: world.db, seal: world.seal, now: () => new Date(), position: () => 0, committed: () => {} };
    const ctx = requestContext(deps, world.viewer(city), 'test');
    const before = (await ctx.load(nameOfTeam, city.id))!.name;
    await world.db.readSystem(`update team set name = 'renamed' where id = $1`, [city.id]);
    expect((await ctx.load(nameOfTeam, city.id))!.name).toBe(before);
    await ctx.act('probe', {}, async () => ({}));
    expect((await ctx.load(nameOfTeam, city.id))!.name).toBe('renamed');
  });
});
