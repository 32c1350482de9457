import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAct } from '../../src/app/act.ts';
import { createLocalBus } from '../../src/events/bus-local.ts';
import { readLog } from '../../src/events/read-log.ts';
import { createSequencer, type Sequencer } from '../../src/events/sequencer.ts';
import type { Tail } from '../../src/events/logged-event.ts';
import { createTail } from '../../src/events/tail.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { until } from './log-world.ts';
import { createStage, TEAM_FEED, type Stage } from './stage.ts';

let world: World;
let stage: Stage;
let tail: Tail;
let sequencer: Sequencer;
let park: TestTeam;
const onError = (error: unknown) => {
  throw error;
};
beforeAll(async () => {
  world = await createWorld();
  const [pool, bus] = [world.db.system, createLocalBus()];
  sequencer = createSequencer({ pool, bus, onError });
  tail = await createTail({ pool, bus, start: 'end', onError });
  stage = await createStage(world, { tail, readLog: (after, limit) => readLog(pool, after, limit) });
  park = await world.park(await world.city());
});
afterAll(async () => {
  await sequencer.stop();
  await tail.stop();
  await stage.close();
  await world.close();
});

/** Moves a case on, a transaction each. */
function writerOf(caseId: string) {
  const { writer, em } = world.db;
  const act = createAct({ writer, em, viewer: world.viewer(park), now: () => new Date(), committed: () => sequencer.kick() });
  let version = 0;
  const write = () =>
    act('moveCaseStage', {}, async (tx) => {
      await tx.sql(`select pg_advisory_xact_lock(hashtext('the case'))`);
      tx.record({
        kind: 'CASE_STAGE_MOVED',
        subject: { type: 'Case', id: caseId, version: ++version },
        guard: { kind: 'CASE', id: caseId },
      });
      return {};
    });
  return { write, last: () => version };
}

describe('from transaction to socket', () => {
  test('a client that reconnects again and again gets every commit exactly once, in the order of the case', async () => {
    const { uuid } = await stage.case([[park, 3]]);
    const { write, last } = writerOf(uuid);
    const first = await stage.listen(park, TEAM_FEED);
    let after = first.cursor();
    first.ws.terminate();
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) await write();
    });
    const got: unknown[] = [];
    for (let round = 0; round < 15; round++) {
      const client = await stage.listen(park, TEAM_FEED, { after });
      await sleep(10 + round * 3);
      client.ws.terminate();
      await client.until(() => client.closed());
      after = client.cursor();
      got.push(...client.events().map((event) => event.version));
    }
    writing = false;
    await Promise.all(writers);
    const rest = await stage.listen(park, TEAM_FEED, { after });
    await rest.until(() => got.length + rest.events().length >= last());
    got.push(...rest.events().map((event) => event.version));
    expect(got).toEqual(Array.from({ length: last() }, (_, i) => i + 1));
  });

  test('a node that has just begun replays from memory what was told before', async () => {
    const { uuid } = await stage.case([[park, 3]]);
    const { write } = writerOf(uuid);
    const from = tail.position();
    for (let i = 0; i < 3; i++) await write();
    await until(() => tail.position() === from + 3);
    const fresh = await createTail({ pool: world.db.system, bus: createLocalBus(), start: 'end', onError });
    const own = await createStage(world, { tail: fresh, readLog: () => Promise.reject(new Error('the log was read')) });
    const client = await own.listen(park, TEAM_FEED, { after: world.seal.seal('stream', JSON.stringify([from, '*'])) });
    await client.until(() => client.events().length === 3);
    expect([client.events().map((event) => event.version), own.errors]).toEqual([[1, 2, 3], []]);
    await own.close();
    await fresh.stop();
  });
});
