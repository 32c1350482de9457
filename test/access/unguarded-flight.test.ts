import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unguardedFlight } from '../../src/access/access-facts.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test('a flight fails with the error of the statement that failed, not with what that did to those behind it', async () => {
  const city = await world.city();
  const act = world.ctx(city).act('test', {}, async (tx) => {
    await unguardedFlight<[unknown[], unknown[]]>(tx, () => {
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)); // all answers are read at once
      return [tx.sql('select 1/0'), tx.sql('select 1')];
    });
    return {};
  });
  await expect(act).rejects.toMatchObject({ code: '22012' });
});
