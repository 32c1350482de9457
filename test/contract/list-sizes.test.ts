import { expect, test } from '@jest/globals';
import { getNamedType, getNullableType, isListType, isObjectType } from 'graphql';
import { buildAppSchema } from '../../src/app/schema.ts';

test('a plain list that may be long counts in the cost of an operation with the length it tells', async () => {
  const lists = Object.values((await buildAppSchema()).getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })))
    .filter(({ field }) => isListType(getNullableType(field.type)) && isObjectType(getNamedType(field.type)));
  const told = lists.flatMap(({ name, field }) => {
    const [, most] = /at most (\d+)/.exec(field.description ?? '') ?? [];
    return most === undefined || Number(most) <= 20 ? [] : [{ name, most: Number(most), counted: field.extensions.listSize }];
  });
  expect(told.map(({ name }) => name)).toEqual(expect.arrayContaining(['Chain.nodes', 'Company.relations']));
  expect(told.filter(({ most, counted }) => most !== counted)).toEqual([]);
});
