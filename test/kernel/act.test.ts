import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { SYSTEM_TEAM } from '../../src/kernel/context.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let park: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
});
afterAll(() => world.close());

describe('act', () => {
  test('writes the events of the act after it, in one transaction', async () => {
    const id = randomUUID();
    await world.ctx(park).act('probe', {}, async (tx) => {
      tx.record({ kind: 'PROBED', subject: { type: 'Probe', id } });
      return {};
    });
    expect(await world.events(id)).toEqual(['PROBED']);
  });

  test('leaves nothing when the act is refused', async () => {
    const id = randomUUID();
    const refused = world.ctx(park).act('probe', {}, async (tx) => {
      tx.record({ kind: 'PROBED', subject: { type: 'Probe', id } });
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow('no');
    expect(await world.events(id)).toEqual([]);
  });

  test('answers the same call under the same key once and refuses another body', async () => {
    const call = (title: string) => {
      const input = { idempotencyKey: 'key-0001', title };
      return world.ctx(park).act('probe', input, async () => ({ id: randomUUID() }));
    };
    expect(await call('a')).toEqual(await call('a'));
    await expect(call('b')).rejects.toMatchObject({ errors: [{ code: 'IDEMPOTENCY_MISMATCH' }] });
  });

  test('runs simultaneous calls under one key once', async () => {
    const calls = Array.from({ length: 4 }, () =>
      world.ctx(park).act('probe', { idempotencyKey: 'key-0002' }, async (tx) => {
        const id = randomUUID();
        tx.record({ kind: 'PROBED', subject: { type: 'Once', id: SYSTEM_TEAM } });
        return { id };
      }),
    );
    const answers = new Set((await Promise.all(calls)).map((answer) => answer.id));
    expect([answers.size, await world.events(SYSTEM_TEAM)]).toEqual([1, ['PROBED']]);
  });
});

describe('readAs', () => {
  test('cannot write', async () => {
    await expect(world.ctx(park).read('delete from access')).rejects.toThrow(/permission denied|read-only/);
  });
});
