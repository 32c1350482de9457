import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import pg from 'pg';
import { maskError } from '../../src/app/mask-error.ts';
import { FAULT_CODES } from '../../src/kernel/fault.ts';
import { LEAKS, leaksOf, openOffice, replyOf, type Office } from './running.ts';

const CODES: ReadonlySet<string> = new Set(FAULT_CODES);
let office: Office;
beforeAll(async () => {
  office = await openOffice();
  // Mistakes of ours, made by hand: a table that is gone, a right that is missing, a column of another type.
  const owner = new pg.Client({ connectionString: office.world.db.url });
  await owner.connect();
  await owner.query('alter table park rename to park_gone');
  await owner.query('alter table chain rename column name to name_gone');
  await owner.query('revoke select on division from zhaoshang_reader');
  await owner.end();
});
afterAll(() => office.closeAll());

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    '\ud800',
    "'; drop table lead; --",
    '{{7*7}}',
    '%s%n',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    '9'.repeat(99),
  ),
);
const oddValue = fc.oneof(oddText, fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.maxSafeInteger());
const DOCUMENTS = [
  'query ($x: ID!) { node(id: $x) { nope } }',
  'query ($x: String) { leads(first: 1, after: $x) { nodes { id } } }',
  'query ($x: Int) { leads(first: $x) { nodes { id } } }',
  'query ($x: LeadFilter) { leads(first: 1000, filter: $x) { nodes { id } } }',
  'query ($x: ChainKey!) { chain(by: $x) { id name } }',
  'mutation ($x: RegisterLeadInput!) { registerLead(input: $x) { lead { id } } }',
  'mutation ($x: Yuan!) { registerLead(input: { amountYuan: $x }) { lead { id } } }',
  'subscription ($x: String) { teamFeed(after: $x) { cursor } }',
  '{ parks(first: 1) { nodes { name } } }',
  '{ chains(first: 1) { nodes { name } } }',
  '{ divisions(includeEnded: true) { name } }',
];
const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  'query',
  'mutation',
  'viewer',
  'leads',
  'first',
  ':',
  '1',
  '...',
  'on',
  'Lead',
  '@include',
  '$x',
  '"a"',
  '!',
  '#',
];

const attempt = fc.oneof(
  fc.record({ query: fc.constantFrom(...DOCUMENTS), variables: fc.record({ x: oddValue }) }).map((body) => JSON.stringify(body)),
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 30 }).map((words) => JSON.stringify({ query: words.join(' ') })),
  fc.record({ query: oddValue, variables: oddValue, operationName: oddValue }).map((body) => JSON.stringify(body)),
  oddText,
);

test('of a thousand errors provoked over HTTP each has a code of ours and a request id, and none shows the inside', async () => {
  const seen = new Map<string, number>();
  const wrong: object[] = [];
  const bodies = fc.sample(attempt, { numRuns: 1_400, seed: 20_261_123 });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${office.token}` };
  const provoke = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const reply = await replyOf(await fetch(`${office.url}/graphql`, { method: 'POST', headers, body }));
      // A client's own words may come back to it in a message; what it could not have said may not.
      const told = reply.errors.map(({ message, extensions }) => ({ message: message.replace(/[：:].*$/s, ''), extensions }));
      const leaks = leaksOf({ errors: told, text: JSON.stringify(told) });
      const foreign = reply.codes.filter((code) => !CODES.has(code));
      if (leaks.length > 0 || foreign.length > 0 || reply.status >= 500)
        wrong.push({ body, status: reply.status, leaks, foreign });
      for (const code of reply.codes) seen.set(code, (seen.get(code) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 8 }, provoke));
  expect(wrong).toEqual([]);
  expect([...seen.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(1_000);
  const kinds = ['BAD_REQUEST', 'BAD_USER_INPUT', 'BAD_CURSOR', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'INTERNAL'];
  expect([...seen.keys()]).toEqual(expect.arrayContaining(kinds));
  // The mistakes made by hand, and nothing else, were unexpected.
  const unexpected = office.logged.filter((line) => !/park|name|permission denied for table division/.test(line));
  expect(unexpected).toEqual([]);
  expect(office.logged.length).toBeGreaterThan(0);
}, 300_000);

const inside = fc.constantFrom(
  'relation "event_pos" does not exist',
  'duplicate key value violates unique constraint "idempotency_pkey"',
  'insert into lead (id) values ($1) - column "x" of relation "lead" does not exist',
  'connect ECONNREFUSED 127.0.0.1:5432',
  "Cannot read properties of undefined (reading 'pos')\n    at run (/srv/app/src/app/act.ts:12:3)",
  'permission denied for table zhaoshang_reader',
);

test('whatever is thrown, by whatever way it comes, is masked', () => {
  const thrown = fc.tuple(
    inside,
    fc.constantFrom(undefined, '42P01', '23505', '08006', '57P01', '22021', '25006', '53300', 'XX000', 'ECONNREFUSED'),
  );
  const wrapped = fc.tuple(thrown, fc.constantFrom('bare', 'cause', 'graphql', 'text')).map(([[message, code], how]) => {
    const error = Object.assign(new Error(message), {
      code,
      table: 'lead',
      detail: message,
      stack: `${message}\n    at x (/srv/a.ts:1:1)`,
    });
    if (how === 'cause') return new Error(`DriverException: ${message}`, { cause: error });
    if (how === 'graphql')
      return new GraphQLError(message, { originalError: error, extensions: { exception: { stacktrace: [message] } } });
    return how === 'text' ? message : error;
  });
  fc.assert(
    fc.property(wrapped, (error) => {
      const masked = maskError(error, 'request-1', { error: () => {} });
      const { code, requestId } = masked.extensions as { code: string; requestId: string };
      return !LEAKS.test(JSON.stringify(masked)) && CODES.has(code) && requestId === 'request-1';
    }),
    { numRuns: 5_000 },
  );
});
