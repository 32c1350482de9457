import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { company, type KnownCompany, type PageAnswer } from '../companies/company-facts.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { chain, covers, link, node, place, type KnownChain, type KnownNode } from './chain-facts.ts';

let world: World;
let district: TestTeam;
let solar: KnownChain;
let wind: KnownChain;
const nodes: Record<string, KnownNode> = {};
const away: KnownCompany[] = [];

beforeAll(async () => {
  world = await createWorld();
  district = await world.district(await world.city());
  await covers(world, district, '510114');
  solar = await chain(world, 'SOLAR');
  wind = await chain(world, 'WIND');
  for (const name of ['硅料', '电池', '组件']) nodes[name] = await node(world, solar, name);
  nodes['胶膜'] = await node(world, solar, '胶膜', nodes['硅料']!);
  nodes['叶片'] = await node(world, wind, '叶片');
  nodes['塔筒'] = await node(world, wind, '塔筒');
  await link(world, nodes['胶膜'], nodes['组件']!);
  const local = await company(world, '本地组件厂', { division_code: '510114' });
  await place(world, nodes['组件']!, local);
  for (const [i, status] of ['SUGGESTED', 'SUGGESTED', 'CONFIRMED'].entries()) {
    away[i] = await company(world, `外地电池厂${i}`, { division_code: '320100' });
    await place(world, nodes['电池']!, away[i]!, status);
  }
  await place(world, nodes['电池']!, await company(world, '不详电池厂'));
  await world.insert('designation', {
    id: crypto.randomUUID(),
    company_id: away[1]!.uuid,
    kind: 'UNICORN',
    title: '独角兽',
    source: '榜单',
    created_at: new Date(),
  });
  await place(world, nodes['叶片'], await company(world, '外地叶片厂', { division_code: '320100' }));
});
afterAll(() => world.close());

interface GapAnswer {
  kind: string;
  node: { name: string; chain: { code: string } };
  coverage: { here: number; elsewhere: number; unknown: number };
  evidence: { relation: string; companiesHere: number; node: { name: string }; companies: { company: { name: string } }[] }[];
  candidates: { status: string; company: { name: string } }[];
}
const GAPS = `query ($first: Int, $after: String, $last: Int, $before: String, $chainId: ID) {
  gaps(first: $first, after: $after, last: $last, before: $before, chainId: $chainId) { totalCount pageInfo { startCursor endCursor hasNextPage } nodes {
    kind node { name chain { code } } coverage { here elsewhere unknown }
    evidence { relation companiesHere node { name } companies { company { name } } } candidates(first: 2) { status company { name } } } } }`;
const gaps = async (variables: object = { first: 10 }, as: TestTeam = district) => {
  const { data, errors } = await ask<{ gaps: PageAnswer<GapAnswer> }>(world, as, GAPS, { ...variables });
  expect(errors).toBeUndefined();
  return data!.gaps;
};

describe('gaps', () => {
  test('are the nodes without a local company whose neighbours have one', async () => {
    const { nodes: found, totalCount } = await gaps();
    expect([totalCount, found.map((gap) => gap.node.name)]).toEqual([3, ['硅料', '胶膜', '电池']]);
    expect(new Set(found.map((gap) => gap.kind))).toEqual(new Set(['FILL']));
  });

  test('show who is there: siblings by the parent, linked nodes by the link', async () => {
    const { nodes: found } = await gaps();
    const evidence = { companiesHere: 1, node: { name: '组件' }, companies: [{ company: { name: '本地组件厂' } }] };
    expect(found[1]!.evidence).toEqual([{ ...evidence, relation: 'CUSTOMER' }]);
    expect(found[2]!.evidence).toEqual([{ ...evidence, relation: 'SIBLING' }]);
  });

  test('name whom to court: companies elsewhere, confirmed ones first, then those with a title', async () => {
    const battery = (await gaps()).nodes[2]!;
    expect(battery.coverage).toEqual({ here: 0, elsewhere: 3, unknown: 1 });
    expect(battery.candidates).toEqual([
      { status: 'CONFIRMED', company: { name: '外地电池厂2' } },
      { status: 'SUGGESTED', company: { name: '外地电池厂1' } },
    ]);
  });

  test('are there for nobody without a local company anywhere in the chain', async () => {
    expect((await gaps({ first: 10, chainId: wind.id })).nodes).toEqual([]);
  });

  test('turn pages forth and back', async () => {
    const first = await gaps({ first: 2, chainId: solar.id });
    const second = await gaps({ first: 2, chainId: solar.id, after: first.pageInfo.endCursor });
    expect([first.pageInfo.hasNextPage, second.nodes.map((gap) => gap.node.name), second.pageInfo.hasNextPage]).toEqual([
      true,
      ['电池'],
      false,
    ]);
    const back = await gaps({ last: 2, chainId: solar.id, before: second.pageInfo.startCursor });
    expect(back.nodes.map((gap) => gap.node.name)).toEqual(['硅料', '胶膜']);
  });

  test('close when a company is placed, and the cursor of a closed gap still goes on', async () => {
    const first = await gaps({ first: 2, chainId: solar.id });
    await place(world, nodes['胶膜']!, await company(world, '本地胶膜厂', { division_code: '510114' }));
    const names = (await gaps()).nodes.map((gap) => gap.node.name);
    expect(names).toEqual(['电池']);
    const next = await gaps({ first: 2, chainId: solar.id, after: first.pageInfo.endCursor });
    expect(next.nodes.map((gap) => gap.node.name)).toEqual(['电池']);
  });

  test('refuse an id of another kind', async () => {
    const { errors } = await ask(world, district, GAPS, { first: 1, chainId: nodes['电池']!.id });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
