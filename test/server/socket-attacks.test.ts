import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { globalId } from '../../src/kernel/global-id.ts';
import { documents, tokens } from './attacks.ts';
import { leaksOf, openOffice, type Office } from './running.ts';
import { dial, type Line } from './line.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
let office: Office;
let line: Line;
beforeAll(async () => {
  office = await openOffice({ ALLOWED_ORIGINS: 'https://zs.example.cn' });
});
afterAll(() => office.closeAll());
beforeEach(async () => {
  line = await dial(office.socketUrl, office.token);
});
afterEach(() => line.ws.terminate());

/** The code of the refusal; the socket must live on and nothing of the inside be shown. */
async function refusalOf(payload: unknown, on: Line = line): Promise<string> {
  const message = await on.ask(payload);
  if (message.type !== 'error') return `answered: ${JSON.stringify(message)}`;
  const errors = message.payload as unknown as Parameters<typeof leaksOf>[0]['errors'];
  const leaks = leaksOf({ errors, text: JSON.stringify(message) });
  if (leaks.length > 0) return leaks.join('; ');
  return (await on.ping()) ? errors[0]!.extensions!.code! : 'the socket is gone';
}
const feed = (variables: object = {}) => ({
  query: 'subscription ($after: String) { teamFeed(after: $after) { cursor } }',
  variables,
});
const ofCase = (caseId: unknown) => ({
  query: 'subscription ($id: ID!) { caseEvents(caseId: $id) { cursor } }',
  variables: { id: caseId },
});

describe('over the socket', () => {
  test('documents are refused as over HTTP, with the same codes', async () => {
    const refused: string[][] = [];
    for (const { name, body, code, anonymous } of documents()) {
      const { query, variables } = body as { query: string; variables?: object };
      if (anonymous || code === 'COST_EXCEEDED') continue;
      refused.push([name, await refusalOf({ query: query.replace(/^\{/, 'subscription {'), variables }), code!]);
    }
    expect(refused.length).toBeGreaterThan(8);
    // Validated as a subscription, a query's own fields do not exist.
    for (const [name, got, expected] of refused) expect([name, got]).toEqual([name, expected]);
  });

  test.each([
    ['a query', { query: '{ viewer { role } }' }, 'SUBSCRIPTIONS_ONLY'],
    ['a mutation', { query: 'mutation { signOut(input: {}) { userErrors { code } } }' }, 'SUBSCRIPTIONS_ONLY'],
    ['introspection', { query: '{ __schema { types { name } } }' }, 'SUBSCRIPTIONS_ONLY'],
    ['a transport of its own choice', { query: '{ viewer { role } }', transport: 'http' }, 'SUBSCRIPTIONS_ONLY'],
    ['an unknown operation', { query: 'subscription A { teamFeed { cursor } }', operationName: 'B' }, 'BAD_REQUEST'],
    [
      'a field that depends on who asks',
      { query: 'subscription { teamFeed { event { ... on CaseEvent { case { viewerMayEdit } } } } }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a forged cursor', feed({ after: 'forged' }), 'BAD_CURSOR'],
    ['a cursor that is an object', feed({ after: { $gt: '' } }), 'BAD_USER_INPUT'],
    ['a null byte', feed({ after: '\u0000' }), 'BAD_USER_INPUT'],
    ['half a surrogate pair', feed({ after: '\udead' }), 'BAD_USER_INPUT'],
    ['a case of nobody', ofCase(globalId('Case', NOBODY)), 'NOT_FOUND'],
    ['a forged id', ofCase('forged'), 'NOT_FOUND'],
    ['an id of SQL', ofCase("' or 1=1 --"), 'NOT_FOUND'],
    ['a missing variable', { query: 'subscription ($id: ID!) { caseEvents(caseId: $id) { cursor } }' }, 'BAD_USER_INPUT'],
    [
      'prototype keys',
      { query: 'subscription { teamFeed { cursor } }', variables: JSON.parse('{"__proto__": "\\u0000"}') as object },
      'BAD_USER_INPUT',
    ],
    ['two streams at once', { query: 'subscription { teamFeed { cursor } events { cursor } }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s is refused and the socket lives on', async (_, payload, code) => {
    expect(await refusalOf(payload)).toBe(code);
  });

  test('a cursor of a list is none of a stream', async () => {
    for (const title of ['甲', '乙'])
      await office.ask(
        `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { id } } }`,
      );
    const { data } = await office.ask('{ leads(first: 1) { pageInfo { endCursor } } }');
    const { endCursor } = (data as unknown as { leads: { pageInfo: { endCursor: string } } }).leads.pageInfo;
    expect(await refusalOf(feed({ after: endCursor }))).toBe('BAD_CURSOR');
  });

  test('forged tokens end with 4403 and say why, and nothing more', async () => {
    for (const { name, headers } of await tokens(office)) {
      const closed = await (await dial(office.socketUrl, headers!.authorization!.slice(7))).closed;
      // A message of more than 4 KiB before sign-in is not even read.
      expect([name, closed.code]).toEqual([name, name.includes('10,000') ? 1009 : 4403]);
      expect(closed.reason).toMatch(/^(UNAUTHENTICATED|TOO_LARGE): /);
    }
  });

  test('pages of other sites get no socket', async () => {
    for (const origin of ['https://evil.example', 'null', 'https://zs.example.cn.evil.example', 'file://']) {
      await expect(dial(office.socketUrl, office.token, { origin })).rejects.toThrow('403');
    }
    (await dial(office.socketUrl, office.token, { origin: 'https://zs.example.cn' })).ws.close();
  });

  test('no socket on another path, and none of another protocol', async () => {
    await expect(dial(office.socketUrl.replace('/graphql', '/metrics'), office.token)).rejects.toThrow('404');
    const old = new WebSocket(office.socketUrl, 'graphql-ws');
    old.on('error', () => {});
    expect(await new Promise((resolve) => old.once('close', resolve))).toBe(1006);
  });

  test('bad frames close their own socket only', async () => {
    const frames: Array<[string | Buffer, number]> = [
      ['{', 4400],
      ['[]', 4400],
      ['{"type":"drop_table"}', 4400],
      ['{"type":"subscribe","id":"a"}', 4400],
      ['{"type":"subscribe","id":"a","payload":{"query":5}}', 4400],
      [Buffer.from([0, 1, 2]), 4400],
      [`"${'x'.repeat(70_000)}"`, 1009],
      ['{"type":"connection_init"}', 4429],
    ];
    for (const [frame, code] of frames) {
      const own = await dial(office.socketUrl, office.token);
      own.ws.send(frame);
      expect([String(frame).slice(0, 40), (await own.closed).code]).toEqual([String(frame).slice(0, 40), code]);
    }
    expect(await line.ping()).toBe(true);
  });

  test('at most 20 subscriptions are open', async () => {
    for (let i = 0; i < 20; i++) line.send({ type: 'subscribe', id: `s${i}`, payload: feed() });
    await line.until(() => new Set(line.messages.flatMap(({ id }) => id ?? [])).size === 20);
    expect(await refusalOf(feed())).toBe('RATE_LIMITED');
  });
});

test('nothing of all this was unexpected to the server', () => {
  expect(office.logged).toEqual([]);
});
