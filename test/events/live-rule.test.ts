import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse, validate, type GraphQLSchema } from 'graphql';
import { liveRule } from '../../src/events/live-rule.ts';
import { stageSchema } from './stage-schema.ts';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await stageSchema();
});
const refused = (query: string) => validate(schema, parse(query), [liveRule]).map((error) => error.extensions);
const moved = (fields: string) => `subscription { teamFeed { event { ... on CaseStageMoved { ${fields} } } } }`;

describe('a subscription', () => {
  test('may select plain fields, live fields and what is masked', () => {
    expect(refused(moved('id __typename kind title intent phone stageNow maskedFields'))).toEqual([]);
    expect(refused('subscription { teamFeed { cursor event { id kind at } signal { ... on StreamProgress { at } } } }')).toEqual(
      [],
    );
  });

  test('may not select what depends on who asks, by resolver or by mark', () => {
    expect(refused(moved('title viewerMayMove'))).toEqual([{ code: 'NOT_LIVE', field: 'CaseStageMoved.viewerMayMove' }]);
    expect(refused(moved('yours'))).toEqual([{ code: 'NOT_LIVE', field: 'CaseStageMoved.yours' }]);
  });

  test('may not hide it in a fragment, an alias or a second operation', () => {
    const named = 'fragment F on CaseStageMoved { ... on Event { ... on CaseStageMoved { x: viewerMayMove } } }';
    const code = [{ code: 'NOT_LIVE', field: 'CaseStageMoved.viewerMayMove' }];
    expect(refused(`subscription { teamFeed { event { ...F } } } ${named}`)).toEqual(code);
    expect(refused(`query A { hello } subscription B { teamFeed { event { ...F } } } ${named}`)).toEqual(code);
  });

  test('is told the field and the way out', () => {
    const [error] = validate(schema, parse(moved('viewerMayMove')), [liveRule]);
    expect(error!.message).toMatch(/CaseStageMoved\.viewerMayMove.*node\(id:\)/);
  });
});

test('queries are none of its business', () => {
  expect(refused('query { hello }')).toEqual([]);
});
