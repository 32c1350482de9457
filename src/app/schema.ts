import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type NonEmptyArray } from 'type-graphql';
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
  return enforceLevels(await buildSchema({ resolvers, validate: false, nullableByDefault: false }));
}
