import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalBus } from '../../src/events/bus-local.ts';
import { createSequencer, sequenceOnce } from '../../src/events/sequencer.ts';
import { createLogWorld, inversions, poolThrough, unexpected, until, type LogWorld } from './log-world.ts';

let world: LogWorld;
beforeEach(async () => {
  world = await createLogWorld();
});
afterEach(() => world.close());

describe('sequenceOnce', () => {
  test('numbers densely from 1 and says what it did', async () => {
    await world.committed(3);
    expect(await sequenceOnce(world.db.system)).toMatchObject({ from: 1, to: 3, count: 3 });
    await world.committed(2);
    expect(await sequenceOnce(world.db.system)).toMatchObject({ from: 4, to: 5, count: 2 });
    expect(await sequenceOnce(world.db.system)).toMatchObject({ count: 0, fenced: false });
    expect((await world.order()).map((e) => e.pos)).toEqual([1, 2, 3, 4, 5]);
  });

  test('keeps the order of a case across batches', async () => {
    await world.backlog(2_500);
    const counts = [];
    for (let count = -1; count !== 0; counts.push(count)) ({ count } = await sequenceOnce(world.db.system));
    expect(counts).toEqual([1_000, 1_000, 500, 0]);
    expect(inversions(await world.order())).toBe(0);
  });

  test('would tear a case apart without the order by, and the check notices', async () => {
    await world.backlog(2_500);
    const mutant = poolThrough(world.db.system, { rewrite: (text) => text.replace('order by event_id limit', 'limit') });
    while ((await sequenceOnce(mutant)).count > 0);
    expect(inversions(await world.order())).toBeGreaterThan(0);
  });

  test('steps back while another sequencer is at work', async () => {
    await world.committed(1);
    let second;
    const first = poolThrough(world.db.system, {
      after: async (text) => {
        if (text.includes('delete from')) second = await sequenceOnce(world.db.system);
      },
    });
    expect(await sequenceOnce(first)).toMatchObject({ count: 1 });
    expect(second).toMatchObject({ count: 0, fenced: true });
  });

  test('loses nothing when it dies between taking and committing', async () => {
    await world.committed(5);
    const dying = poolThrough(world.db.system, {
      after: async (text) => {
        if (text.includes('delete from')) await world.terminate('zhaoshang_system');
      },
    });
    await expect(sequenceOnce(dying)).rejects.toThrow(/terminat|not queryable/);
    expect([await world.pending(), (await world.order()).length]).toEqual([5, 0]);
    expect(await sequenceOnce(world.db.system)).toMatchObject({ from: 1, to: 5 });
  });
});

describe('createSequencer', () => {
  test('numbers by itself what nobody kicked it for, and publishes each batch', async () => {
    const bus = createLocalBus();
    const hints: number[] = [];
    bus.onHint(({ pos }) => hints.push(pos));
    const sequencer = world.running(createSequencer({ pool: world.db.system, bus, intervalMs: 20, onError: () => {} }));
    await world.committed(3);
    await until(async () => (await world.pending()) === 0);
    await sequencer.stop();
    expect([(await world.order()).length, hints.at(-1)]).toEqual([3, 3]);
  });

  test('drains a backlog of several batches on one kick', async () => {
    const errors: Error[] = [];
    const sequencer = world.running(
      createSequencer({
        pool: world.db.system,
        bus: createLocalBus(),
        intervalMs: 60_000,
        onError: (error) => errors.push(error),
      }),
    );
    await world.backlog(2_500);
    sequencer.kick();
    await until(async () => (await world.order()).length === 2_500);
    await sequencer.stop();
    expect(unexpected(errors)).toEqual([]);
  });

  test('goes on after the database ended its connections', async () => {
    const sequencer = world.running(
      createSequencer({ pool: world.db.system, bus: createLocalBus(), intervalMs: 10, onError: () => {} }),
    );
    for (let i = 1; i <= 5; i++) {
      await world.terminate('zhaoshang_system');
      await world.committed(1);
      await until(async () => (await world.order().catch(() => [])).length === i);
    }
    await sequencer.stop();
    expect((await world.order()).map((e) => e.pos)).toEqual([1, 2, 3, 4, 5]);
  });
});
