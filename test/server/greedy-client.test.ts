import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dial, type Line, type SocketMessage } from './line.ts';
import { openOffice, type Office } from './running.ts';

/** One client that wants 10,000 subscriptions on 50 sockets, where its team has places for 40. */
const [SOCKETS, SEATS, EACH, PER_SOCKET] = [50, 40, 200, 20];
let office: Office;
beforeAll(async () => {
  office = await openOffice({ SOCKETS_PER_TEAM: String(SEATS) });
});
afterAll(() => office.closeAll());

const FEED = 'subscription { teamFeed { cursor event { ... on LeadRegistered { lead { title } } } } }';
/** Of the size that people's screens have: 500 of them cost more than a bucket holds. */
const MANY = Array.from({ length: 30 }, (_, i) => `... on CaseUpdated { c${i}: case { id title stage } }`).join(' ');
const DEAR = `subscription { teamFeed { cursor event { ${MANY} } } }`;
const REGISTER = 'mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { userErrors { code } } }';

/** The first message of each subscription: what is open is told of progress later. */
const answersOf = ({ messages }: Line): SocketMessage[] => {
  const answers = messages.filter(({ type }) => type === 'next' || type === 'error');
  return [...new Map(answers.toReversed().map((message) => [message.id, message])).values()];
};
const codeOf = ({ payload }: SocketMessage) =>
  (payload as unknown as Array<{ extensions: { code: string } }>)[0]!.extensions.code;

/** The values of the node's metrics, by the name and labels that they have there. */
async function metrics(): Promise<Map<string, number>> {
  const body = await (await fetch(`${office.url}/metrics`)).text();
  const lines = body.split('\n').filter((line) => line.startsWith('zhaoshang_'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
}

test('who opens 10,000 subscriptions gets as many as places and means allow, is told why, and nobody else feels it', async () => {
  const lines = await Promise.all(Array.from({ length: SOCKETS }, () => dial(office.socketUrl, office.token)));
  const seated = lines.filter(({ messages }) => messages.some(({ type }) => type === 'connection_ack'));
  const unseated = lines.filter((line) => !seated.includes(line));
  expect(seated.length).toBe(SEATS);
  for (const { closed } of unseated)
    expect(await closed).toEqual({ code: 1013, reason: expect.stringMatching(/^RATE_LIMITED: \p{Script=Han}/u) });

  const wants = ({ send }: Line): void => {
    for (let i = 0; i < EACH; i++) send({ type: 'subscribe', id: String(i), payload: { query: DEAR } });
  };
  const isAnswered = (line: Line) => line.until(() => answersOf(line).length === EACH, 60_000);
  // One alone, then all others: what the client's means pay for is spread over its sockets as their messages happen to come.
  const [first, ...others] = seated;
  wants(first!);
  expect(await isAnswered(first!)).toBe(true);
  others.forEach(wants);
  for (const line of others) expect(await isAnswered(line)).toBe(true);

  const open = seated.map((line) => answersOf(line).filter(({ type }) => type === 'next').length);
  const refused = seated.flatMap((line) => answersOf(line).filter(({ type }) => type === 'error'));
  const total = open.reduce((sum, each) => sum + each, 0);
  expect(Math.max(...open)).toBe(PER_SOCKET);
  expect(total).toBeLessThan(SEATS * PER_SOCKET);
  expect(new Set(refused.map(codeOf))).toEqual(new Set(['RATE_LIMITED']));

  const told = await metrics();
  expect({
    sockets: told.get('zhaoshang_sockets'),
    unseated: told.get('zhaoshang_sockets_refused_total{reason="team"}'),
    subscribers: told.get('zhaoshang_subscribers'),
    groups: told.get('zhaoshang_subscription_groups'),
    refusals: told.get('zhaoshang_gate_refusals_total{code="RATE_LIMITED",transport="ws"}'),
  }).toEqual({ sockets: SEATS, unseated: SOCKETS - SEATS, subscribers: total, groups: 1, refusals: refused.length });

  const other = await office.as(office.district);
  const line = await dial(office.socketUrl, other.token);
  expect((await line.ask({ query: FEED })).type).toBe('next');
  const input = {
    idempotencyKey: 'greedy-client',
    title: '不受影响',
    source: 'VISIT',
    intent: '意向',
    companyDescription: '某企业',
  };
  expect((await other.ask(REGISTER, { input })).text).toContain('"userErrors":[]');
  expect(await line.until(() => JSON.stringify(line.messages).includes('不受影响'))).toBe(true);

  for (const { ws } of seated) ws.close();
  await Promise.all(seated.map(({ closed }) => closed));
  expect((await metrics()).get('zhaoshang_subscribers')).toBe(1);
  line.ws.close();
});
