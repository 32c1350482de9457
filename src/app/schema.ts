import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type NonEmptyArray } from 'type-graphql';
import './entities.ts'; // every implementation of Node, whatever else the process has loaded
import { enforceLevels } from './field-levels.ts';
import { NodeResolver } from './node.resolver.ts';

/** Every resolver of the product, upstream features first. */
const resolvers: NonEmptyArray<NewableFunction> = [NodeResolver];

let built: Promise<GraphQLSchema> | undefined;

/** The schema, built once per process: type-graphql keeps its metadata process-wide. */
export const buildAppSchema = (): Promise<GraphQLSchema> => (built ??= build());

async function build(): Promise<GraphQLSchema> {
  // Plain columns get no resolver function (decision 0010): type-graphql would wrap each in its middleware chain.
  for (const field of globalThis.TypeGraphQLMetadataStorage.fields) field.simple = true;
  return describeRoots(enforceLevels(await buildSchema({ resolvers, orphanedTypes: [], validate: false, nullableByDefault: false })));
}

/** type-graphql knows no description of root types. */
function describeRoots(schema: GraphQLSchema): GraphQLSchema {
  const [query, mutation, subscription] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  if (query) query.description = 'What can be asked; records the viewer may not see do not exist (查询).';
  if (mutation) mutation.description = 'What can be done; each takes one input and answers refusals of the rules in userErrors (变更).';
  if (subscription) subscription.description = 'What happens, live and in order, from where the client left off (订阅).';
  return schema;
}
