import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { tidy } from '../../src/app/housekeeping.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { dayBefore, shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { Role, TeamKind } from '../../src/kernel/viewer.ts';
import { createTokens } from '../../src/teams/tokens.ts';
import { PASSWORD } from '../teams/desk.ts';
import type { TestTeam } from '../world.ts';
import { dial, type Line, type SocketMessage } from './line.ts';
import { askerOf, openOffice, tokenOf, type Ask, type Office } from './running.ts';

/** Reliability goals 19 and 24, decisions 10 and 14: what ends, ends for open sockets, and ends at once. */
const DAY_MS = 86_400_000;
let office: Office;
let city: TestTeam;
let chief: Ask;
let kase: Shared;
beforeAll(async () => {
  office = await openOffice();
  city = { ...office.district, id: office.district.parentId!, kind: TeamKind.CITY, parentId: null };
  chief = (await office.as(city, Role.CHIEF)).ask;
  kase = await opened('固态电池中试线');
});
afterAll(() => office.closeAll());

let keys = 0;
/** One mutation in somebody's name; a refusal fails the test. */
async function does<T = unknown>(ask: Ask, mutation: string, input: object, selection = ''): Promise<T> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { done: ${mutation}(input: $input) { ${selection} userErrors { code message } } }`;
  const { data, text } = await ask(query, { input: { ...input, idempotencyKey: `live-endings-${++keys}` } });
  const { done } = (data ?? {}) as unknown as { done?: T & { userErrors: unknown[] } };
  if (!done || done.userErrors.length > 0) throw new Error(`${mutation}: ${text}`);
  return done;
}

interface Shared {
  id: string;
  version: number;
}
/** A case that the park leads. */
async function opened(title: string): Promise<Shared> {
  const lead = { title, source: 'VISIT', intent: '意向', companyDescription: '某企业', amountYuan: '1200000000' };
  const done = await does<{ lead: Shared }>(office.ask, 'registerLead', lead, 'lead { id version }');
  const input = { leadId: done.lead.id, expectedVersion: done.lead.version };
  return (await does<{ case: Shared }>(office.ask, 'acceptLead', input, 'case { id version }')).case;
}
const share = ({ id }: Shared, team: TestTeam, level = 'WORK') =>
  does(office.ask, 'shareCase', { caseId: id, teamId: globalId('Team', team.id), role: 'SUPPORT', level });
const note = ({ id }: Shared, text: string) =>
  does(office.ask, 'addActivity', { caseId: id, kind: 'NOTE', happenedOn: '2026-01-05', text });

async function taskForce(...cases: Shared[]): Promise<TestTeam> {
  const team = await office.world.team(TeamKind.TASK_FORCE, city);
  for (const each of cases) await share(each, team);
  return team;
}

const SHOWN = `{
  cursor
  event { maskedFields ... on ActivityAdded { activity { text } } ... on CaseUpdated { case { level title intent amountYuan sizeBand maskedFields } changes { field } } }
  signal { __typename ... on AccessRevoked { recordId } }
}`;
const FEED = `subscription ($after: String) { heard: teamFeed(after: $after) ${SHOWN} }`;
const OF_CASE = `subscription ($id: ID!, $after: String) { heard: caseEvents(caseId: $id, after: $after) ${SHOWN} }`;
interface Heard {
  cursor: string;
  event: { maskedFields: string[]; activity?: { text: string } | null; case?: object; changes?: object[] } | null;
  signal: { __typename: string; recordId?: string } | null;
}

const of = ({ messages }: Line, id: string) => messages.filter((message) => message.id === id);
const heardOf = ({ payload }: SocketMessage): Heard[] =>
  payload && 'data' in payload ? [(payload.data as { heard: Heard }).heard] : [];
const heard = (line: Line, id = 'feed') => of(line, id).flatMap(heardOf);
const texts = (line: Line, id = 'feed') => heard(line, id).flatMap(({ event }) => event?.activity?.text ?? []);
const revoked = (line: Line, id = 'feed') => heard(line, id).flatMap(({ signal }) => signal?.recordId ?? []);

async function subscribe(line: Line, id: string, query: string, variables: object = {}): Promise<void> {
  line.send({ type: 'subscribe', id, payload: { query, variables } });
  expect([await line.until(() => of(line, id).length > 0), of(line, id)[0]?.type]).toEqual([true, 'next']);
}
async function feedOf(token: string, after?: string): Promise<Line> {
  const line = await dial(office.socketUrl, token);
  await subscribe(line, 'feed', FEED, { after });
  return line;
}
/** What a socket was closed with, or that it is still open when all others heard long ago. */
const endOf = ({ closed }: Line): Promise<{ code: number; reason: string }> =>
  Promise.race([closed, sleep(30_000, { code: 0, reason: 'still open' }, { ref: false })]);

/** A token, and what ends it. */
interface Ending {
  token: string;
  end: () => Promise<unknown>;
}

async function officerOf(force: TestTeam) {
  const who = await office.desk.member(force);
  const token = await tokenOf(office.url, who.login, PASSWORD);
  return { ...who, token, ask: askerOf(office.url, token) };
}
async function clientOf(force: TestTeam): Promise<Ending> {
  const { ask } = await office.as(force, Role.CHIEF);
  const made = await does<{ apiClient: { id: string; clientId: string }; clientSecret: string }>(
    ask,
    'createApiClient',
    { name: '示例系统', scopes: ['READ'] },
    'apiClient { id clientId } clientSecret',
  );
  const form = { grant_type: 'client_credentials', client_id: made.apiClient.clientId, client_secret: made.clientSecret };
  const response = await fetch(`${office.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return { token, end: () => does(ask, 'revokeApiClient', { apiClientId: made.apiClient.id }) };
}
/** Long enough to sign in a colleague and to be told something first, on a busy machine too. */
const SHORT_MS = 6_000;
/** A token as the node issues it, but of a few seconds. */
async function shortToken(token: string): Promise<string> {
  const [row] = await office.world.db.readSystem<{ key: string }>('select key from installation');
  const options = { minutes: SHORT_MS / 60_000, now: () => new Date(), revocations: { has: () => false } };
  const tokens = createTokens(Buffer.from(row!.key, 'base64url'), options);
  const { viewer } = (await tokens.verify(token))!;
  return (await tokens.issue(viewer, viewer.sessionId!)).token;
}
const today = () => shanghaiDay(new Date());
const endTeam = (force: TestTeam, endsOn: string) =>
  does(chief, 'updateTeam', { id: globalId('Team', force.id), expectedVersion: 1, endsOn });

