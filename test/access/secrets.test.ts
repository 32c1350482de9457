import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let city: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
});
afterAll(() => world.close());

describe('the roles of requests', () => {
  test.each([
    'select key from installation',
    'select password_hash from person',
    'select refresh_hash from session',
    'select exchange_salt, previous_hash from session',
    'select secret_hash from api_client',
    'select * from person',
  ])('are refused: %s', async (sql) => {
    await expect(world.ctx(city).read(sql)).rejects.toThrow(/permission denied/);
    await expect(world.ctx(city).act('probe', {}, async (tx) => ({ rows: (await tx.sql(sql)).length }))).rejects.toThrow(
      /permission denied/,
    );
  });
});
