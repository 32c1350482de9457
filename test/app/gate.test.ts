import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, GraphQLError } from 'graphql';
import { createGate, LIMITS, type Operation } from '../../src/app/gate.ts';
import { Role, Scope, TeamKind, type Viewer } from '../../src/kernel/viewer.ts';

const schema = buildSchema(`
  type Thing { id: ID! name: String things(first: Int, last: Int): ThingConnection parts: [Thing!]! self: Thing }
  type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! totalCount: Int! }
  type ThingEdge { cursor: String! node: Thing! }
  type Query { thing: Thing things(first: Int, last: Int): ThingConnection named(ids: [ID!]!): [Thing]! }
  type Mutation { signIn: Thing touch: Thing }
  type Subscription { ticks: Thing }
`);
schema.getMutationType()!.getFields().signIn!.extensions = { open: true };
schema.getSubscriptionType()!.getFields().ticks!.extensions = { live: true };

const viewer: Viewer = {
  teamId: 't',
  teamKind: TeamKind.PARK,
  role: Role.OFFICER,
  personId: 'p',
  clientId: null,
  sessionId: 's',
  scopes: [],
};
const admit = (query: string, more: Partial<Operation> = {}) =>
  createGate(schema).admit({ transport: 'http', query, viewer, ...more });
const codeOf = (run: () => unknown): unknown => {
  try {
    run();
    return 'ADMITTED';
  } catch (error) {
    return (error as GraphQLError).extensions.code;
  }
};
const nested = (depth: number) => `{ thing ${'{ self '.repeat(depth)} { id } ${'}'.repeat(depth)} }`;

describe('the gate refuses, on both transports,', () => {
  test.each([
    ['no document', '', 'BAD_REQUEST'],
    ['a document over the byte limit', `{ thing { id } } #${'x'.repeat(LIMITS.httpBytes)}`, 'TOO_LARGE'],
    ['a document over the token limit', `{ thing { ${'id '.repeat(LIMITS.tokens)} } }`, 'TOO_MANY_TOKENS'],
    ['broken syntax', '{ thing {', 'GRAPHQL_PARSE_FAILED'],
    ['unknown fields', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['nesting', nested(LIMITS.depth), 'TOO_DEEP'],
    [
      'nesting hidden in fragments',
      `{ thing { ...a } } ${[...'abcdefghijklm'].map((f, i, all) => `fragment ${f} on Thing { self { ${all[i + 1] ? `...${all[i + 1]}` : 'id'} } }`).join(' ')}`,
      'TOO_DEEP',
    ],
    ['fragment cycles', '{ thing { ...a } } fragment a on Thing { self { ...a } }', 'TOO_DEEP'],
    ['aliases', `{ thing { ${Array.from({ length: 31 }, (_, i) => `a${i}: id`).join(' ')} } }`, 'TOO_MANY_ALIASES'],
    ['root fields', `{ ${Array.from({ length: 11 }, (_, i) => `a${i}: thing { id }`).join(' ')} }`, 'TOO_MANY_ROOT_FIELDS'],
    ['directives', `{ thing { ${'id @include(if: true) '.repeat(21)} } }`, 'BAD_REQUEST'],
    ['an unnamed choice', 'query A { thing { id } } query B { thing { id } }', 'BAD_REQUEST'],
  ])('%s', (_, query, code) => {
    const limit = query.length > LIMITS.wsBytes && code === 'TOO_MANY_TOKENS' ? 'TOO_LARGE' : code;
    expect([codeOf(() => admit(query)), codeOf(() => admit(query, { transport: 'ws' }))]).toEqual([code, limit]);
  });
});

describe('the gate', () => {
  test('admits a plain query over HTTP and hands its document on', () => {
    const gate = createGate(schema);
    const { hash, document } = gate.admit({ transport: 'http', query: '{ thing { id } }', viewer });
    expect(gate.admitted(hash)).toBe(document);
  });

  test('admits only subscriptions over WebSocket and none over HTTP', () => {
    expect([
      codeOf(() => admit('{ thing { id } }', { transport: 'ws' })),
      codeOf(() => admit('mutation { touch { id } }', { transport: 'ws' })),
      codeOf(() => admit('subscription { ticks { id } }', { transport: 'ws' })),
      codeOf(() => admit('subscription { ticks { id } }')),
    ]).toEqual(['SUBSCRIPTIONS_ONLY', 'SUBSCRIPTIONS_ONLY', 'ADMITTED', 'BAD_REQUEST']);
  });

  test('serves nobody before sign-in but the open fields', () => {
    const anonymous = (query: string) => codeOf(() => admit(query, { viewer: null }));
    expect([
      anonymous('mutation { signIn { id } }'),
      anonymous('mutation { touch { id } }'),
      anonymous('mutation { signIn { id } touch { id } }'),
      anonymous('{ thing { id } }'),
      anonymous('{ __schema { types { name } } }'),
      anonymous('mutation { ...f } fragment f on Mutation { touch { id } }'),
    ]).toEqual(['ADMITTED', ...Array<string>(5).fill('UNAUTHENTICATED')]);
  });

  test('asks API clients for the READ scope', () => {
    const client = (scopes: Scope[]) => ({ viewer: { ...viewer, clientId: 'c', scopes } });
    expect([
      codeOf(() => admit('{ thing { id } }', client([]))),
      codeOf(() => admit('{ thing { id } }', client([Scope.READ]))),
    ]).toEqual(['FORBIDDEN', 'ADMITTED']);
  });

  test('weighs lists by their size, in arguments and variables alike', () => {
    const cost = (query: string, variables = {}) => admit(query, { variables }).cost.requested;
    expect(cost('{ things(first: 10) { nodes { things(first: 1) { nodes { id } } } } }')).toBe(1 + 10 * (1 + 10 + 1));
    const [ten, hundred] = [cost('{ things(first: 10) { nodes { id } } }'), cost('{ things(first: 100) { nodes { id } } }')];
    expect(hundred - ten).toBe(90);
    expect(cost('query ($n: Int) { things(first: $n) { nodes { id } } }', { n: 100 })).toBe(hundred);
    expect(codeOf(() => admit('{ things(first: 100) { nodes { things(first: 100) { nodes { id } } } } }'))).toBe('COST_EXCEEDED');
  });

  test('weighs what is asked for by ids by how many there are, in arguments and variables alike', () => {
    const cost = (query: string, variables = {}) => admit(query, { variables }).cost.requested;
    const ids = Array.from({ length: 100 }, (_, i) => `id${i}`);
    expect([
      cost('query ($ids: [ID!]!) { named(ids: $ids) { id } }', { ids: ['a'] }),
      cost('query ($ids: [ID!]!) { named(ids: $ids) { id } }', { ids }),
      cost('query ($id: ID!) { named(ids: [$id, $id, $id]) { id } }', { id: 'a' }),
      cost('query ($ids: [ID!]! = ["a", "b"]) { named(ids: $ids) { id } }'),
      cost('{ named(ids: "a") { id } }'),
    ]).toEqual([2, 101, 4, 3, 2]);
  });

  test('drains a bucket and says when to come back', () => {
    const gate = createGate(schema);
    const bucket = { capacity: 100, perSecond: 10 };
    const query = '{ things(first: 60) { nodes { id } } }';
    gate.admit({ transport: 'http', query, viewer, bucket });
    expect(() => gate.admit({ transport: 'http', query, viewer, bucket })).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED', retryAfter: 3 }) }),
    );
  });

  test('answers any text with a code and never with a crash', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((s) => `{ thing { ${s} } }`),
        ),
        (query) => {
          expect(typeof codeOf(() => admit(query))).toBe('string');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
