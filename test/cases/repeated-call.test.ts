import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCase } from '../../src/cases/case.loaders.ts';
import { updateCase } from '../../src/cases/update-case.ts';
import { createWorld, type World } from '../world.ts';
import { caseGid, dealWorld, refusedWith, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const rename = (id: string, title: string, idempotencyKey: string) =>
  updateCase(world.ctx(deal.park), { id: caseGid(id), expectedVersion: 1, title, idempotencyKey });

describe('an act that begins before its key is known to be new', () => {
  test('answers a repeated call as the first, though the record has moved on', async () => {
    const id = await deal.opened();
    const first = await rename(id, '新名称', 'repeat-0001');
    expect(await rename(id, '新名称', 'repeat-0001')).toEqual(first);
    expect(await loadCase(world.ctx(deal.park), id)).toMatchObject({ version: 2 });
    expect(await world.events(id)).toEqual(['CASE_OPENED', 'CASE_UPDATED']);
  });

  test('is done once, however many calls come at once', async () => {
    const id = await deal.opened();
    const calls = Array.from({ length: 4 }, () => () => rename(id, '同时', 'repeat-0002'));
    const settled = await Promise.allSettled(calls.map((call) => call()));
    expect(settled.map(({ status }) => status)).toEqual(calls.map(() => 'fulfilled'));
    expect(await world.events(id)).toEqual(['CASE_OPENED', 'CASE_UPDATED']);
  });

  test('is refused for a key of another act, whatever else it met', async () => {
    const id = await deal.opened();
    await rename(id, '一', 'repeat-0003');
    expect(await refusedWith(rename(id, '二', 'repeat-0003'))).toEqual(['IDEMPOTENCY_MISMATCH idempotencyKey']);
    expect(await world.events(id)).toEqual(['CASE_OPENED', 'CASE_UPDATED']);
  });

  test('forgets its key with what it was refused', async () => {
    const id = await deal.opened();
    await rename(id, '一', 'repeat-0004');
    expect(await refusedWith(rename(id, '三', 'repeat-0005'))).toEqual(['CONFLICT expectedVersion']);
    expect(await world.db.readSystem(`select 1 from idempotency where key = 'repeat-0005'`)).toEqual([]);
  });
});
