import { describe, expect, test } from '@jest/globals';
import { ConnectionRefused, createClient, SignInRefused, type ConnectionState } from '@zhaoshang/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { FEED, listenTo, QUICK, quickClient, until, upTo } from './listening.ts';
import { caseOf, useStage } from './staged.ts';

const { stage, park, relayed, networked, clientOf, kept } = useStage();

describe('a connection that is closed', () => {
  test.each([1000, 1001, 1006, 1011, 1012, 1013, 1014, 4408, 4500, 4999])(
    'with %i in the middle of a burst is followed by another; nothing is missed, nothing comes twice',
    async (code) => {
      const relay = await relayed();
      const heard = listenTo(clientOf(relay.url));
      await heard.ready;
      const { tell } = await caseOf(stage(), park());
      for (const round of [1, 2, 3]) {
        await tell(10);
        relay.drop(code);
        await tell(10);
        await until(() => relay.accepted() === round + 1);
      }
      await until(() => heard.versions().length >= 60);
      await sleep(50);
      // One connection after each end: graphql-ws does not dial beside us.
      expect([heard.versions(), heard.ends, relay.accepted()]).toEqual([upTo(60), [], 4]);
    },
  );

  test.each([1003, 1009, 4400, 4406, 4409, 4429])(
    'with %i says that the client is at fault: its streams fail with the code, and nobody dials again',
    async (code) => {
      const relay = await relayed();
      const heard = listenTo(clientOf(relay.url));
      await heard.ready;
      relay.drop(code, 'because');
      await until(() => heard.ends.length === 1);
      expect(heard.ends[0]).toBeInstanceOf(ConnectionRefused);
      expect(heard.ends[0]).toMatchObject({ code: 'CONNECTION_REFUSED', closeCode: code, message: 'because' });
      await sleep(150);
      expect(relay.accepted()).toBe(1);
    },
  );

  test('carries all its streams over, more than one socket takes too', async () => {
    const relay = await relayed();
    const client = clientOf(relay.url);
    const streams = Array.from({ length: 45 }, () => listenTo(client));
    await Promise.all(streams.map(({ ready }) => ready));
    expect(relay.accepted()).toBe(3);
    const { tell } = await caseOf(stage(), park());
    await tell(5);
    relay.drop(1_006);
    await tell(5);
    await until(() => streams.every(({ versions }) => versions().length >= 10));
    expect(streams.map(({ versions }) => versions())).toEqual(streams.map(() => upTo(10)));
  });

  test('with the WebSocket of `ws`, too', async () => {
    const relay = await relayed();
    const heard = listenTo(clientOf(relay.url, { webSocketImpl: WebSocket }));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    await tell(3);
    relay.drop(1_012);
    await tell(3);
    await until(() => heard.versions().length >= 6);
    expect(heard.versions()).toEqual(upTo(6));
  });
});

describe('a connection on which nothing comes any more', () => {
  test.each([
    ['the platform', undefined],
    ['ws', WebSocket],
  ])('is found, and the stream goes on behind its cursor: WebSocket of %s', async (_, webSocketImpl) => {
    const network = await networked();
    const more = { idleMs: 400, connectMs: 200, ...(webSocketImpl && { webSocketImpl }) };
    const heard = listenTo(clientOf(network.url, more));
    await heard.ready;
    const { tell } = await caseOf(stage(), park());
    await tell(3);
    await until(() => heard.versions().length === 3);
    network.swallow(true);
    await tell(3);
    const before = network.dialled();
    // The first dials of the new connection are swallowed, too.
    await until(() => network.dialled() >= before + 2);
    network.swallow(false);
    await until(() => heard.versions().length >= 6);
    await tell(1);
    await until(() => heard.versions().length >= 7);
    expect([heard.versions(), heard.ends]).toEqual([upTo(7), []]);
  });

  test('is not one where the server speaks of progress', async () => {
    const relay = await relayed();
    const heard = listenTo(clientOf(relay.url, { idleMs: 1_000 }));
    await heard.ready;
    await sleep(2_500);
    expect([relay.accepted(), heard.ends]).toEqual([1, []]);
  });
});

