import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { company } from '../companies/company-facts.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { chain, covers, node, place, type KnownChain, type KnownNode } from './chain-facts.ts';

let world: World;
let city: TestTeam;
let wuhou: TestTeam;
let zone: TestTeam;
let park: TestTeam;
let chips: KnownChain;
let design: KnownNode;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  wuhou = await world.district(city);
  zone = await world.district(city);
  park = await world.park(zone);
  await covers(world, wuhou, '510107');
  await covers(world, park, '510116', '510117');
  chips = await chain(world, 'CHIPS');
  const upstream = await node(world, chips, '上游');
  design = await node(world, chips, '设计', upstream);
  const tools = await node(world, chips, '工具', upstream);
  const inWuhou = await company(world, '武侯甲', { division_code: '510107' });
  await place(world, design, inWuhou);
  await place(world, tools, inWuhou);
  await place(world, design, await company(world, '高新乙', { zone_code: zone.code }), 'SUGGESTED');
  await place(world, design, await company(world, '双流丙', { division_code: '510116' }));
  await place(world, design, await company(world, '深圳丁', { division_code: '440305' }));
  await place(world, design, await company(world, '不详戊'));
});
afterAll(() => world.close());

interface Shown {
  chain: {
    nodes: { name: string; coverage: { here: number; elsewhere: number; unknown: number } | null; gapKind: string | null }[];
  };
}
const coverage = async (as: TestTeam, of: TestTeam = as) => {
  const { data, errors } = await ask<Shown>(
    world,
    as,
    `query ($team: ID) { chain(by: { code: "CHIPS" }) { nodes { name coverage(teamId: $team) { here elsewhere unknown } gapKind } } }`,
    { team: of === as ? null : globalId('Team', of.id) },
  );
  expect(errors).toBeUndefined();
  return Object.fromEntries(data!.chain.nodes.map((each) => [each.name, each.coverage]));
};

describe('coverage', () => {
  test('of a district counts companies in its division, apart from those elsewhere and those not known', async () => {
    expect((await coverage(wuhou))['设计']).toEqual({ here: 1, elsewhere: 3, unknown: 1 });
  });

  test('of a node above counts what lies below it, each company once', async () => {
    expect((await coverage(wuhou))['上游']).toEqual({ here: 1, elsewhere: 3, unknown: 1 });
    expect((await coverage(wuhou))['工具']).toEqual({ here: 1, elsewhere: 0, unknown: 0 });
  });

  test('of a zone without a division counts companies whose address names it', async () => {
    expect((await coverage(zone))['设计']).toEqual({ here: 1, elsewhere: 3, unknown: 1 });
  });

  test('of a park counts all its divisions, and of the city those of all its districts and parks', async () => {
    expect((await coverage(park))['设计']).toEqual({ here: 1, elsewhere: 3, unknown: 1 });
    expect((await coverage(city))['设计']).toEqual({ here: 3, elsewhere: 1, unknown: 1 });
  });

  test('of a city named by its own code counts everything below the code', async () => {
    const shenzhen = await world.city();
    await covers(world, shenzhen, '440300');
    expect((await coverage(shenzhen))['设计']).toEqual({ here: 1, elsewhere: 3, unknown: 1 });
  });

  test('of a department is that of the team above it', async () => {
    const bureau = await world.team(TeamKind.DEPARTMENT, wuhou);
    expect(await coverage(bureau)).toEqual(await coverage(wuhou));
  });

  test('may be asked for another team', async () => {
    expect(await coverage(park, wuhou)).toEqual(await coverage(wuhou));
  });

  test('is null for partner teams, who see the chain itself', async () => {
    expect(await coverage(await world.partner())).toEqual({ 上游: null, 设计: null, 工具: null });
  });
});

describe('companies of a node', () => {
  const QUERY = `query ($id: ID!, $filter: ChainNodeCompaniesFilter, $first: Int!, $after: String) { node(id: $id) { ... on ChainNode {
    companies(first: $first, after: $after, filter: $filter) { nodes { status company { name } } totalCount pageInfo { endCursor hasNextPage } } } } }`;
  interface Listed {
    node: {
      companies: {
        nodes: { status: string; company: { name: string } }[];
        totalCount: number;
        pageInfo: { endCursor: string; hasNextPage: boolean };
      } | null;
    };
  }
  const list = async (as: TestTeam, variables: object = {}) => {
    const { data, errors } = await ask<Listed>(world, as, QUERY, { id: design.id, first: 10, ...variables });
    expect(errors).toBeUndefined();
    return data!.node.companies;
  };

  test('come surest first and are narrowed by place and status', async () => {
    const all = await list(wuhou);
    expect([all!.totalCount, all!.nodes.at(-1)]).toEqual([5, { status: 'SUGGESTED', company: { name: '高新乙' } }]);
    expect((await list(wuhou, { filter: { whereabouts: 'HERE' } }))!.nodes).toEqual([
      { status: 'CONFIRMED', company: { name: '武侯甲' } },
    ]);
    expect((await list(wuhou, { filter: { whereabouts: 'UNKNOWN' } }))!.nodes.length).toBe(1);
    expect((await list(wuhou, { filter: { status: 'SUGGESTED' } }))!.totalCount).toBe(1);
  });

  test('turn pages without losing or repeating one', async () => {
    const names: string[] = [];
    let page = await list(wuhou, { first: 2 });
    for (; ; page = await list(wuhou, { first: 2, after: page!.pageInfo.endCursor })) {
      names.push(...page!.nodes.map((each) => each.company.name));
      if (!page!.pageInfo.hasNextPage) break;
    }
    expect(names.toSorted()).toEqual(['不详戊', '双流丙', '武侯甲', '深圳丁', '高新乙']);
  });

  test('are not shown to partner teams', async () => {
    expect(await list(await world.partner())).toBeNull();
  });
});
