import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInterpreted } from '../../src/events/hub-execution.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { stageSchema } from './stage-schema.ts';
import { CASE_EVENTS, createStage, TEAM_FEED, type Stage } from './stage.ts';

let world: World;
let stage: Stage;
let park: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.city());
});
afterAll(() => world.close());

const withStage = async (more: Parameters<typeof createStage>[1], run: () => Promise<void>) => {
  stage = await createStage(world, more);
  try {
    await run();
  } finally {
    await stage.close();
  }
};
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);

describe('a reconnecting client', () => {
  test('gets every event exactly once and in order, while others are published', () =>
    withStage({}, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      let version = 0;
      let publishing = true;
      const publisher = (async () => {
        while (publishing) {
          for (let i = 0; i < 7; i++) stage.append({ guardId: uuid, audience, version: ++version });
          await stage.apply();
          await sleep(1);
        }
      })();
      const got: number[] = [];
      let after: string | undefined;
      for (let round = 0; round < 25; round++) {
        const client = await stage.listen(park, TEAM_FEED, { after });
        await sleep(round);
        client.ws.terminate();
        await client.until(() => client.closed());
        // What a client keeps: the events, and the cursor of the last message it took.
        const taken = client.streamed();
        after = taken.at(-1)!.cursor;
        got.push(...taken.flatMap((message) => (message.event?.version as number) ?? []));
      }
      publishing = false;
      await publisher;
      const last = await stage.listen(park, TEAM_FEED, { after });
      await last.until(() => got.length + last.events().length >= version - (got[0]! - 1));
      got.push(...last.events().map((event) => event.version as number));
      expect(got).toEqual(upTo(version, got[0]));
      expect(got.length).toBeGreaterThan(200);
    }));

  test('reads pages of the log from before this node’s memory', () =>
    withStage({}, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      const other = await stage.case([]);
      const start = world.seal.seal('stream', JSON.stringify([0, '*']));
      for (const version of upTo(1_300)) {
        stage.append(version % 2 ? { guardId: uuid, audience, version } : { guardId: other.uuid, audience: {}, version });
      }
      await stage.apply();
      const late = await createStage(world, { readLog: stage.readLog, tail: stage.tail });
      const client = await late.listen(park, TEAM_FEED, { after: start });
      await client.until(() => client.events().length === 650);
      expect(client.events().map((event) => event.version)).toEqual(upTo(1_300).filter((v) => v % 2));
      await late.close();
    }));

  test('sees in the past only what it may see now', () =>
    withStage({}, async () => {
      const [kept, left] = [await stage.case([[park, 1]]), await stage.case([[park, 3]])];
      const before = await stage.listen(park, TEAM_FEED);
      const after = before.cursor();
      before.ws.terminate();
      stage.append({ guardId: kept.uuid, audience: { [park.id]: 3 }, version: 1 });
      stage.append({ guardId: left.uuid, audience: left.audience, version: 2 });
      await stage.withdraw(left.uuid, park);
      stage.append({ guardId: left.uuid, kind: 'CASE_SHARE_WITHDRAWN', audience: {}, revoked: [park.id], version: 3 });
      stage.append({ guardId: kept.uuid, audience: { [park.id]: 3 }, version: 4 });
      await stage.apply();
      const again = await stage.listen(park, TEAM_FEED, { after });
      await again.until(() => again.signals().at(-1)?.__typename === 'StreamProgress');
      expect(again.streamed().map((m) => m.signal?.__typename ?? m.event!.version)).toEqual([
        1,
        'AccessRevoked',
        4,
        'StreamProgress',
      ]);
      expect(again.events()[0]!.maskedFields).toEqual(['intent', 'phone']);
    }));

  test('misses nothing that is published while it is being caught up', async () => {
    const run = runInterpreted(await stageSchema());
    let meanwhile = async (): Promise<void> => {};
    const slowly: typeof run = async (operation, message, ctx) => {
      if (message.signal) await meanwhile();
      return run(operation, message, ctx);
    };
    await withStage({ run: slowly }, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      let version = 0;
      // While the first message of the stream is made, events are delivered to all who are pushed to.
      meanwhile = async () => {
        for (let i = 0; i < 6; i++) stage.append({ guardId: uuid, audience, version: ++version });
        await stage.apply();
      };
      const client = await stage.listen(park, TEAM_FEED);
      await client.until(() => client.events().length >= 6);
      await meanwhile();
      await client.until(() => client.events().length >= 12);
      expect(client.events().map((event) => event.version)).toEqual(upTo(12));
    });
  });

  test('costs little when a whole herd comes back at once', () =>
    withStage({}, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      const after = world.seal.seal('stream', JSON.stringify([0, '*']));
      for (const version of upTo(10)) stage.append({ guardId: uuid, audience, version });
      await stage.apply();
      const herd = await Promise.all(upTo(40).map(() => stage.listen(park, TEAM_FEED, { after })));
      await Promise.all(herd.map((each) => each.until(() => each.events().length === 10)));
      for (const each of herd) expect(each.events().map((event) => event.version)).toEqual(upTo(10));
      expect(stage.counted.executions).toBeLessThan(100);
    }));

  test('with a cursor older than what is replayed is told of the gap first, then goes on', () =>
    withStage({}, async () => {
      const { uuid, id, audience } = await stage.case([[park, 3]]);
      const before = await stage.listen(park, CASE_EVENTS, { caseId: id });
      const after = before.cursor();
      before.ws.terminate();
      const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
      for (const version of upTo(90)) stage.append({ guardId: uuid, audience, version, at: daysAgo(90.5 - version) });
      await stage.apply();
      const again = await stage.listen(park, CASE_EVENTS, { caseId: id, after });
      await again.until(() => again.events().length === 30);
      expect(again.streamed()[0]!.signal).toMatchObject({ __typename: 'StreamGap' });
      expect(again.events().map((event) => event.version)).toEqual(upTo(90, 61));
      const fromGap = await stage.listen(park, CASE_EVENTS, { caseId: id, after: again.streamed()[0]!.cursor });
      await fromGap.until(() => fromGap.events().length === 30);
      expect(fromGap.streamed()[0]!.event).toMatchObject({ version: 61 });
    }));

  test('whose cursor is ahead of this node gets what follows, once', () =>
    withStage({}, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      const after = world.seal.seal('stream', JSON.stringify([3, '*']));
      const client = await stage.listen(park, TEAM_FEED, { after });
      for (const version of upTo(5)) stage.append({ guardId: uuid, audience, version });
      await stage.apply();
      await client.until(() => client.events().length === 2);
      expect(client.events().map((event) => event.version)).toEqual([4, 5]);
    }));
});

