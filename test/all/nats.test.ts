import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNatsBus, decodeHint, encodeHint } from '../../src/events/bus-nats.ts';
import type { Bus, Hint } from '../../src/events/bus.ts';
import type { LoggedEvent } from '../../src/events/logged-event.ts';
import { readLog } from '../../src/events/read-log.ts';
import { createSequencer, sequenceOnce } from '../../src/events/sequencer.ts';
import { createTail } from '../../src/events/tail.ts';
import { createLogWorld, until, type LogWorld } from '../events/log-world.ts';
import { createNatsProcess, type NatsProcess } from '../faults/nats-process.ts';

const NEVER_MS = 600_000;
let world: LogWorld;
let nats: NatsProcess;
beforeAll(async () => {
  world = await createLogWorld();
  nats = await createNatsProcess();
  await nats.start();
});
afterAll(async () => {
  await nats.kill();
  await world.close();
});

async function node(): Promise<{ bus: Bus; hints: Hint[]; states: boolean[]; stop(): Promise<void> }> {
  const states: boolean[] = [];
  const hints: Hint[] = [];
  const bus = createNatsBus({ url: nats.url, onState: (connected) => states.push(connected) });
  bus.onHint((hint) => hints.push(hint));
  await until(() => states.at(-1) === true);
  return { bus, hints, states, stop: () => bus.close() };
}

describe('nats', () => {
  test('carries the events to other nodes as PostgreSQL has them, and not twice to its own', async () => {
    const [near, far] = [world.running(await node()), world.running(await node())];
    await world.committed(3);
    const { from, to, events } = await sequenceOnce(world.db.system);
    near.bus.publish({ pos: to, events });
    await until(() => far.hints.length === 1);
    expect([near.hints.length, far.hints[0]]).toEqual([1, { pos: to, events: await readLog(world.db.system, from - 1, 10) }]);
  });

  test('sends a batch above its limit as the position alone', () => {
    const event = { pos: 1, payload: { note: 'x'.repeat(600_000) } } as unknown as LoggedEvent;
    expect(encodeHint({ pos: 1, events: [event] })).toBe('{"pos":1}');
  });

  test('takes nothing for a hint that is none', () => {
    const strange = ['', '{', '[]', '{"pos":0}', '{"pos":"1"}', '{"pos":1,"events":[{"pos":1}]}'];
    expect(strange.map(decodeHint)).toEqual(strange.map(() => undefined));
  });

  test('loses no event while the server is away, and hints again when it is back', async () => {
    const [near, far] = [world.running(await node()), world.running(await node())];
    const start = (await world.order()).length;
    const options = { pool: world.db.system, onError: () => {} };
    const sequencer = world.running(createSequencer({ ...options, bus: near.bus, intervalMs: 20 }));
    const polling = world.running(await createTail({ ...options, bus: far.bus, start }));
    await nats.kill();
    await until(() => far.states.at(-1) === false && near.states.at(-1) === false);
    await world.committed(5);
    sequencer.kick();
    await until(() => polling.position() === start + 5);
    await nats.start();
    await until(() => far.states.at(-1) === true && near.states.at(-1) === true);
    const hinted = world.running(await createTail({ ...options, bus: far.bus, start: 'end', pollMs: NEVER_MS }));
    await world.committed(2);
    sequencer.kick();
    await until(() => hinted.position() === start + 7);
    expect(far.states).toEqual([true, false, true]);
  });
});