const ENDINGS: Array<[name: string, whom: 'one' | 'team', begin: (force: TestTeam) => Promise<Ending>]> = [
  [
    'a sign-out',
    'one',
    async (force) => {
      const { token, ask } = await officerOf(force);
      return { token, end: () => does(ask, 'signOut', {}) };
    },
  ],
  [
    'a sign-out of all devices from another one',
    'one',
    async (force) => {
      const { token, login } = await officerOf(force);
      const other = askerOf(office.url, await tokenOf(office.url, login, PASSWORD));
      return { token, end: () => does(other, 'signOut', { everywhere: true }) };
    },
  ],
  [
    'the end of the membership',
    'one',
    async (force) => {
      const { token, membershipId } = await officerOf(force);
      return { token, end: () => does(chief, 'endMembership', { membershipId: globalId('Membership', membershipId) }) };
    },
  ],
  ['the withdrawal of an API client', 'one', clientOf],
  [
    'the end of the token’s time',
    'one',
    async (force) => ({ token: await shortToken((await officerOf(force)).token), end: () => sleep(SHORT_MS) }),
  ],
  [
    'the end of a task force by its city',
    'team',
    async (force) => ({ token: (await officerOf(force)).token, end: () => endTeam(force, dayBefore(today())) }),
  ],
  [
    'the last day of a task force, which passes',
    'team',
    async (force) => {
      await endTeam(force, shanghaiDay(new Date(Date.now() + DAY_MS)));
      const later = () => new Date(Date.now() + 2 * DAY_MS);
      const { token } = await officerOf(force);
      return { token, end: () => tidy({ pool: office.world.db.system, now: later }, { clean: false }) };
    },
  ],
];

describe('an open socket', () => {
  test.each(ENDINGS)('is closed with 4403 by %s, and is told nothing that comes after', async (name, whom, begin) => {
    const force = await taskForce(kase);
    const colleague = await office.as(force);
    const { token, end } = await begin(force);
    const [ended, beside, elsewhere] = await Promise.all([feedOf(token), feedOf(colleague.token), feedOf(office.token)]);
    await note(kase, `${name}, before`);
    for (const line of [ended, beside, elsewhere])
      expect(await line.until(() => texts(line).includes(`${name}, before`))).toBe(true);

    await end();
    await note(kase, `${name}, after`);
    expect(await elsewhere.until(() => texts(elsewhere).includes(`${name}, after`))).toBe(true);
    expect(await endOf(ended)).toEqual({ code: 4403, reason: expect.stringMatching(/^UNAUTHENTICATED: \p{Script=Han}/u) });
    expect(texts(ended)).toEqual([`${name}, before`]);
    expect((await endOf(await dial(office.socketUrl, token))).code).toBe(4403);
    if (whom === 'team') {
      expect((await endOf(beside)).code).toBe(4403);
      expect(texts(beside)).toEqual([`${name}, before`]);
    } else {
      expect(await beside.until(() => texts(beside).includes(`${name}, after`))).toBe(true);
      beside.ws.close();
    }
    elsewhere.ws.close();
  });
});