describe('a database that fails', () => {
  test('delays a stream and skips nothing', () => {
    let failing = 0;
    return withStage(
      { read: async (...args) => (failing-- > 0 ? Promise.reject(new Error('down')) : world.db.readSystem(...args)) },
      async () => {
        const { uuid, audience } = await stage.case([[park, 3]]);
        const client = await stage.listen(park, TEAM_FEED);
        failing = 3;
        for (const version of upTo(3)) stage.append({ guardId: uuid, audience, version });
        await stage.apply();
        await client.until(() => client.events().length === 3);
        expect(client.events().map((event) => event.version)).toEqual([1, 2, 3]);
        expect(stage.errors).toHaveLength(3);
      },
    );
  });
});

describe('a socket that does not take what it gets', () => {
  const pressure = { highBytes: 64 * 1024, lowBytes: 16 * 1024, hopelessBytes: 16 * 1024 * 1024, patienceMs: 10_000 };
  const title = '字'.repeat(20_000);

  test('reads on from the log when it has drained, and holds up nobody', () =>
    withStage({ pressure }, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      const [slow, quick] = [await stage.listen(park, TEAM_FEED), await stage.listen(park, TEAM_FEED)];
      slow.ws.pause();
      for (const version of upTo(400)) {
        stage.append({ guardId: uuid, audience, version, payload: { title } });
        if (version % 20 === 0) {
          await stage.apply();
          await quick.until(() => quick.events().length === version);
        }
      }
      expect(stage.counted.lagging).toBeGreaterThan(0);
      slow.ws.resume();
      await slow.until(() => slow.events().length >= 400, 20_000);
      expect(slow.events().map((event) => event.version)).toEqual(upTo(400));
    }));

  test('is asked to come back when it never drains', () =>
    withStage({ pressure: { ...pressure, patienceMs: 200 } }, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      const stalled = await stage.listen(park, TEAM_FEED);
      stalled.ws.pause();
      for (const version of upTo(400)) stage.append({ guardId: uuid, audience, version, payload: { title } });
      await stage.apply();
      await sleep(600);
      stalled.ws.resume();
      await stalled.until(() => stalled.closed());
      expect(stalled.closed()!.code).toBe(1013);
      const after = stalled.cursor();
      const again = await stage.listen(park, TEAM_FEED, { after });
      await again.until(() => stalled.events().length + again.events().length === 400);
    }));
});
