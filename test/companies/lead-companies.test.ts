import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { company, type KnownCompany, type PageAnswer, type Refused } from './company-facts.ts';

interface Titles {
  designations: Record<string, unknown>[];
}

let world: World;
let city: TestTeam;
let [older, newer, plain]: KnownCompany[] = [];
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  older = await company(world, '老牌龙头', { division_code: '510107' });
  newer = await company(world, '新晋龙头');
  plain = await company(world, '普通企业');
  await designate(older!, 'FORTUNE_500', '世界 500 强', '2022-08-03');
  await designate(newer!, 'UNICORN', '独角兽', '2024-04-09');
});
afterAll(() => world.close());

const DESIGNATE = `mutation ($input: AddDesignationInput!) { addDesignation(input: $input) {
  company { designations { kind title awardedOn source } version } userErrors { code path } } }`;
const designate = async (to: KnownCompany, kind: string, title: string, awardedOn: string | null) =>
  (
    await ask<{ addDesignation: Refused & { company: Titles } }>(world, city, DESIGNATE, {
      input: { companyId: to.id, kind, title, awardedOn, source: '榜单' },
    })
  ).data!.addDesignation;
const names = async (args: string, as: TestTeam = city) => {
  const { data, errors } = await ask<{ leadCompanies: PageAnswer<{ name: string }> }>(
    world,
    as,
    `{ leadCompanies(${args}) { nodes { name } totalCount pageInfo { endCursor hasNextPage } } }`,
  );
  expect(errors).toBeUndefined();
  return data!.leadCompanies;
};

describe('leadCompanies', () => {
  test('lists companies with a title, newest title first, with source and date', async () => {
    const { nodes, totalCount } = await names('first: 10');
    expect([nodes, totalCount]).toEqual([[{ name: '新晋龙头' }, { name: '老牌龙头' }], 2]);
    const { data } = await ask<{ company: Titles }>(
      world,
      city,
      `{ company(by: { id: "${newer!.id}" }) { designations { kind title awardedOn source } } }`,
    );
    expect(data!.company.designations).toEqual([{ kind: 'UNICORN', title: '独角兽', awardedOn: '2024-04-09', source: '榜单' }]);
  });

  test('narrows by kind and by city', async () => {
    expect((await names('first: 10, filter: { designationKind: FORTUNE_500 }')).nodes).toEqual([{ name: '老牌龙头' }]);
    expect((await names('first: 10, filter: { divisionCode: "510100" }')).nodes).toEqual([{ name: '老牌龙头' }]);
  });

  test('goes on after its cursor and back before it', async () => {
    const { pageInfo } = await names('first: 1');
    expect(pageInfo.hasNextPage).toBe(true);
    expect((await names(`first: 1, after: "${pageInfo.endCursor}"`)).nodes).toEqual([{ name: '老牌龙头' }]);
    const last = await names('last: 1');
    expect(last.nodes).toEqual([{ name: '老牌龙头' }]);
    expect((await names(`last: 1, before: "${last.pageInfo.endCursor}"`)).nodes).toEqual([{ name: '新晋龙头' }]);
  });

  test('is refused to partner teams, like companies and gaps', async () => {
    const partner = await world.partner();
    for (const field of ['leadCompanies', 'companies', 'gaps']) {
      const { errors } = await ask(world, partner, `{ ${field}(first: 1) { totalCount } }`);
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });
});

describe('addDesignation', () => {
  test('makes a company a lead company once, raises its version and records it', async () => {
    const first = await designate(plain!, 'CHAIN_LEADER', '链主企业', null);
    expect(first.company).toMatchObject({ version: 2, designations: [{ kind: 'CHAIN_LEADER', awardedOn: null }] });
    expect((await designate(plain!, 'CHAIN_LEADER', '链主企业', null)).userErrors).toEqual([
      { code: 'CONFLICT', path: ['input', 'title'] },
    ]);
    expect(await world.events(plain!.uuid)).toEqual(['DESIGNATION_ADDED']);
  });
});
