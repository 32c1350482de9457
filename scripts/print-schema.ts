import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildAppSchema } from '../src/app/schema.ts';

/** The contract with the web client and with partners, sorted, so that a change shows as what it is. */
export const schemaText = async (): Promise<string> => `${printSchema(lexicographicSortSchema(await buildAppSchema()))}\n`;
