import { describe, expect, test } from '@jest/globals';
import { StreamRefused } from '@zhaoshang/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStage } from '../events/stage.ts';
import { FEED, listenTo, OF_CASE, quickClient, until, upTo } from './listening.ts';
import { caseOf, useStage } from './staged.ts';
import type { Frame } from './network.ts';

const { world, stage, park, relayed, clientOf, kept } = useStage();

describe('what a stream says of itself', () => {
  test('StreamGap comes as a message, and the stream goes on behind it', async () => {
    const own = await createStage(world(), { replayDays: 30 });
    const client = kept(quickClient({ url: own.url, token: own.token(park()) }));
    const first = client.stream(FEED);
    await first.ready;
    const after = first.cursor;
    first.close();
    const { uuid, audience } = await own.case([[park(), 3]]);
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    for (const version of upTo(40)) own.append({ guardId: uuid, audience, version, at: daysAgo(40.5 - version) });
    await own.apply();
    const heard = listenTo(client, FEED, {}, after);
    await until(() => heard.messages.length === 31);
    expect(heard.messages[0]).toMatchObject({
      type: 'StreamGap',
      message: expect.stringMatching(/./),
      cursor: expect.any(String),
    });
    expect(Date.parse((heard.messages[0] as { droppedBefore: string }).droppedBefore)).toBeLessThan(Date.now() - 29 * 86_400_000);
    expect(heard.versions()).toEqual(upTo(40, 11));
    await client.close();
    await own.close();
  });

  test('AccessRevoked comes as a message: a stream of the case ends behind it, the feed goes on', async () => {
    const client = clientOf(stage().url);
    const { uuid, id, tell } = await caseOf(stage(), park());
    const [ofCase, feed] = [listenTo(client, OF_CASE, { caseId: id }), listenTo(client)];
    await Promise.all([ofCase.ready, feed.ready]);
    await tell(1);
    await stage().withdraw(uuid, park());
    stage().append({ guardId: uuid, kind: 'CASE_SHARE_WITHDRAWN', audience: {}, revoked: [park().id] });
    await stage().apply();
    const other = await caseOf(stage(), park());
    await other.tell(1);
    await until(() => ofCase.ends.length === 1 && feed.messages.length === 3);
    expect([ofCase.types(), ofCase.ends]).toEqual([['Event', 'AccessRevoked'], ['end']]);
    expect(ofCase.messages[1]).toMatchObject({ recordId: id, recordKind: 'CASE', cursor: expect.any(String) });
    expect([feed.types(), feed.ends]).toEqual([['Event', 'AccessRevoked', 'Event'], []]);
  });

  test('AccessRevoked comes once when the connection breaks before the stream has ended', async () => {
    const relay = await relayed();
    // The completion is lost, and the connection with it.
    relay.taps.down = (frame) => {
      if (frame.type !== 'complete' || relay.accepted() > 1) return [frame];
      relay.drop(1_006);
      return [];
    };
    const { uuid, id, tell } = await caseOf(stage(), park());
    const heard = listenTo(clientOf(relay.url), OF_CASE, { caseId: id });
    await heard.ready;
    await tell(1);
    await stage().withdraw(uuid, park());
    stage().append({ guardId: uuid, kind: 'CASE_SHARE_WITHDRAWN', audience: {}, revoked: [park().id] });
    await stage().apply();
    await until(() => heard.ends.length === 1);
    expect([relay.accepted(), heard.types(), heard.ends]).toEqual([2, ['Event', 'AccessRevoked'], ['end']]);
  });

  test.each([
    ['a case that is not there', OF_CASE, { caseId: 'nonsense' }, null, 'NOT_FOUND'],
    ['a cursor of nobody', FEED, {}, 'forged', 'BAD_CURSOR'],
    ['a document that is none', 'subscription ($after: String) { teamFeed(after: $after) {', {}, null, 'GRAPHQL_PARSE_FAILED'],
    ['a field that depends on who asks', FEED.replace('version', 'viewerMayMove'), {}, null, 'NOT_LIVE'],
    ['a document without a cursor', FEED.replace('cursor', ''), {}, null, 'BAD_DOCUMENT'],
  ])('is refused with its code: %s', async (_, document, variables, after, code) => {
    const heard = listenTo(clientOf(stage().url), document, variables, after);
    await expect(heard.ready).rejects.toBeInstanceOf(StreamRefused);
    await until(() => heard.ends.length === 1);
    expect(heard.ends).toMatchObject([{ code }]);
  });

  test('is refused when the document lacks what tells news from repetition, or would not go on behind a cursor', async () => {
    const client = clientOf(stage().url);
    expect(() => client.stream(FEED.replace('(after: $after)', ''))).toThrow('after: $after');
    const heard = listenTo(client, FEED.replace('id', ''));
    await heard.ready;
    await (await caseOf(stage(), park())).tell(1);
    await until(() => heard.ends.length === 1);
    expect(heard.ends).toMatchObject([{ code: 'BAD_DOCUMENT', message: 'the document must select event { id }' }]);
  });
});