describe('the end of a token', () => {
  test('by time, or by withdrawal, is met with a new one, asked for once for all', async () => {
    let asked = 0;
    const authenticate = async () => {
      asked += 1;
      return stage().token(park(), { sessionId: `session-${asked}`, ...(asked === 1 && { expiresInMs: 3_000 }) });
    };
    const client = kept(quickClient({ url: stage().url, authenticate }));
    const streams = Array.from({ length: 25 }, () => listenTo(client));
    await Promise.all(streams.map(({ ready }) => ready));
    expect(asked).toBe(1);
    const { tell } = await caseOf(stage(), park());
    await tell(2);
    await until(() => asked === 2);
    await tell(2);
    stage().append({ kind: 'SESSION_REVOKED', subjectType: 'Session', audience: {}, payload: { sessionIds: ['session-2'] } });
    await stage().apply();
    await until(() => asked === 3);
    await tell(2);
    await until(() => streams.every(({ versions }) => versions().length >= 6));
    expect([asked, streams.map(({ versions }) => versions())]).toEqual([3, streams.map(() => upTo(6))]);
  });

  test('without another one is a SignInRefused; the refused token is not sent for ever', async () => {
    const relay = await relayed();
    const forged = kept(quickClient({ url: relay.url, token: 'forged' }));
    const heard = listenTo(forged);
    await expect(heard.ready).rejects.toBeInstanceOf(SignInRefused);
    expect(relay.accepted()).toBe(1);
    const stubborn = listenTo(kept(quickClient({ url: relay.url, authenticate: () => 'forged' })));
    await expect(stubborn.ready).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(relay.accepted()).toBe(5);
    const refusal = new SignInRefused('BAD_CREDENTIALS', '不正确');
    const refused = listenTo(kept(quickClient({ url: relay.url, authenticate: () => Promise.reject(refusal) })));
    await until(() => refused.ends.length === 1);
    expect(refused.ends).toEqual([refusal]);
  });

  test('outlasts a sign-in that fails by bad luck', async () => {
    let asked = 0;
    const authenticate = () => {
      if (++asked < 4) throw new TypeError('fetch failed');
      return stage().token(park());
    };
    await listenTo(kept(quickClient({ url: stage().url, authenticate }))).ready;
    expect(asked).toBe(4);
  });
});

describe('close', () => {
  test('ends streams, readers and connections, also while reconnecting', async () => {
    const relay = await relayed();
    const states: ConnectionState['state'][] = [];
    const onState = ({ state }: ConnectionState) => void states.push(state);
    const client = kept(
      createClient({ url: relay.url, token: stage().token(park()), retry: { firstMs: 60_000, maxMs: 60_000 }, onState }),
    );
    const heard = listenTo(client);
    const stream = client.stream(FEED);
    await Promise.all([heard.ready, stream.ready]);
    const reading = stream.next();
    relay.drop(1_013);
    await until(() => states.includes('waiting'));
    await client.close();
    expect(await reading).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await until(() => heard.ends.length === 1);
    expect([heard.ends, relay.accepted(), states]).toEqual([['end'], 1, ['connecting', 'connected', 'waiting']]);
    // The wait of a minute is over: whoever comes now is served at once.
    await listenTo(client).ready;
  });

  test('leaves nothing on the server, and a later stream connects anew', async () => {
    const client = clientOf(stage().url);
    const heard = listenTo(client);
    await heard.ready;
    expect(stage().sockets.counts().sockets).toBe(1);
    heard.close();
    await until(() => stage().sockets.counts().sockets === 0);
    const again = listenTo(client);
    await again.ready;
    const { tell } = await caseOf(stage(), park());
    await tell(1);
    await until(() => again.versions().length === 1);
    await client.close();
    await until(() => stage().sockets.counts().sockets === 0);
  });

  test('before the first connection is one, too', async () => {
    const network = await networked();
    network.swallow(true);
    const states: ConnectionState['state'][] = [];
    const onState = ({ state }: ConnectionState) => void states.push(state);
    const heard = listenTo(kept(createClient({ url: network.url, token: 'any', retry: QUICK, onState })));
    await until(() => network.dialled() === 1);
    heard.close();
    await expect(heard.ready).rejects.toMatchObject({ code: 'CLOSED' });
    await sleep(100);
    expect([states, heard.ends]).toEqual([['connecting'], ['end']]);
  });
});

test('a server that nobody can reach is dialled for ever, all named ones in turn', async () => {
  const dialled: string[] = [];
  const onState = (state: ConnectionState) => {
    if (state.state === 'connecting') dialled.push(new URL(state.url).port);
  };
  const dead = ['http://127.0.0.1:9', 'http://127.0.0.1:11'];
  const heard = listenTo(kept(quickClient({ url: [...dead, stage().url], token: stage().token(park()), onState })));
  await heard.ready;
  expect(dialled).toEqual(['9', '11', new URL(stage().url).port]);
  let named = 0;
  const url = async () => (++named < 8 ? dead[0]! : stage().url);
  await listenTo(kept(quickClient({ url, token: stage().token(park()) }))).ready;
  expect(named).toBe(8);
});