describe('an open stream', () => {
  test('of a case ends behind AccessRevoked when the share is withdrawn, and the team’s feed goes on without the case', async () => {
    const [left, kept] = [await opened('退出的专案'), await opened('留下的专案')];
    const force = await taskForce(left, kept);
    const { token } = await office.as(force);
    const [line, elsewhere] = await Promise.all([feedOf(token), feedOf(office.token)]);
    await subscribe(line, 'case', OF_CASE, { id: left.id });
    const [feedBegan, caseBegan] = [heard(line)[0]!.cursor, heard(line, 'case')[0]!.cursor];
    await note(left, '撤回前');
    expect(await line.until(() => ['feed', 'case'].every((id) => texts(line, id).includes('撤回前')))).toBe(true);

    await does(office.ask, 'withdrawShare', { caseId: left.id, teamId: globalId('Team', force.id) });
    await note(left, '撤回后');
    await note(kept, '别的专案');
    expect(await line.until(() => texts(line).includes('别的专案'))).toBe(true);
    expect(await elsewhere.until(() => texts(elsewhere).includes('别的专案'))).toBe(true);
    expect(texts(elsewhere)).toEqual(['撤回前', '撤回后', '别的专案']);
    expect(texts(line)).toEqual(['撤回前', '别的专案']);
    expect([texts(line, 'case'), revoked(line), revoked(line, 'case')]).toEqual([['撤回前'], [left.id], [left.id]]);
    expect([of(line, 'case').at(-1)?.type, of(line, 'feed').some(({ type }) => type === 'complete')]).toEqual([
      'complete',
      false,
    ]);

    // Whoever comes back with a cursor of before is told of the end, and nothing from behind it.
    const again = await feedOf(token, feedBegan);
    await subscribe(again, 'case', OF_CASE, { id: left.id, after: caseBegan });
    expect(await again.until(() => texts(again).includes('别的专案'))).toBe(true);
    expect(await again.until(() => of(again, 'case').at(-1)?.type === 'complete')).toBe(true);
    expect([texts(again), texts(again, 'case')]).toEqual([['别的专案'], []]);
    expect([revoked(again), revoked(again, 'case')]).toEqual([[left.id], [left.id]]);
    for (const { ws } of [line, again, elsewhere]) ws.close();
  });

  test('shows less from where the share gives less', async () => {
    const lowered = await opened('降级的专案');
    const force = await taskForce(lowered);
    const [line, elsewhere] = await Promise.all([feedOf((await office.as(force)).token), feedOf(office.token)]);
    const retitle = async (title: string): Promise<void> => {
      const { data } = await office.ask('query ($id: ID!) { case(id: $id) { version } }', { id: lowered.id });
      const { version } = (data as unknown as { case: { version: number } }).case;
      await does(office.ask, 'updateCase', { id: lowered.id, expectedVersion: version, title });
    };
    const titled = (of: Line, title: string) => heard(of).find(({ event }) => JSON.stringify(event?.case ?? {}).includes(title));
    await retitle('全部可见');
    expect(await line.until(() => titled(line, '全部可见') !== undefined)).toBe(true);
    expect(titled(line, '全部可见')!.event).toMatchObject({
      maskedFields: [],
      changes: [{ field: 'title' }],
      case: { level: 'WORK', intent: '意向', amountYuan: '1200000000' },
    });

    await does(office.ask, 'changeShare', { caseId: lowered.id, teamId: globalId('Team', force.id), level: 'SUMMARY' });
    await retitle('只见摘要');
    await note(lowered, '摘要之外');
    expect(await elsewhere.until(() => texts(elsewhere).includes('摘要之外'))).toBe(true);
    expect(await line.until(() => titled(line, '只见摘要') !== undefined)).toBe(true);
    const { event } = titled(line, '只见摘要')!;
    expect(event).toMatchObject({ changes: null, case: { level: 'SUMMARY', intent: null, amountYuan: null } });
    expect(event!.maskedFields).toContain('changes');
    expect((event!.case as { maskedFields: string[] }).maskedFields).toEqual(expect.arrayContaining(['intent', 'amountYuan']));
    expect(titled(elsewhere, '只见摘要')!.event!.case).toMatchObject({ level: 'WORK', intent: '意向', amountYuan: '1200000000' });
    await retitle('仍只见摘要');
    expect(await line.until(() => titled(line, '仍只见摘要') !== undefined)).toBe(true);
    expect(texts(line)).toEqual([]);
    for (const { ws } of [line, elsewhere]) ws.close();
  });
});
