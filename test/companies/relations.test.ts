import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { company, type KnownCompany, type Refused } from './company-facts.ts';

let world: World;
let park: TestTeam;
let parent: KnownCompany;
let branch: KnownCompany;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
  parent = await company(world, '母公司');
  branch = await company(world, '子公司');
});
afterAll(() => world.close());

const RELATE = `mutation ($input: AddRelationInput!) { addRelation(input: $input) { company { name } userErrors { code path } } }`;
const relate = async (fromId: string, toId: string) =>
  (
    await ask<{ addRelation: Refused & { company: { name: string } } }>(world, park, RELATE, {
      input: { fromId, toId, kind: 'PARENT_OF', source: '年报' },
    })
  ).data!.addRelation;

describe('addRelation', () => {
  test('is seen from both sides and kept once', async () => {
    expect((await relate(parent.id, branch.id)).company).toEqual({ name: '母公司' });
    expect((await relate(parent.id, branch.id)).userErrors).toEqual([{ code: 'CONFLICT', path: ['input', 'kind'] }]);
    const shown = { kind: 'PARENT_OF', source: '年报', from: { name: '母公司' }, to: { name: '子公司' } };
    for (const { id } of [parent, branch]) {
      const { data } = await ask<{ company: Record<string, unknown> }>(
        world,
        park,
        `{ company(by: { id: "${id}" }) { relations { kind source from { name } to { name } } } }`,
      );
      expect(data!.company.relations).toEqual([shown]);
    }
    expect(await world.events(parent.uuid)).toEqual(['RELATION_ADDED']);
  });

  test('refuses a company related to itself and one that does not exist', async () => {
    expect((await relate(parent.id, parent.id)).userErrors).toEqual([{ code: 'INVALID', path: ['input', 'toId'] }]);
    expect((await relate(parent.id, 'unknown')).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'toId'] }]);
  });
});

describe('products', () => {
  test('are listed by name, as many as asked for', async () => {
    for (const [i, product] of ['芯片', '模组', '整机'].entries()) {
      await world.insert('company_product', {
        id: crypto.randomUUID(),
        company_id: parent.uuid,
        product: `${i} ${product}`,
        source: '年报',
      });
    }
    const { data } = await ask<{ company: Record<string, unknown> }>(
      world,
      park,
      `{ company(by: { id: "${parent.id}" }) { products(first: 2) { product source } } }`,
    );
    expect(data!.company.products).toEqual([
      { product: '0 芯片', source: '年报' },
      { product: '1 模组', source: '年报' },
    ]);
  });
});
