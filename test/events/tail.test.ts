import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalBus } from '../../src/events/bus-local.ts';
import type { Bus, Hint } from '../../src/events/bus.ts';
import type { LoggedEvent } from '../../src/events/logged-event.ts';
import { readLog } from '../../src/events/read-log.ts';
import { createSequencer, sequenceOnce } from '../../src/events/sequencer.ts';
import { createTail, type TailOptions } from '../../src/events/tail.ts';
import { createLogWorld, unexpected, until, type LogWorld } from './log-world.ts';

let world: LogWorld;
let errors: Error[];
beforeEach(async () => {
  world = await createLogWorld();
  errors = [];
});
afterEach(() => world.close());

const NEVER_MS = 600_000;
const positions = (events: readonly LoggedEvent[]) => events.map((event) => event.pos);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

async function follow(options: Partial<TailOptions> & { bus: Bus }) {
  const onError = (error: Error) => void errors.push(error);
  const tail = world.running(await createTail({ pool: world.db.system, start: 0, onError, ...options }));
  const applied: LoggedEvent[] = [];
  tail.onBatch((events) => void applied.push(...events));
  return { tail, applied };
}

/** Repeats every hint, swaps neighbours, strips some of their events and forgets a third. The same on every run. */
function chaosBus(): Bus {
  const near = createLocalBus();
  let seed = 7;
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let kept: Hint | undefined;
  return {
    ...near,
    publish: (hint) => {
      if (chance() < 0.33) return;
      const one = chance() < 0.3 ? { pos: hint.pos } : hint;
      if (!kept && chance() < 0.5) return void (kept = one);
      for (const each of [one, one, kept]) if (each) near.publish(each);
      kept = undefined;
    },
  };
}

describe('readLog', () => {
  test('reads the events of the total order after a position, a page at most', async () => {
    await world.numbered(5);
    const page = await readLog(world.db.system, 1, 3);
    expect(positions(page)).toEqual([2, 3, 4]);
    expect(page[0]).toMatchObject({
      kind: 'CASE_UPDATED',
      version: 2,
      minimum: 1,
      payload: { note: '更新', n: 1.5 },
      audience: null,
    });
    expect(page[0]!.at).toBeInstanceOf(Date);
  });

  test('refuses to walk past a numbered event that is gone', async () => {
    await world.numbered(3);
    await world.tamper('delete from event where id = 2');
    await expect(readLog(world.db.system, 0, 10)).rejects.toMatchObject({ code: 'LOG_BROKEN', pos: 2 });
  });
});

