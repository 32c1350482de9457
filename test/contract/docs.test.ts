import { beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { FEATURES } from '../../scripts/check-dependencies.ts';
import { readTree } from '../../scripts/source-tree.ts';
import { buildAppSchema } from '../../src/app/schema.ts';

const root = path.resolve(import.meta.dirname, '../..');
const text = (name: string) => readFileSync(path.join(root, name), 'utf8');
const decisions = readdirSync(path.join(root, 'docs/decisions'));

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildAppSchema();
});

describe('the glossary', () => {
  const glossary = text('docs/glossary.md');

  test('has a row for every kind of record', () => {
    const records = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
    );
    expect(records.filter(({ name }) => !glossary.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([]);
  });

  test('points at files that exist', () => {
    const places = [...glossary.matchAll(/`((?:src|test)\/[^`]+)`/g)].map(([, place = '']) => place);
    expect(places.length).toBeGreaterThan(40);
    expect(places.filter((place) => !existsSync(path.join(root, place)))).toEqual([]);
  });
});

describe('the decisions', () => {
  test('that the code speaks of are written down', () => {
    const said = [...readTree('src').values()].flatMap((code) => [...code.matchAll(/\bdecisions? (\d+)/gi)]);
    const numbers = new Set(decisions.map((name) => Number(name.slice(0, 4))));
    expect(said.length).toBeGreaterThan(0);
    expect(said.map(([, number]) => Number(number)).filter((number) => !numbers.has(number))).toEqual([]);
  });

  test('have 25 lines at most', () => {
    expect(decisions.filter((name) => text(`docs/decisions/${name}`).trimEnd().split('\n').length > 25)).toEqual([]);
  });
});

describe('the README', () => {
  const readme = text('README.md');

  test('names commands that exist', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('gives the order of features that is checked', () => {
    const order = /in this order: ([^.]+)\./.exec(readme)?.[1]?.split(', ') ?? [];
    const existing = FEATURES.filter((feature) => existsSync(path.join(root, 'src', feature)));
    expect(order).toEqual(existing);
  });
});
