import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bus, Hint } from '../../src/events/bus.ts';
import { openBus } from '../../src/events/open-bus.ts';
import { createTail } from '../../src/events/tail.ts';
import { createLogWorld, until, type LogWorld } from './log-world.ts';

let world: LogWorld;
let buses: Bus[];
beforeEach(async () => {
  world = await createLogWorld();
  buses = [];
});
afterEach(async () => {
  await Promise.all(buses.map((bus) => bus.close()));
  await world.close();
});

async function open(bus: 'local' | 'pg' | 'nats', more: { databaseUrl?: string; natsUrl?: string } = {}) {
  const states: boolean[] = [];
  const hints: Hint[] = [];
  const opened = await openBus({ bus, databaseUrl: world.db.url, onState: (connected) => states.push(connected), ...more });
  buses.push(opened);
  opened.onHint((hint) => hints.push(hint));
  return { bus: opened, states, hints };
}

describe('every driver', () => {
  test.each(['local', 'pg', 'nats'] as const)('%s tells the listeners of its own process, until they leave', async (driver) => {
    const { bus, hints } = await open(driver, { natsUrl: 'nats://127.0.0.1:1' });
    const others: number[] = [];
    const off = bus.onHint(({ pos }) => others.push(pos));
    bus.publish({ pos: 1 });
    off();
    bus.publish({ pos: 2 });
    expect([hints.map(({ pos }) => pos), others]).toEqual([[1, 2], [1]]);
  });
});

describe('pg', () => {
  test('hears one hint per batch of a sequencer elsewhere', async () => {
    const { hints, states } = await open('pg');
    await until(() => states.length === 1);
    await world.committed(3);
    await world.numbered(2);
    await until(() => hints.length > 0);
    expect([hints, states]).toEqual([[{ pos: 5 }], [true]]);
  });

  test('listens again after its connection was ended, and says so once each way', async () => {
    const { bus, hints, states } = await open('pg');
    await until(() => states.length === 1);
    const tail = world.running(await createTail({ pool: world.db.system, bus, start: 0, pollMs: 600_000, onError: () => {} }));
    await world.terminate('zhaoshang_bus');
    await until(() => states.length === 3);
    await world.numbered(1);
    await until(() => tail.position() === 1);
    expect([hints, states]).toEqual([[{ pos: 1 }], [true, false, true]]);
  });
});

describe.each([
  ['pg', { databaseUrl: 'postgres://nobody:x@127.0.0.1:1/none' }],
  ['nats', { natsUrl: 'nats://127.0.0.1:1' }],
] as const)('%s without its server', (driver, where) => {
  test('opens, says so once, and the tail lives by polling', async () => {
    const { bus, states } = await open(driver, where);
    const tail = world.running(await createTail({ pool: world.db.system, bus, start: 0, pollMs: 20, onError: () => {} }));
    await world.numbered(2);
    await until(() => tail.position() === 2);
    await until(() => states.length > 0);
    await new Promise((done) => setTimeout(done, 1_500));
    expect(states).toEqual([false]);
  });
});
