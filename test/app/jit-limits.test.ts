import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, parse } from 'graphql';
import { createCompiler } from '../../src/app/jit-executor.ts';

const schema = buildSchema(`
  type Query { c(n: Int! = 5): C list(kinds: [Kind!]! = [A]): [Kind!] said(say: Say, all: [Say!]): String }
  input Say { word: String! = "hello" to: Whom }
  input Whom { name: String = "you" }
  enum Kind { A B }
  type C { a: Int b: Int n: C }
`);
const { c, list, said } = schema.getQueryType()!.getFields();
c!.resolve = (_, { n }: { n: number }) => ({ a: n, b: 2, n: { a: 3, b: 4, n: { a: 5 } } });
list!.resolve = (_, { kinds }: { kinds: string[] }) => kinds;
said!.resolve = (_, given: object) => JSON.stringify(given);

/** What the compiler that requests and streams share answers, beside the reference implementation. */
async function both(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const compiled = createCompiler(schema)(query, document, null);
  if (!('query' in compiled)) throw new Error('not compiled');
  const reference = await execute({ schema, document, variableValues: variables });
  return { got: await compiled.query({}, {}, variables), expected: JSON.parse(JSON.stringify(reference)) as object };
}

describe('an operation answers as the specification says', () => {
  test.each([
    ['query ($n: Int! = 7) { c(n: $n) { a } }', {}],
    ['query ($n: Int! = 7) { c(n: $n) { a } }', { n: 8 }],
    ['query ($k: [Kind!]! = [B, A]) { list(kinds: $k) }', {}],
    ['query ($say: Say) { said(say: $say) }', { say: {} }],
    ['query ($say: Say!) { said(say: $say) }', { say: { word: 'bye', to: {} } }],
    ['query ($all: [Say!]) { said(all: $all) }', { all: [{}] }],
    ['query ($s: Boolean! = true) { c { a @skip(if: $s) b } }', {}],
    ['query ($s: Boolean!) { c @skip(if: $s) { ... on C { a } } c { b } }', { s: true }],
    ['query ($s: Boolean!) { c @skip(if: $s) { ...F } c { b } } fragment F on C { n { a } }', { s: true }],
    ['query ($s: Boolean!) { ... @include(if: $s) { c { ... { a } } } c { b } }', { s: false }],
    [
      'query ($s: Boolean!) { c { n @skip(if: $s) { n { ... on C { a } } ... on C { a } } ...G } } fragment G on C { n { b } }',
      { s: true },
    ],
  ])('%s with %j', async (query, variables) => {
    const { got, expected } = await both(query, variables);
    expect(JSON.parse(JSON.stringify(got))).toEqual(expected);
  });

  test('and a null for what must not be null is still refused', async () => {
    const { got } = await both('query ($n: Int! = 7) { c(n: $n) { a } }', { n: null });
    expect(got.errors).toHaveLength(1);
  });
});
