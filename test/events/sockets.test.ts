import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { until } from './log-world.ts';
import { connect, createStage, TEAM_FEED, type Stage } from './stage.ts';

let world: World;
let stage: Stage;
let park: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
  park = await world.park(await world.city());
});
afterAll(async () => {
  await stage.close();
  await world.close();
});
const closedWith = async (client: Awaited<ReturnType<typeof connect>>) => {
  await client.until(() => client.closed());
  return client.closed()!;
};
const subscribe = (query: string, id = 'a') => ({ id, type: 'subscribe', payload: { query } });

describe('the handshake', () => {
  test.each([
    ['no token', { type: 'connection_init' }],
    ['a token that is no text', { type: 'connection_init', payload: { authorization: { $gt: '' } } }],
    ['a forged token', { type: 'connection_init', payload: { authorization: 'Bearer forged' } }],
  ])('with %s ends with 4403 and the reason', async (_, init) => {
    const client = await stage.connect();
    client.send(init);
    expect(await closedWith(client)).toMatchObject({ code: 4403, reason: expect.stringMatching(/^UNAUTHENTICATED: /) });
  });

  test('is refused to pages of other origins, and open to listed ones and to programs', async () => {
    const from = (origin: string) => connect(stage.url, stage.token(park), { origin });
    await expect(from('https://evil.example')).rejects.toThrow('403');
    await expect(from('null')).rejects.toThrow('403');
    await expect(from('https://zs.example.cn.evil.example')).rejects.toThrow('403');
    expect((await from('https://zs.example.cn')).messages[0]!.type).toBe('connection_ack');
    expect((await from('http://localhost:5173')).messages[0]!.type).toBe('connection_ack');
    await expect(connect(stage.url.replace('/graphql', '/other'))).rejects.toThrow('404');
  });

  test('takes 4 KiB before sign-in and 64 KiB a message, and nothing but text', async () => {
    const big = await stage.connect();
    big.send({ type: 'connection_init', payload: { authorization: 'x'.repeat(5_000) } });
    expect((await closedWith(big)).code).toBe(1009);
    const huge = await stage.connect();
    huge.ws.send('x'.repeat(5 * 1024 * 1024), () => {});
    expect((await closedWith(huge)).code).toBe(1009);
    const signedIn = await stage.connect(stage.token(park));
    signedIn.send(subscribe(`subscription { teamFeed { cursor } } #${'x'.repeat(65_536)}`));
    expect((await closedWith(signedIn)).code).toBe(1009);
    const binary = await stage.connect(stage.token(park));
    binary.ws.send(Buffer.from([1, 2, 3]));
    expect((await closedWith(binary)).code).toBe(4400);
  });

  test('that never comes ends with 4408', async () => {
    const silent = await stage.connect();
    expect((await closedWith(silent)).code).toBe(4408);
  });

  test('that closes while its token is looked at takes no place of the team', async () => {
    const one = await createStage(world, {}, { team: 1 });
    const looked = Promise.withResolvers<void>();
    one.checks.wait = looked.promise;
    const hasty = await one.connect();
    hasty.send({ type: 'connection_init', payload: { authorization: `Bearer ${one.token(park)}` } });
    hasty.ws.close();
    await hasty.until(() => hasty.closed() && one.sockets.counts().sockets === 0);
    looked.resolve();
    await looked.promise;
    one.checks.wait = null;
    const next = await one.connect(one.token(park));
    expect([next.messages.map(({ type }) => type), next.closed()]).toEqual([['connection_ack'], undefined]);
    await one.close();
  });

  test('is kept to the protocol', async () => {
    const notJson = await stage.connect();
    notJson.send('{');
    expect((await closedWith(notJson)).code).toBe(4400);
    const unknown = await stage.connect(stage.token(park));
    unknown.send({ type: 'drop_table' });
    expect((await closedWith(unknown)).code).toBe(4400);
    const early = await stage.connect();
    early.send(subscribe(TEAM_FEED));
    expect((await closedWith(early)).code).toBe(4401);
    const twice = await stage.connect(stage.token(park));
    twice.send({ type: 'connection_init', payload: {} });
    expect((await closedWith(twice)).code).toBe(4429);
    const doubled = await stage.connect(stage.token(park));
    doubled.send(subscribe(TEAM_FEED));
    doubled.send(subscribe(TEAM_FEED));
    expect((await closedWith(doubled)).code).toBe(4409);
    const oldProtocol = new WebSocket(stage.url, 'graphql-ws');
    oldProtocol.on('error', () => {});
    expect(await new Promise((resolve) => oldProtocol.on('close', resolve))).toBe(1006);
  });
});