describe('what comes twice', () => {
  test('is handed over once: frames doubled by the network', async () => {
    const relay = await relayed();
    relay.taps.down = (frame) => (frame.type === 'next' ? [frame, frame] : [frame]);
    const heard = listenTo(clientOf(relay.url));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    await tell(50);
    await until(() => heard.versions().length >= 50);
    await sleep(50);
    expect(heard.versions()).toEqual(upTo(50));
  });

  test('is handed over once: a replay that begins too early', async () => {
    const relay = await relayed();
    let first: string | null | undefined;
    relay.taps.up = (frame) => {
      if (frame.type !== 'subscribe') return [frame];
      const payload = frame.payload as { variables: { after: string | null } };
      if (relay.accepted() === 1) return [frame];
      return [{ ...frame, payload: { ...payload, variables: { after: first } } } as Frame];
    };
    relay.taps.down = (frame) => {
      first ??= (frame.payload as { data?: { teamFeed?: { cursor: string } } } | undefined)?.data?.teamFeed?.cursor;
      return [frame];
    };
    const repeated: string[] = [];
    const heard = listenTo(clientOf(relay.url, { onRepeated: (id: string) => repeated.push(id) }));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    for (const round of [1, 2, 3]) {
      await tell(20);
      await until(() => heard.versions().length >= round * 20);
      relay.drop(1_006);
    }
    await tell(5);
    await until(() => heard.versions().length >= 65);
    await sleep(50);
    expect(heard.versions()).toEqual(upTo(65));
    // 20, 40 and 60 events came again after the three cuts.
    expect([repeated.length, new Set(repeated).size]).toEqual([120, 60]);
  });
});

