import { describe, expect, test } from '@jest/globals';
import { buildSchema, GraphQLEnumType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import {
  irregularConnections,
  irregularEnumValues,
  irregularMutations,
  maskableButNotNull,
  payloadFieldsThatCannotBeNull,
  plainListsOfRecords,
  undescribed,
  withoutChineseTerm,
} from './schema-rules.ts';

const bad = buildSchema(`
  "Root (查询)." type Query { "A lead (线索)." lead(id: ID!): Lead "Leads (线索)." leads(first: Int): LeadConnection }
  interface Node { id: ID! }
  "A lead." type Lead implements Node { id: ID! "Contacts (联系人)." contacts: [Contact!]! }
  type Contact implements Node { id: ID! }
  type LeadConnection { nodes: [Lead!]! }
  enum Stage { new NEW_ONE }
  input ClaimLeadInput { leadId: ID! }
  type ClaimLeadPayload { lead: Lead! }
  type Mutation { claimLead(id: ID!, input: ClaimLeadInput!): ClaimLeadPayload! }
`);

describe('the rules of the schema find', () => {
  test('types, fields, arguments, inputs and enum values without a description', () => {
    expect(undescribed(bad)).toEqual(
      expect.arrayContaining(['Contact', 'Lead.id', 'Query.lead(id)', 'ClaimLeadInput.leadId', 'Stage.new', 'Mutation']),
    );
    expect(undescribed(bad)).not.toContain('Query');
  });

  test('descriptions without the Chinese term', () => {
    expect(withoutChineseTerm(bad)).toEqual(['Lead']);
  });

  test('mutations with more than one argument or a payload without userErrors', () => {
    expect(irregularMutations(bad)).toEqual(['claimLead']);
    expect(payloadFieldsThatCannotBeNull(bad)).toEqual(['ClaimLeadPayload.lead']);
  });

  test('connections without their parts, and lists that are not connections', () => {
    expect(irregularConnections(bad)).toEqual([
      'LeadConnection lacks one of asOf, edges, nodes, pageInfo, totalCount',
      'Query.leads is not paged by first/after/last/before',
    ]);
    expect(plainListsOfRecords(bad)).toEqual(['Lead.contacts']);
  });

  test('enum values that are not UPPER_SNAKE', () => {
    expect(irregularEnumValues(bad)).toEqual(['Stage.new']);
  });

  test('enum values that differ from their key', () => {
    const stage = new GraphQLEnumType({ name: 'Stage', values: { NEW: { value: 'new' } } });
    const query = new GraphQLObjectType({ name: 'Query', fields: { stage: { type: stage } } });
    expect(irregularEnumValues(new GraphQLSchema({ query }))).toEqual(['Stage.NEW']);
  });

  test('maskable fields that may not be null', () => {
    const schema = buildSchema('type Query { lead: Lead } type Lead { id: ID! phone: String! }');
    Object.assign(schema.getType('Lead')!, { extensions: { levelled: true } });
    expect(maskableButNotNull(schema)).toEqual(['Lead.phone']);
  });
});