describe('createTail', () => {
  test('starts after the given position, or at the end with the last events in memory', async () => {
    await world.numbered(3);
    const from = await follow({ bus: createLocalBus(), start: 1 });
    const end = await follow({ bus: createLocalBus(), start: 'end' });
    await until(() => from.applied.length === 2);
    expect([positions(from.applied), end.tail.position(), end.applied.length]).toEqual([[2, 3], 3, 0]);
    expect(positions(end.tail.recent(1, 10)!)).toEqual([2, 3]);
  });

  test('polls without any hint', async () => {
    const { applied } = await follow({ bus: createLocalBus(), pollMs: 20 });
    await world.numbered(2);
    await until(() => applied.length === 2);
  });

  test('applies the events of a hint that continue the log, and the same events as PostgreSQL would give', async () => {
    const bus = createLocalBus();
    const { applied, tail } = await follow({ bus, pollMs: NEVER_MS });
    await until(() => tail.position() === 0);
    await world.committed(3);
    const { to, events } = await sequenceOnce(world.db.system);
    bus.publish({ pos: to, events });
    await until(() => applied.length === 3);
    expect(applied).toEqual(await readLog(world.db.system, 0, 10));
  });

  test('reads a long log at once, page by page', async () => {
    await world.backlog(2_500);
    await world.numbered(0);
    const { applied } = await follow({ bus: createLocalBus(), pollMs: NEVER_MS });
    await until(() => applied.length === 2_500);
    expect(positions(applied)).toEqual(upTo(2_500));
  });

  test('goes by hints however many came before', async () => {
    const bus = createLocalBus();
    const from = { hint: 0, log: 0 };
    const metrics = { hint: () => {}, applied: (count: number, source: 'hint' | 'log') => void (from[source] += count) };
    const { tail } = await follow({ bus, pollMs: NEVER_MS, ringSize: 5, metrics });
    await world.numbered(1);
    tail.kick();
    await until(() => tail.position() === 1);
    for (let pos = 2; pos <= 21; pos++) {
      await world.committed(1);
      const { to, events } = await sequenceOnce(world.db.system);
      bus.publish({ pos: to, events });
      await until(() => tail.position() === pos);
    }
    expect(from).toEqual({ hint: 20, log: 1 });
  });

  test('delivers everything once and in order over a bus that drops, doubles and swaps', async () => {
    const bus = chaosBus();
    const { applied } = await follow({ bus, pollMs: 50 });
    const sequencer = world.running(
      createSequencer({ pool: world.db.system, bus, intervalMs: 10, onError: (e) => errors.push(e) }),
    );
    for (let i = 0; i < 60; i++) {
      await world.committed(1 + (i % 3));
      sequencer.kick();
    }
    await until(() => applied.length >= 120);
    await sleep(100);
    expect(positions(applied)).toEqual(upTo(120));
    expect(unexpected(errors)).toEqual([]);
  });

  test('reads what is hinted while its listeners are at work, however many hints come in that time', async () => {
    const bus = createLocalBus();
    const { applied, tail } = await follow({ bus, pollMs: NEVER_MS });
    await until(() => tail.position() === 0);
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    tail.onBatch(() => held);
    const hinted = async () => {
      await world.committed(1);
      const { to } = await sequenceOnce(world.db.system);
      bus.publish({ pos: to });
    };
    await hinted();
    await until(() => applied.length === 1);
    for (let n = 0; n < 3; n++) await hinted();
    await sleep(20);
    expect(positions(applied)).toEqual([1]);
    release();
    await until(() => applied.length === 4);
    expect(positions(applied)).toEqual(upTo(4));
  });

  test('is not led astray by hints of positions that do not exist', async () => {
    const bus = createLocalBus();
    const { applied, tail } = await follow({ bus, pollMs: 20 });
    bus.publish({ pos: 1_000_000 });
    await world.numbered(2);
    await until(() => applied.length === 2);
    expect(tail.position()).toBe(2);
  });

  test('tells listeners in order, waits for each, and survives one that fails', async () => {
    const { tail, applied } = await follow({ bus: createLocalBus(), pollMs: 20 });
    const told: string[] = [];
    tail.onBatch(async (events) => {
      await sleep(30);
      told.push(`slow ${events[0]!.pos}`);
    });
    const off = tail.onBatch(() => {
      throw new Error('a listener failed');
    });
    tail.onBatch((events) => void told.push(`last ${events[0]!.pos}`));
    await world.numbered(1);
    await until(() => told.length === 2);
    off();
    await world.numbered(1);
    await until(() => told.length === 4);
    expect(told).toEqual(['slow 1', 'last 1', 'slow 2', 'last 2']);
    expect([positions(applied), errors.map((error) => error.message)]).toEqual([[1, 2], ['a listener failed']]);
  });

  test('keeps the last events in memory and says when they are no longer there', async () => {
    const { tail, applied } = await follow({ bus: createLocalBus(), pollMs: 20, ringSize: 10 });
    for (let i = 1; i <= 5; i++) {
      await world.numbered(6);
      await until(() => applied.length === i * 6);
    }
    const recent = (after: number, limit = 100) => tail.recent(after, limit)?.map((event) => event.pos);
    expect([recent(25), recent(25, 2)]).toEqual([
      [26, 27, 28, 29, 30],
      [26, 27],
    ]);
    expect([recent(30), recent(40), recent(2)]).toEqual([[], [], undefined]);
    expect([recent(14), recent(13)]).toEqual([upTo(30).slice(14), undefined]);
  });

  test('goes on where it was when the database ended its connections', async () => {
    const { applied } = await follow({ bus: createLocalBus(), pollMs: 20 });
    for (let i = 1; i <= 5; i++) {
      await world.terminate('zhaoshang_system');
      await world.committed(1);
      await until(() =>
        sequenceOnce(world.db.system).then(
          ({ count }) => count === 1,
          () => false,
        ),
      );
      await until(() => applied.length === i);
    }
    expect(positions(applied)).toEqual(upTo(5));
  });
});
