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
/** The tail of a node that has begun just now. */
const forgetful = ({ tail }: Stage): Stage['tail'] => ({ ...tail, recent: () => null });
const start = () => world.seal.seal('stream', JSON.stringify([0, '*']));
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
      for (const version of upTo(1_300)) {
        stage.append(version % 2 ? { guardId: uuid, audience, version } : { guardId: other.uuid, audience: {}, version });
      }
      await stage.apply();
      const late = await createStage(world, { readLog: stage.readLog, tail: forgetful(stage) });
      const client = await late.listen(park, TEAM_FEED, { after: start() });
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

  test('that begins while messages are made misses none of them', async () => {
    const run = runInterpreted(await stageSchema());
    let meanwhile = async (): Promise<void> => {};
    const slowly: typeof run = async (operation, message, ctx) => {
      if (message.event) await meanwhile();
      return run(operation, message, ctx);
    };
    await withStage({ run: slowly }, async () => {
      const other = await world.city();
      const [heard, unheard] = [await stage.case([[park, 3]]), await stage.case([[other, 3]])];
      await stage.listen(park, TEAM_FEED);
      let late: Awaited<ReturnType<Stage['listen']>> | undefined;
      meanwhile = async () => void (late ??= await stage.listen(other, TEAM_FEED));
      stage.append({ guardId: heard.uuid, audience: heard.audience, version: 1 });
      stage.append({ guardId: unheard.uuid, audience: unheard.audience, version: 2 });
      await stage.apply();
      stage.append({ guardId: unheard.uuid, audience: unheard.audience, version: 3 });
      await stage.apply();
      await late!.until(() => late!.events().at(-1)?.version === 3);
      expect(late!.events().map((event) => event.version)).toEqual([2, 3]);
    });
  });

  test('costs little when a whole herd comes back at once', () =>
    withStage({}, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      const after = start();
      for (const version of upTo(10)) stage.append({ guardId: uuid, audience, version });
      await stage.apply();
      const herd = await Promise.all(upTo(40).map(() => stage.listen(park, TEAM_FEED, { after })));
      await Promise.all(herd.map((each) => each.until(() => each.events().length === 10)));
      for (const each of herd) expect(each.events().map((event) => event.version)).toEqual(upTo(10));
      expect(stage.counted.executions).toBeLessThan(100);
    }));

  test('that comes a second behind the herd is shown the records as they are by then', () =>
    withStage({}, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      stage.append({ guardId: uuid, audience });
      await stage.apply();
      const stageSeen = async () => {
        const client = await stage.listen(park, TEAM_FEED, { after: start() });
        await client.until(() => client.events().length === 1);
        return client.events()[0]!.stageNow;
      };
      const before = await stageSeen();
      await world.db.readSystem(`update access set stage = 'SIGNED' where subject_id = $1`, [uuid]);
      await sleep(1_100);
      expect([before, await stageSeen()]).toEqual(['NEGOTIATING', 'SIGNED']);
    }));

  test('waits for its turn: 8 read the log at once', () =>
    withStage({}, async () => {
      for (const version of upTo(10)) stage.append({ audience: {}, version });
      await stage.apply();
      let reading = 0;
      let goOn = () => {};
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      const readLog: Stage['readLog'] = async (after, limit) => {
        // The first look of each, at the age of its cursor, is one event.
        if (limit > 1) await (reading++, gate);
        return stage.readLog(after, limit);
      };
      const late = await createStage(world, { readLog, tail: forgetful(stage) });
      const herd = upTo(20).map(() => late.listen(park, TEAM_FEED, { after: start() }));
      while (late.hub.counts().subscribers < 20 || reading < 8) await sleep(5);
      await sleep(50);
      expect(reading).toBe(8);
      goOn();
      await Promise.all(herd);
      expect(reading).toBe(20);
      await late.close();
    }));

  test('is told how far a long replay of what others hear has come', () =>
    withStage({}, async () => {
      for (const version of upTo(3_000)) stage.append({ audience: {}, version });
      await stage.apply();
      const told = async (progressMs: number) => {
        const readLog: Stage['readLog'] = async (...page) => (await sleep(20), stage.readLog(...page));
        const late = await createStage(world, { readLog, tail: forgetful(stage), progressMs });
        const client = await late.listen(park, TEAM_FEED, { after: start() });
        const places = () =>
          client.streamed().map(({ cursor }) => (JSON.parse(world.seal.open('stream', cursor)!) as [number])[0]);
        await client.until(() => places().at(-1) === 3_000);
        await late.close();
        return places();
      };
      expect(await told(10)).toEqual(expect.arrayContaining([500, 1_000, 1_500, 2_000, 2_500, 3_000]));
      // Once, for nothing was told before, and when all is told.
      expect((await told(60_000)).length).toBeLessThanOrEqual(2);
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

describe('a log that cannot be read', () => {
  test('sends who waits for it away after a while, to come back with its cursor', () =>
    withStage({}, async () => {
      const { uuid, audience } = await stage.case([[park, 3]]);
      for (const version of upTo(3)) stage.append({ guardId: uuid, audience, version });
      await stage.apply();
      let isDown = true;
      const readLog: Stage['readLog'] = async (after, limit) => {
        if (isDown && limit > 1) throw new Error('down');
        return stage.readLog(after, limit);
      };
      const late = await createStage(world, { readLog, tail: forgetful(stage) });
      const waiting = await late.connect(late.token(park));
      waiting.send({ id: 'a', type: 'subscribe', payload: { query: TEAM_FEED, variables: { after: start() } } });
      await waiting.until(() => waiting.closed(), 15_000);
      expect(waiting.closed()!.code).toBe(1013);
      isDown = false;
      const again = await late.listen(park, TEAM_FEED, { after: start() });
      await again.until(() => again.events().length === 3);
      await late.close();
    }));
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
      await sleep(1_500);
      stalled.ws.resume();
      await stalled.until(() => stalled.closed());
      expect(stalled.closed()!.code).toBe(1013);
      const after = stalled.cursor();
      const again = await stage.listen(park, TEAM_FEED, { after });
      await again.until(() => again.events().at(-1)?.version === 400);
      expect([...stalled.events(), ...again.events()].map((event) => event.version)).toEqual(upTo(400));
    }));
});
