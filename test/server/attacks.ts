import { createHmac } from 'node:crypto';
import { globalId } from '../../src/kernel/global-id.ts';
import type { Office } from './running.ts';

/** What an attack sends and what must come of it. */
export interface Attack {
  name: string;
  /** The whole JSON body; or text, sent as it is. */
  body: unknown;
  headers?: Record<string, string>;
  status: number;
  /** Code of the top-level error; null: answered, with what `answer` matches. */
  code: string | null;
  answer?: RegExp;
  /** Sent without a token. */
  anonymous?: boolean;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';
const LEADS = 'query ($after: String, $filter: LeadFilter) { leads(first: 5, after: $after, filter: $filter) { nodes { id } } }';
const REGISTER =
  'mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { id } userErrors { code path message } } }';
const lead = (more: object) => ({
  query: REGISTER,
  variables: { input: { title: '线索', source: 'VISIT', intent: '意向', ...more } },
});
const gql = (query: string, variables?: object) => ({ query, variables });
const many = (count: number, each: (index: number) => string) => Array.from({ length: count }, (_, i) => each(i)).join(' ');
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const bodies = (): Attack[] => [
  { name: 'a body over 100 KiB', body: gql('{ viewer { role } }', { x: 'x'.repeat(110_000) }), status: 413, code: 'TOO_LARGE' },
  { name: 'text that is not JSON', body: '{"query": "{ viewer', status: 400, code: 'BAD_REQUEST' },
  { name: 'no body', body: '', status: 400, code: 'BAD_REQUEST' },
  { name: 'a body of null', body: 'null', status: 400, code: 'BAD_REQUEST' },
  { name: 'a body that is a number', body: '7', status: 400, code: 'BAD_REQUEST' },
  { name: 'a batch', body: [gql('{ viewer { role } }'), gql('{ viewer { role } }')], status: 400, code: 'BAD_REQUEST' },
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'].map((type) => ({
    name: `a form of another site: ${type.split(';')[0]}`,
    body: JSON.stringify(gql('{ viewer { role } }')),
    headers: { 'content-type': type },
    status: 400,
    code: 'BAD_REQUEST',
  })),
  {
    name: 'an own __proto__ in the body',
    body: '{"query":"{ viewer { role } }","__proto__":{"viewer":{}}}',
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    name: 'a constructor.prototype in the body',
    body: '{"query":"{ viewer { role } }","constructor":{"prototype":{"x":1}}}',
    status: 400,
    code: 'BAD_REQUEST',
  },
  { name: 'a query that is an object', body: { query: { kind: 'Document' } }, status: 400, code: 'BAD_REQUEST' },
  {
    name: 'a persisted query without its text',
    body: { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    status: 400,
    code: 'BAD_REQUEST',
  },
  { name: 'variables that are a list', body: { query: '{ viewer { role } }', variables: [1] }, status: 400, code: 'BAD_REQUEST' },
  { name: 'variables that are text', body: { query: '{ viewer { role } }', variables: 'x' }, status: 400, code: 'BAD_REQUEST' },
  {
    name: 'variables nested 15,000 deep',
    body: `{"query":"{ viewer { role } }","variables":{"x":${'['.repeat(15_000)}${']'.repeat(15_000)}}}`,
    status: 200,
    code: null,
    answer: /"role"/,
  },
  {
    name: 'an unknown operation',
    body: { query: 'query A { viewer { role } }', operationName: 'B' },
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    name: 'an operation named by a number',
    body: { query: 'query A { viewer { role } }', operationName: 5 },
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    name: 'a transport chosen by the body',
    body: { query: 'subscription { teamFeed { cursor } }', transport: 'ws' },
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    name: 'a viewer chosen by the body',
    body: { query: '{ viewer { role } }', viewer: { teamId: NOBODY } },
    anonymous: true,
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  { name: 'a subscription over HTTP', body: gql('subscription { teamFeed { cursor } }'), status: 400, code: 'BAD_REQUEST' },
];

export const documents = (): Attack[] => [
  { name: 'no GraphQL', body: gql('select 1'), status: 400, code: 'GRAPHQL_PARSE_FAILED' },
  { name: 'an unknown field', body: gql('{ viewer { passwordHash } }'), status: 400, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'more than 2,000 tokens', body: gql(`{ viewer { ${'role '.repeat(2_000)} } }`), status: 400, code: 'TOO_MANY_TOKENS' },
  {
    name: 'nesting',
    body: gql(`{ viewer { team ${'{ parent '.repeat(20)} { id } ${'}'.repeat(20)} } }`),
    status: 400,
    code: 'TOO_DEEP',
  },
  { name: 'nesting of lists without end', body: gql(`{ viewer ${'{'.repeat(1_500)}`), status: 400, code: 'GRAPHQL_PARSE_FAILED' },
  {
    name: 'a fragment cycle',
    body: gql('{ viewer { team { ...a } } } fragment a on Team { parent { ...a } }'),
    status: 400,
    code: 'TOO_DEEP',
  },
  { name: 'aliases', body: gql(`{ viewer { ${many(31, (i) => `a${i}: role`)} } }`), status: 400, code: 'TOO_MANY_ALIASES' },
  {
    name: 'root fields',
    body: gql(`{ ${many(11, (i) => `a${i}: viewer { role }`)} }`),
    status: 400,
    code: 'TOO_MANY_ROOT_FIELDS',
  },
  {
    name: 'guessing of passwords in one request',
    body: gql(`mutation { ${many(6, (i) => `a${i}: signIn(input: { login: "x", password: "${i}" }) { token }`)} }`),
    anonymous: true,
    status: 400,
    code: 'TOO_MANY_ROOT_FIELDS',
  },
  { name: 'directives', body: gql(`{ viewer { ${'role @include(if: true) '.repeat(21)} } }`), status: 400, code: 'BAD_REQUEST' },
  {
    name: 'lists in lists',
    body: gql('{ teams(first: 100) { nodes { leads(first: 100) { nodes { id } } } } }'),
    status: 400,
    code: 'COST_EXCEEDED',
  },
  {
    name: 'a size hidden in a variable',
    body: gql('query ($n: Int) { teams(first: $n) { nodes { leads(first: $n) { nodes { id } } } } }', { n: 100 }),
    status: 400,
    code: 'COST_EXCEEDED',
  },
  {
    name: 'a size hidden in a default',
    body: gql('query ($n: Int = 100) { teams(first: $n) { nodes { leads(first: $n) { nodes { id } } } } }'),
    status: 400,
    code: 'COST_EXCEEDED',
  },
  {
    name: 'introspection before sign-in',
    body: gql('{ __schema { types { name } } }'),
    anonymous: true,
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'introspection beside an open field',
    body: gql('mutation { signIn(input: { login: "x", password: "y" }) { __typename } __schema { types { name } } }'),
    anonymous: true,
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'data before sign-in',
    body: gql('{ teams(first: 1) { nodes { id } } }'),
    anonymous: true,
    status: 401,
    code: 'UNAUTHENTICATED',
  },
];

export async function tokens(office: Office): Promise<Attack[]> {
  const [header, payload, signature] = office.token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const head = base64({ alg: 'HS256', typ: 'JWT' });
  const otherKey = createHmac('sha256', 'another key').update(`${head}.${payload}`).digest('base64url');
  const viewer = { ...office.world.viewer(office.park), sessionId: NOBODY, personId: NOBODY };
  const foreign = (await office.desk.deps.tokens.issue(viewer, NOBODY)).token;
  const grown = base64({ ...claims, role: 'CHIEF' });
  const made = {
    forged: 'forged',
    'without a signature (alg none)': `${base64({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'signed with another key': `${head}.${payload}.${otherKey}`,
    'of another installation': foreign,
    'with a role it was not given': `${header}.${grown}.${signature}`,
    'of another algorithm': `${base64({ alg: 'HS512', typ: 'JWT' })}.${payload}.${signature}`,
    'of 10,000 characters': 'x'.repeat(10_000),
    'that is a path': '../../etc/passwd',
  };
  return Object.entries(made).map(([name, token]) => ({
    name: `a token ${name}`,
    body: gql('{ viewer { role } }'),
    headers: { authorization: `Bearer ${token}` },
    status: 401,
    code: 'UNAUTHENTICATED',
  }));
}

/** Ids, cursors and values of the wrong kind; `cursor` is one of this office's list of leads. */
export function values(office: Office, cursors: { list: string; stream: string }): Attack[] {
  const node = (id: string) => gql('query ($id: ID!) { node(id: $id) { id } }', { id });
  const none = { status: 200, code: null, answer: /"node":null/ };
  const invalid = { status: 200, code: null, answer: /"code":"(INVALID|NOT_FOUND)"/ };
  const bad = { status: 400, code: 'BAD_USER_INPUT' };
  const badCursor = { status: 200, code: 'BAD_CURSOR' };
  const flipped = `${cursors.list.slice(0, -2)}${cursors.list.endsWith('A') ? 'B' : 'A'}A`;
  return [
    { name: 'an id of nothing', body: node(globalId('Lead', NOBODY)), ...none },
    { name: 'an id of a type that does not exist', body: node(globalId('Password', NOBODY)), ...none },
    { name: 'an id with the name of a prototype key', body: node(globalId('__proto__', NOBODY)), ...none },
    { name: 'an id named constructor', body: node(globalId('constructor', NOBODY)), ...none },
    { name: 'an id of SQL', body: node(Buffer.from("Lead:' or 1=1 --").toString('base64url')), ...none },
    { name: 'an id that is a bare uuid', body: node(office.park.id), ...none },
    { name: 'an id of 100,000 characters', body: node('A'.repeat(90_000)), ...none },
    { name: 'an id that is a number too large', body: gql('{ node(id: 99999999999999999999999999) { id } }'), ...none },
    {
      name: 'a lead that is a team',
      body: gql('query ($id: ID) { lead(id: $id) { id } }', { id: globalId('Team', office.park.id) }),
      status: 200,
      code: null,
      answer: /"lead":null/,
    },
    {
      name: 'SQL in a search',
      body: gql(LEADS, { filter: { search: "'); drop table lead; --%_\\" } }),
      status: 200,
      code: null,
      answer: /"nodes":\[\]/,
    },
    {
      name: 'SQL in a code',
      body: gql("{ lead(code: \"' or '1'='1\") { id } }"),
      status: 200,
      code: null,
      answer: /"lead":null/,
    },
    {
      name: 'SQL in a filter of an id',
      body: gql(LEADS, { filter: { companyId: "1' or 1=1" } }),
      status: 200,
      code: null,
      answer: /"nodes":\[\]|errors/,
    },
    { name: 'a forged cursor', body: gql(LEADS, { after: 'forged' }), ...badCursor },
    { name: 'a cursor with one bit turned', body: gql(LEADS, { after: flipped }), ...badCursor },
    { name: 'a cursor of a stream in a list', body: gql(LEADS, { after: cursors.stream }), ...badCursor },
    {
      name: 'a cursor of another list',
      body: gql('query ($after: String) { teams(first: 5, after: $after) { nodes { id } } }', { after: cursors.list }),
      ...badCursor,
    },
    { name: 'a page of 101', body: gql('{ leads(first: 101) { nodes { id } } }'), status: 200, code: 'BAD_USER_INPUT' },
    { name: 'a page of -1', body: gql('{ leads(first: -1) { nodes { id } } }'), status: 200, code: 'BAD_USER_INPUT' },
    {
      name: 'a page of both ends',
      body: gql('{ leads(first: 1, last: 1) { nodes { id } } }'),
      status: 200,
      code: 'BAD_USER_INPUT',
    },
    {
      name: 'a whole number out of range',
      body: gql('query ($n: Int) { leads(first: $n) { nodes { id } } }', { n: 2 ** 31 }),
      status: 400,
      code: 'COST_EXCEEDED',
    },
    {
      name: 'a fraction for a whole number',
      body: gql('query ($n: Int) { leads(first: $n) { nodes { id } } }', { n: 1.5 }),
      ...bad,
    },
    { name: 'an object for text', body: gql(LEADS, { after: { $gt: '' } }), ...bad },
    { name: 'a missing variable', body: gql(REGISTER, {}), ...bad },
    { name: 'a field that the input does not have', body: lead({ isDemo: true }), ...bad },
    { name: 'an unknown enum value', body: lead({ source: 'HACKED' }), ...bad },
    { name: 'an amount of 100 digits', body: lead({ amountYuan: '9'.repeat(100) }), ...bad },
    { name: 'an amount below zero', body: lead({ amountYuan: '-1' }), ...bad },
    { name: 'an amount in words', body: lead({ amountYuan: '一亿' }), ...bad },
    { name: 'an amount that is a number', body: lead({ amountYuan: 1e308 }), ...bad },
    {
      name: 'a day that does not exist',
      body: gql(
        'mutation ($d: Date!) { addActivity(input: { caseId: "x", kind: VISIT, happenedOn: $d, text: "a" }) { userErrors { code } } }',
        { d: '2026-02-30' },
      ),
      ...bad,
    },
    {
      name: 'a month that does not exist',
      body: gql(
        'mutation ($d: Date!) { addActivity(input: { caseId: "x", kind: VISIT, happenedOn: $d, text: "a" }) { userErrors { code } } }',
        { d: '2026-13-01' },
      ),
      ...bad,
    },
    { name: 'a null byte in text', body: lead({ companyDescription: '甲\u0000乙' }), ...bad },
    { name: 'a null byte in a search', body: gql(LEADS, { filter: { search: '\u0000' } }), ...bad },
    { name: 'a null byte in a literal', body: gql('{ lead(code: "a\\u0000b") { id } }'), ...bad },
    {
      name: 'a null byte in a login',
      body: gql('mutation ($input: SignInInput!) { signIn(input: $input) { token } }', {
        input: { login: 'a\u0000', password: 'b\u0000' },
      }),
      anonymous: true,
      ...bad,
    },
    { name: 'half a surrogate pair', body: lead({ companyDescription: '甲\ud800乙' }), ...bad },
    {
      name: 'half a surrogate pair in a key',
      body: lead({ companyDescription: '甲', idempotencyKey: 'key-\udfff-key' }),
      ...bad,
    },
    { name: 'a title of 80,000 characters', body: lead({ title: '长'.repeat(20_000), companyDescription: '甲' }), ...invalid },
    {
      name: 'an idempotency key of 5,000 characters',
      body: lead({ companyDescription: '甲', idempotencyKey: 'k'.repeat(5_000) }),
      ...invalid,
    },
    {
      name: 'prototype keys in a variable',
      body: lead({ companyDescription: '甲', toString: 'x', hasOwnProperty: 'y' }),
      ...bad,
    },
    {
      name: 'a number before the year 1',
      body: gql(
        'mutation { addActivity(input: { caseId: "x", kind: VISIT, happenedOn: "0000-01-01", text: "a" }) { userErrors { code } } }',
      ),
      status: 200,
      code: null,
      answer: /"code":"(INVALID|NOT_FOUND)"/,
    },
  ];
}
