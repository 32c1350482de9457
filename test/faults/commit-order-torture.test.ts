import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalBus } from '../../src/events/bus-local.ts';
import type { LoggedEvent } from '../../src/events/logged-event.ts';
import { createSequencer } from '../../src/events/sequencer.ts';
import { createTail } from '../../src/events/tail.ts';
import { verifyLog } from '../../src/events/verify-log.ts';
import { createLogWorld, inversions, unexpected, until, type LogWorld } from '../events/log-world.ts';
import { naiveReader } from './naive-readers.ts';
import { createRandom, newSeed, type Random } from './random.ts';

const WRITERS = 32;
const CASES = 40;
const RUN_MS = Number(process.env.FAULTS_SECONDS ?? 8) * 1_000;
const seed = Number(process.env.FAULTS_SEED ?? newSeed());

let world: LogWorld;
beforeAll(async () => {
  world = await createLogWorld();
});
afterAll(() => world.close());

/** 10 % are rolled back, 0.5 % are held open for 1.5 s; as in an act, the transaction has its xid before its case's lock. */
async function write(random: Random, cases: readonly string[], deadline: number, acked: { count: number }) {
  const client = await world.writers.connect();
  while (Date.now() < deadline) {
    await client.query('begin; select pg_current_xact_id()');
    if (random.chance(0.3)) await sleep(random.between(0, 10));
    await world.append(client, random.pick(cases));
    if (random.chance(0.005)) await sleep(1_500);
    const isRolledBack = random.chance(0.1);
    await client.query(isRolledBack ? 'rollback' : 'commit');
    if (!isRolledBack) acked.count++;
  }
  client.release();
}

/** A transaction that has its xid and its event's id early, and commits when all others are done. */
async function holdFrom(ms: number, done: Promise<unknown>, acked: { count: number }) {
  await sleep(ms);
  const client = await world.writers.connect();
  await client.query('begin; select pg_current_xact_id()');
  await world.append(client, randomUUID());
  await done;
  await client.query('commit');
  acked.count++;
  client.release();
}

test(
  `${WRITERS} writers with rollbacks, held and long transactions: positions lose and invert nothing, every naive reader is caught`,
  async () => {
    process.stderr.write(`commit order: seed ${seed} (FAULTS_SEED), ${RUN_MS} ms\n`);
    const bus = createLocalBus();
    const errors: Error[] = [];
    const options = { pool: world.db.system, bus, onError: (error: Error) => void errors.push(error) };
    const sequencers = [20, 30].map((intervalMs) => world.running(createSequencer({ ...options, intervalMs })));
    const tail = world.running(await createTail({ ...options, start: 0 }));
    const delivered: LoggedEvent[] = [];
    tail.onBatch((events) => void delivered.push(...events));
    const readers = (['id > cursor', 'id > cursor and xid < xmin', '(xid, id)'] as const).map((way) => naiveReader(world, way));

    const acked = { count: 0 };
    const cases = Array.from({ length: CASES }, () => randomUUID());
    const deadline = Date.now() + RUN_MS;
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, i) => write(createRandom(seed + i), cases, deadline, acked)));
    const held = holdFrom(RUN_MS / 2, writing, acked);
    for (let isDone = false; !isDone; await sleep(5)) {
      isDone = Date.now() > deadline;
      for (const reader of readers) await reader.read();
      for (const sequencer of sequencers) sequencer.kick();
    }
    await Promise.all([writing, held]);
    await until(async () => (await world.pending()) === 0);
    await until(() => delivered.length >= acked.count);
    for (const reader of readers) await reader.read();
    await Promise.all([...sequencers, tail].map((each) => each.stop()));

    const order = await world.order();
    const caught = Object.fromEntries(readers.map(({ way, verdict }) => [way, verdict(order)]));
    process.stderr.write(`commit order: ${acked.count} acked; naive readers ${JSON.stringify(caught)}\n`);
    expect([order.length, new Set(order.map(({ id }) => id)).size]).toEqual([acked.count, acked.count]);
    expect(order.map(({ pos }) => pos)).toEqual(order.map((_, index) => index + 1));
    expect(inversions(order)).toBe(0);
    expect(delivered.map(({ pos }) => pos)).toEqual(order.map(({ pos }) => pos));
    expect(await verifyLog(world.db.system)).toMatchObject({ ok: true, positions: acked.count });
    expect(unexpected(errors)).toEqual([]);
    expect(caught['id > cursor']!.lost).toBeGreaterThan(0);
    expect(caught['id > cursor and xid < xmin']!.lost).toBeGreaterThan(0);
    expect(caught['(xid, id)']!.inverted).toBeGreaterThan(0);
  },
  60_000 + RUN_MS * 2,
);
