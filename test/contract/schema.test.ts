import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, findBreakingChanges, type GraphQLInterfaceType, type GraphQLSchema } from 'graphql';
import { schemaText } from '../../scripts/print-schema.ts';
import { enforceLevels } from '../../src/app/field-levels.ts';
import { buildAppSchema } from '../../src/app/schema.ts';
import {
  irregularConnections,
  irregularEnumValues,
  irregularMutations,
  levelledWithoutMaskedFields,
  maskableButNotNull,
  payloadFieldsThatCannotBeNull,
  plainListsOfRecords,
  undescribed,
  withoutChineseTerm,
} from './schema-rules.ts';

/** Lists that cannot grow without bound, and what bounds them. Everything else is a connection. */
const BOUNDED: Record<string, string> = {
  'Lead.collisions': 'at most 20, cut in the loader',
  'Lead.contests': 'at most 20, cut in the loader',
  'Query.nodes': 'by the ids asked for',
  'Team.children': 'by the supervision tree: districts of a city, parks of a district',
  'Team.memberships': 'by the people of one team',
  'Team.apiClients': 'by the programs of one team',
  'Viewer.memberships': 'by the posts one person holds at a time',
  'Company.placements': 'at most 100',
  'Company.merges': 'at most 100',
  'MergePreview.nodes': 'at most 100, as placements of a company',
  'Collision.askPersons': 'at most 5 chiefs, cut in the loader',
  'CollisionMatch.askPersons': 'at most 5 chiefs, cut in the loader',
  'Lead.contacts': 'by the people one investor sends',
  'Lead.claims': 'at most 20, the newest',
  'Lead.clocks': 'at most 4, one of each kind',
  'Case.contacts': 'by the people one investor sends',
  'Case.shares': 'by the teams of the city',
  'Case.latestActivities': 'by its argument',
  'CreditSharesAgreed.creditShares': 'by the five figures',
  'CreditStarted.creditShares': 'by the five figures',
  'CreditSharesPayload.creditShares': 'by the five figures',
  'Activity.contacts': 'by the people at one meeting',
  'AccessReason.chain': 'by the depth of the supervision tree',
  'Gap.candidates': 'by its argument',
  'GapEvidence.companies': 'by its argument',
  'Chain.nodes': 'at most 1,000 nodes (decision 22)',
};

const committed = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../..', name), 'utf8');

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildAppSchema();
});

describe('the schema', () => {
  test('is what schema.graphql says; npm run gen writes it', async () => {
    expect(await schemaText()).toBe(committed('schema.graphql'));
  });

  test('breaks nothing that was released', () => {
    expect(findBreakingChanges(buildSchema(committed('schema.released.graphql')), schema)).toEqual([]);
  });

  test('sees a removed field as a break', () => {
    const released = buildSchema('type Query { a: Int b: Int }');
    expect(findBreakingChanges(released, buildSchema('type Query { a: Int }'))).toHaveLength(1);
  });

  test('is described to 100 %, with the Chinese term', () => {
    expect(undescribed(schema)).toEqual([]);
    expect(withoutChineseTerm(schema)).toEqual([]);
  });

  test('has mutations of one input and one payload with userErrors', () => {
    expect(irregularMutations(schema)).toEqual([]);
    expect(payloadFieldsThatCannotBeNull(schema)).toEqual([]);
  });

  test('pages every list that can grow', () => {
    expect(irregularConnections(schema)).toEqual([]);
    expect(plainListsOfRecords(schema).filter((list) => !(list in BOUNDED))).toEqual([]);
  });

  test('excuses no list that is gone', () => {
    expect(Object.keys(BOUNDED).filter((list) => !plainListsOfRecords(schema).includes(list))).toEqual([]);
  });

  test('has enum values in UPPER_SNAKE, equal to their keys', () => {
    expect(irregularEnumValues(schema)).toEqual([]);
  });

  test('marks removals with a replacement and a date', () => {
    const reasons = [...committed('schema.graphql').matchAll(/@deprecated(?:\(reason: "([^"]*)"\))?/g)].map(
      ([, reason]) => reason ?? '',
    );
    expect(reasons.filter((reason) => !/\buse\b.*\d{4}-\d{2}-\d{2}/i.test(reason))).toEqual([]);
  });
});

describe('levels', () => {
  test('are declared on what a case or lead owns', () => {
    for (const name of ['Lead', 'Case', 'CaseShare', 'Activity', 'Contact', 'ResponseClock', 'LeadReport']) {
      expect([name, schema.getType(name)?.extensions.levelled]).toEqual([name, true]);
    }
  });

  test('are declared on every kind of event', () => {
    const kinds = schema.getImplementations(schema.getType('Event') as GraphQLInterfaceType).objects;
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.filter(({ extensions }) => extensions.levelled !== true).map(({ name }) => name)).toEqual([]);
  });

  test('can mask every field above SUMMARY and say so', () => {
    expect(maskableButNotNull(schema)).toEqual([]);
    expect(levelledWithoutMaskedFields(schema)).toEqual([]);
  });

  test('stop the start when a field of a levelled type has none', () => {
    const bare = buildSchema('type Query { lead: Lead } type Lead { title: String }');
    Object.assign(bare.getType('Lead')!, { extensions: { levelled: true } });
    expect(() => enforceLevels(bare)).toThrow('fields without a level: Lead.title');
  });
});
