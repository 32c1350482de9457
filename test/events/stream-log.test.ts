import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAct } from '../../src/app/act.ts';
import { createLocalBus } from '../../src/events/bus-local.ts';
import { readLog } from '../../src/events/read-log.ts';
import { createSequencer, type Sequencer } from '../../src/events/sequencer.ts';
import { createTail, type RingTail } from '../../src/events/tail.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { createStage, TEAM_FEED, type Stage } from './stage.ts';

let world: World;
let stage: Stage;
let tail: RingTail;
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

describe('from transaction to socket', () => {
  test('a client that reconnects again and again gets every commit exactly once, in the order of the case', async () => {
    const { uuid } = await stage.case([[park, 3]]);
    const viewer = world.viewer(park);
    const act = createAct({
      writer: world.db.writer,
      em: world.db.em,
      viewer,
      now: () => new Date(),
      committed: () => sequencer.kick(),
    });
    let version = 0;
    const write = () =>
      act('moveCaseStage', {}, async (tx) => {
        await tx.sql(`select pg_advisory_xact_lock(hashtext('the case'))`);
        tx.record({
          kind: 'CASE_STAGE_MOVED',
          subject: { type: 'Case', id: uuid, version: ++version },
          guard: { kind: 'CASE', id: uuid },
        });
        return {};
      });
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
    const last = await stage.listen(park, TEAM_FEED, { after });
    await last.until(() => got.length + last.events().length >= version);
    got.push(...last.events().map((event) => event.version));
    expect(got).toEqual(Array.from({ length: version }, (_, i) => i + 1));
  });
});
