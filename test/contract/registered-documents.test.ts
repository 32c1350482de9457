import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, validate, type OperationDefinitionNode } from 'graphql';
import { costOf } from '../../src/app/cost.ts';
import { buildAppSchema } from '../../src/app/schema.ts';

const FOLDER = new URL('../../web/documents/', import.meta.url);
const documents = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => ({ file, document: parse(readFileSync(new URL(file, FOLDER), 'utf8')) }));

describe('registered documents', () => {
  test('are those of the four hot pages', () => {
    const files = documents.map(({ file }) => file);
    expect(files).toEqual(
      expect.arrayContaining([
        'q1-case-list.graphql',
        'q2-case-page.graphql',
        'q3-chain-map.graphql',
        'q4-company-search.graphql',
      ]),
    );
  });

  test.each(documents)('$file fits the schema and what one operation may cost', async ({ document }) => {
    const schema = await buildAppSchema();
    expect(validate(schema, document)).toEqual([]);
    const operation = document.definitions.find(
      (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
    )!;
    expect(costOf(schema, document, operation, {})).toBeLessThanOrEqual(5_000);
  });
});
