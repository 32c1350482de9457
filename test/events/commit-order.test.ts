import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalBus } from '../../src/events/bus-local.ts';
import type { LoggedEvent } from '../../src/events/logged-event.ts';
import { createSequencer } from '../../src/events/sequencer.ts';
import { createTail } from '../../src/events/tail.ts';
import { createLogWorld, inversions, unexpected, until, type LogWorld } from './log-world.ts';

const WRITERS = 12;
const RUN_MS = 3_000;

let world: LogWorld;
beforeAll(async () => {
  world = await createLogWorld();
});
afterAll(() => world.close());

/** Reads the log as one is tempted to: by id, after the last one seen. */
function naiveReader() {
  const seen = new Set<string>();
  let cursor = 0;
  const read = async () => {
    const rows = await world.db.readSystem<{ id: string }>('select id from event where id > $1 order by id', [cursor]);
    for (const { id } of rows) seen.add(id);
    cursor = Number(rows.at(-1)?.id ?? cursor);
  };
  return { seen, read };
}

async function writeUntil(deadline: number, cases: readonly string[], acked: { count: number }) {
  const client = await world.writers.connect();
  while (Date.now() < deadline) {
    await world.append(client, cases[Math.floor(Math.random() * cases.length)]!);
    if (Math.random() < 0.3) await sleep(Math.random() * 10);
    const rollback = Math.random() < 0.1;
    await client.query(rollback ? 'rollback' : 'commit');
    if (!rollback) acked.count++;
  }
  client.release();
}

test('two sequencers give every committed event one dense position in its case’s order; reading by id loses', async () => {
  const bus = createLocalBus();
  const errors: Error[] = [];
  const options = { pool: world.db.system, bus, onError: (error: Error) => void errors.push(error) };
  const sequencers = [20, 30].map((intervalMs) => world.running(createSequencer({ ...options, intervalMs })));
  const tail = world.running(await createTail({ ...options, start: 0 }));
  const delivered: LoggedEvent[] = [];
  tail.onBatch((events) => void delivered.push(...events));
  const naive = naiveReader();
  const acked = { count: 0 };

  // Drawn first, committed last: what every reader by id walks past, and a long transaction for the sequencer.
  const held = await world.writers.connect();
  await world.append(held, randomUUID());
  const cases = Array.from({ length: 30 }, () => randomUUID());
  const deadline = Date.now() + RUN_MS;
  const writing = Promise.all(Array.from({ length: WRITERS }, () => writeUntil(deadline, cases, acked)));
  while (Date.now() < deadline) {
    await naive.read();
    for (const sequencer of sequencers) sequencer.kick();
    await sleep(5);
  }
  await writing;
  await naive.read();
  await held.query('commit');
  held.release();
  acked.count++;
  await naive.read();
  await until(async () => (await world.pending()) === 0);
  await until(() => delivered.length >= acked.count);
  await Promise.all([...sequencers, tail].map((each) => each.stop()));

  const order = await world.order();
  expect(acked.count).toBeGreaterThan(WRITERS * 10);
  expect(order.length).toBe(acked.count);
  expect(new Set(order.map((e) => e.id)).size).toBe(acked.count);
  expect(order.map((e) => e.pos)).toEqual(order.map((_, index) => index + 1));
  expect(inversions(order)).toBe(0);
  expect(delivered.map((e) => e.pos)).toEqual(order.map((e) => e.pos));
  expect(unexpected(errors)).toEqual([]);
  expect(order.filter((e) => !naive.seen.has(e.id)).length).toBeGreaterThan(0);
});