describe('an operation', () => {
  test.each([
    ['a query', 'query { hello }', 'SUBSCRIPTIONS_ONLY'],
    ['a mutation', 'mutation { change }', 'SUBSCRIPTIONS_ONLY'],
    ['introspection', '{ __schema { types { name } } }', 'SUBSCRIPTIONS_ONLY'],
    ['broken text', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', 'subscription { teamFeed { nonsense } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a field that depends on who asks',
      'subscription { teamFeed { event { ... on CaseStageMoved { viewerMayMove } } } }',
      'NOT_LIVE',
    ],
    ['two root fields', 'subscription { teamFeed { cursor } events { cursor } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a wrong variable',
      'subscription ($a: Int!) { teamFeed(after: "x") { cursor @include(if: true) event @skip(if: true) { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('that is %s is refused and the socket lives on', async (_, query, code) => {
    const client = await stage.connect(stage.token(park));
    client.send(subscribe(query));
    await client.until(() => client.messages.length === 2);
    expect(client.messages[1]).toMatchObject({ id: 'a', type: 'error', payload: [{ extensions: { code } }] });
    client.send({ type: 'ping' });
    await client.until(() => client.messages.some((m) => m.type === 'pong'));
    client.ws.close();
  });

  test('is one of at most 20 on a socket', async () => {
    const client = await stage.connect(stage.token(park));
    for (let i = 0; i < 25; i++) client.send(subscribe('subscription { teamFeed { cursor } }', String(i)));
    await client.until(() => client.messages.length === 1 + 25);
    expect(client.messages.filter((m) => m.type === 'next').length).toBe(20);
    const refused = client.messages.filter((m) => m.type === 'error');
    expect(refused.map((m) => (m.payload as unknown as Array<{ extensions: object }>)[0]!.extensions)).toMatchObject(
      Array(5).fill({ code: 'RATE_LIMITED' }),
    );
    client.ws.close();
    await client.until(() => stage.hub.counts().subscribers === 0);
  });

  test('has a short id', async () => {
    const client = await stage.connect(stage.token(park));
    client.send(subscribe(TEAM_FEED, 'x'.repeat(200)));
    await client.until(() => client.messages.length === 2);
    expect(client.messages[1]).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'BAD_REQUEST' } }] });
    client.ws.close();
  });
});

describe('the end of a token', () => {
  test('closes its socket with 4403 by time', async () => {
    const client = await stage.connect(stage.token(park, { expiresInMs: 2_000 }));
    expect(client.messages[0]!.type).toBe('connection_ack');
    expect((await closedWith(client)).code).toBe(4403);
    expect((await closedWith(await stage.connect(stage.token(park, { expiresInMs: -1 })))).code).toBe(4403);
  });

  test.each(['SESSION_REVOKED', 'MEMBERSHIP_ENDED'])(
    'by %s closes the session’s sockets at once, and no others',
    async (kind) => {
      const token = stage.token(park, { sessionId: `gone-${kind}` });
      const [gone, stays] = [await stage.connect(token), await stage.connect(stage.token(park, { sessionId: 'stays' }))];
      stage.append({ kind, subjectType: 'Session', audience: {}, payload: { sessionIds: [`gone-${kind}`] } });
      await stage.apply();
      expect((await closedWith(gone)).code).toBe(4403);
      expect((await closedWith(await stage.connect(token))).code).toBe(4403);
      expect(stays.closed()).toBeUndefined();
      stays.ws.close();
    },
  );
});

test('the client of graphql-ws is served as by any server', async () => {
  const client = createClient({
    url: stage.url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${stage.token(park)}` },
  });
  const { uuid, audience } = await stage.case([[park, 3]]);
  const seen: unknown[] = [];
  for await (const { data } of client.iterate<{ teamFeed: { event: { version: number } | null } }>({
    query: 'subscription { teamFeed { event { version } } }',
  })) {
    const version = data!.teamFeed.event?.version ?? 0;
    seen.push(version);
    if (version === 2) break;
    stage.append({ guardId: uuid, audience, version: version + 1 });
    void stage.apply();
  }
  expect(seen).toEqual([0, 1, 2]);
  await client.dispose();
});

test('a stop closes all sockets with 1012 and lets nobody in', async () => {
  const own = await createStage(world);
  const clients = await Promise.all(Array.from({ length: 30 }, () => own.listen(park, TEAM_FEED)));
  const stopping = own.sockets.closeAll();
  await expect(own.connect()).rejects.toThrow('503');
  await stopping;
  for (const each of clients) expect((await closedWith(each)).code).toBe(1012);
  await until(() => own.hub.counts().subscribers === 0);
  expect(own.hub.counts()).toEqual({ groups: 0, subscribers: 0 });
  await own.close();
});
