import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, STREAM_FIELDS } from '@zhaoshang/client';
import { WebSocket } from 'ws';
import { dial, type Line } from './line.ts';
import { refusalOfSocket } from './refusal-of-socket.ts';
import { openOffice, type Office } from './running.ts';

const NODE = 8;
const ADDRESS = 5;
const TEAM = 3;
let office: Office;
let lines: Line[] = [];
beforeAll(async () => {
  office = await openOffice({
    SOCKETS_PER_NODE: String(NODE),
    SOCKETS_PER_ADDRESS: String(ADDRESS),
    SOCKETS_PER_TEAM: String(TEAM),
    TRUST_PROXY: '1',
  });
});
afterAll(() => office.closeAll());
afterEach(async () => {
  for (const { ws } of lines) ws.terminate();
  lines = [];
  await settled({ sockets: 0 });
});

const from = (address: string) => ({ 'x-forwarded-for': `1.2.3.4, ${address}` });
async function open(count: number, token: string, address: string): Promise<Line[]> {
  const made = await Promise.all(Array.from({ length: count }, () => dial(office.socketUrl, token, { headers: from(address) })));
  lines.push(...made);
  return made;
}
async function metric(name: string): Promise<number> {
  const body = await (await fetch(`${office.url}/metrics`)).text();
  const line = body.split('\n').find((each) => each.startsWith(`zhaoshang_${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}
const refused = (reason: string) => metric(`sockets_refused_total{reason="${reason}"}`);
async function settled({ sockets }: { sockets: number }): Promise<void> {
  while ((await metric('sockets')) !== sockets) await sleep(10);
}

describe('sockets beyond a limit are refused', () => {
  test('of the node, before the upgrade, with 503 and OVERLOADED', async () => {
    const before = await refused('node');
    const held = await Promise.all(Array.from({ length: NODE }, (_, i) => knock(`10.0.2.${i}`)));
    expect(await refusalOfSocket(office.socketUrl, from('10.0.3.1'))).toMatchObject({
      status: 503,
      retryAfter: 10,
      errors: [{ message: expect.stringMatching(/\p{Script=Han}/u), extensions: { code: 'OVERLOADED', retryAfter: 10 } }],
    });
    expect((await refused('node')) - before).toBe(1);
    for (const ws of held) ws.terminate();
    await settled({ sockets: 0 });
    expect(await refusalOfSocket(office.socketUrl, from('10.0.3.1'))).toBeNull();
  });

  test('of an address as the balancer saw it, whatever the caller claims, and nobody else’s', async () => {
    const before = await refused('address');
    const held = await Promise.all(Array.from({ length: ADDRESS }, () => knock('203.0.113.7')));
    expect(await refusalOfSocket(office.socketUrl, from('203.0.113.7'))).toMatchObject({
      status: 429,
      retryAfter: 10,
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    expect(await refusalOfSocket(office.socketUrl, { 'x-forwarded-for': '203.0.113.7, 203.0.113.8' })).toBeNull();
    expect((await refused('address')) - before).toBe(1);
    for (const ws of held) ws.terminate();
    await settled({ sockets: 0 });
    expect(await refusalOfSocket(office.socketUrl, from('203.0.113.7'))).toBeNull();
  });

  test('of a team after sign-in, with 1013, and no other team’s', async () => {
    const before = await refused('team');
    const held = await open(TEAM, office.token, '10.0.0.1');
    const [more] = await open(1, office.token, '10.0.0.2');
    expect(await more!.closed).toEqual({ code: 1013, reason: expect.stringMatching(/^RATE_LIMITED: \p{Script=Han}/u) });
    const [other] = await open(1, (await office.as(office.district)).token, '10.0.0.3');
    expect(await other!.ping()).toBe(true);
    expect((await refused('team')) - before).toBe(1);
    held[0]!.ws.close();
    await held[0]!.closed;
    const [next] = await open(1, office.token, '10.0.0.2');
    expect(await next!.ping()).toBe(true);
  });

  test('of a page of another site, with 403 and FORBIDDEN', async () => {
    const before = await refused('origin');
    expect(await refusalOfSocket(office.socketUrl, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      retryAfter: null,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect((await refused('origin')) - before).toBe(1);
  });
});

test.each([
  ['an address', async () => (await Promise.all(Array.from({ length: ADDRESS }, () => knock('')))).map((ws) => ({ ws })), 1006],
  ['a team', () => open(TEAM, office.token, '10.0.0.1'), 1013],
])('a client that is refused for %s tries again, and is served as soon as there is a place', async (_, fill, code) => {
  const held = await fill();
  const codes: number[] = [];
  const client = createClient({
    url: office.url,
    token: office.token,
    webSocketImpl: WebSocket,
    retry: { firstMs: 20, maxMs: 50 },
    onState: (now) => now.state === 'waiting' && codes.push(now.code),
  });
  const stream = client.stream(`subscription ($after: String) { teamFeed(after: $after) { ${STREAM_FIELDS} event { id } } }`);
  while (codes.length < 3) await sleep(10);
  for (const { ws } of held) ws.terminate();
  await stream.ready;
  expect(new Set(codes)).toEqual(new Set([code]));
  await client.close();
});

/** A socket that has not signed in yet. */
async function knock(address: string): Promise<WebSocket> {
  const ws = new WebSocket(office.socketUrl, 'graphql-transport-ws', { headers: address === '' ? {} : from(address) });
  await new Promise((done, fail) => ws.once('open', done).once('error', fail));
  return ws;
}