describe('what the server could not do just now', () => {
  const poor = { data: null, errors: [{ message: '请稍后重试', extensions: { code: 'UNAVAILABLE' } }] };
  const isEvent = ({ type, payload }: Frame) =>
    type === 'next' && Boolean((payload as { data?: { teamFeed?: { event?: unknown } } }).data?.teamFeed?.event);

  test('is asked for again: an event that could not be shown', async () => {
    const relay = await relayed();
    let poorly = 2;
    relay.taps.down = (frame) => (isEvent(frame) && poorly-- > 0 ? [{ ...frame, payload: poor }] : [frame]);
    const heard = listenTo(clientOf(relay.url));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    await tell(10);
    await until(() => heard.versions().length >= 10);
    expect([heard.types(), heard.versions()]).toEqual([Array(10).fill('Event'), upTo(10)]);
  });

  test('is told as EventFailed when it stays so, and holds up nothing behind it', async () => {
    const relay = await relayed();
    const versionOf = ({ payload }: Frame) =>
      (payload as { data: { teamFeed: { event: { version: number } } } }).data.teamFeed.event.version;
    relay.taps.down = (frame) => (isEvent(frame) && versionOf(frame) === 3 ? [{ ...frame, payload: poor }] : [frame]);
    const heard = listenTo(clientOf(relay.url));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    await tell(5);
    await until(() => heard.messages.length >= 5);
    expect(heard.types()).toEqual(['Event', 'Event', 'EventFailed', 'Event', 'Event']);
    expect(heard.messages[2]).toMatchObject({ errors: poor.errors, cursor: heard.messages[1]!.cursor });
  });

  test.each(['UNAVAILABLE', 'OVERLOADED', 'RATE_LIMITED', 'INTERNAL'])('is asked for again: a subscription, %s', async (code) => {
    const relay = await relayed();
    let refusals = 0;
    relay.taps.down = (frame) =>
      frame.type === 'next' && refusals < 3
        ? (refusals++, [{ id: frame.id!, type: 'error', payload: [{ message: '', extensions: { code, retryAfter: 0.01 } }] }])
        : [frame];
    const heard = listenTo(clientOf(relay.url));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    await tell(3);
    await until(() => heard.versions().length >= 3);
    expect([refusals, heard.versions(), heard.ends]).toEqual([3, upTo(3), []]);
  });

  test('is asked for again: a stream that is completed for no reason', async () => {
    const relay = await relayed();
    const heard = listenTo(clientOf(relay.url));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    let completed: string | undefined;
    relay.taps.down = (frame) => {
      if (completed !== undefined) return frame.id === completed ? [] : [frame];
      if (!isEvent(frame)) return [frame];
      completed = frame.id!;
      return [{ id: completed, type: 'complete' }];
    };
    await tell(5);
    await until(() => heard.versions().length >= 5);
    expect([heard.versions(), heard.ends]).toEqual([upTo(5), []]);
  });
});

describe('a consumer', () => {
  test('that is slow stops its stream, which later goes on behind what it has', async () => {
    const relay = await relayed();
    let [subscribed, completed] = [0, 0];
    relay.taps.up = (frame) => {
      if (frame.type === 'subscribe') subscribed += 1;
      if (frame.type === 'complete') completed += 1;
      return [frame];
    };
    const client = clientOf(relay.url);
    const stream = client.stream<{ id: string; version: number }>(FEED, {}, { buffer: 10 });
    await stream.ready;
    const { tell } = await caseOf(stage(), park());
    for (let i = 0; i < 20; i++) await tell(10);
    await until(() => completed === 1);
    const read: number[] = [];
    for await (const message of stream) {
      if (message.type === 'Event') read.push(message.event.version);
      // A cursor in the middle is that of what was read, not of what waits.
      if (read.length === 4) expect(stream.cursor).toBe(message.cursor);
      if (read.length === 200) break;
    }
    expect(read).toEqual(upTo(200));
    expect(subscribed).toBeGreaterThan(5);
  });

  test('goes on with the cursor it kept, in another program', async () => {
    const { tell } = await caseOf(stage(), park());
    const first = clientOf(stage().url).stream<{ id: string; version: number }>(FEED);
    await first.ready;
    await tell(10);
    const read: number[] = [];
    const take = async (stream: typeof first, count: number) => {
      while (count-- > 0) {
        const { value } = await stream.next();
        if (value?.type === 'Event') read.push(value.event.version);
      }
    };
    await take(first, 4);
    const { cursor } = first;
    first.close();
    const second = clientOf(stage().url).stream<{ id: string; version: number }>(FEED, {}, { after: cursor });
    await take(second, 6);
    expect(read).toEqual(upTo(10));
  });

  test('that throws ends its stream and hears why', async () => {
    const client = clientOf(stage().url);
    const ends: unknown[] = [];
    const broken = new Error('broken');
    const message = () => {
      throw broken;
    };
    const { ready } = client.listen(FEED, {}, { message, error: (error) => ends.push(error) });
    await ready;
    await (await caseOf(stage(), park())).tell(3);
    await until(() => ends.length === 1);
    expect(ends).toEqual([broken]);
  });
});
