import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeCompany } from '../../src/chains/place-company.ts';
import { company, division, type KnownCompany } from '../companies/company-facts.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { chain, node, type KnownChain, type KnownNode } from './chain-facts.ts';

const RUNS = Number(process.env.COVERAGE_RUNS ?? 40);
const SEED = Number(process.env.COVERAGE_SEED ?? Date.now() % 2_147_483_647);

let world: World;
let office: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  office = await world.district(await world.city());
  for (const code of ['510104', '510105']) await division(world, code);
});
afterAll(() => world.close());

type Counts = Record<string, number>;
const keyOf = (...parts: (string | null)[]): string => parts.map((part) => part ?? '').join('|');

/** What is kept for a chain: `node|division|zone` to number; a count that fell to nothing is no count. */
async function kept({ uuid }: KnownChain): Promise<Counts> {
  const rows = await world.db.readSystem<{ node: string; division: string; zone: string; n: number }>(
    `select node_id as node, division_code as division, zone_code as zone, companies as n from node_coverage where chain_id = $1 and companies <> 0`,
    [uuid],
  );
  return Object.fromEntries(rows.map((row) => [keyOf(row.node, row.division, row.zone), row.n]));
}

/** The same counted here, one company and one node at a time. */
async function counted({ uuid }: KnownChain): Promise<Counts> {
  const nodes = await world.db.readSystem<{ id: string; parent: string | null }>(
    'select id, parent_id as parent from chain_node where chain_id = $1',
    [uuid],
  );
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const placed = await world.db.readSystem<{ node: string; company: string; division: string | null; zone: string | null }>(
    `select p.node_id as node, p.company_id as company, c.division_code as division, c.zone_code as zone
     from placement p join company c on c.id = p.company_id where p.node_id = any($1::uuid[])`,
    [[...parents.keys()]],
  );
  const seen = new Map<string, string[]>();
  for (const { node: at, company: id, division: inDivision, zone } of placed) {
    for (let above: string | null | undefined = at; above; above = parents.get(above)) {
      seen.set(keyOf(above, id), [keyOf(above, inDivision, zone), keyOf(above, '*', null)]);
    }
  }
  const counts: Counts = {};
  for (const key of [...seen.values()].flat()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

const place = (at: KnownNode, of: KnownCompany) =>
  `('${randomUUID()}', '${at.uuid}', '${of.uuid}', 'SUGGESTED', '测试', '2026-01-01')`;

const step = fc.oneof(
  fc.record({
    what: fc.constant('place' as const),
    pairs: fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    what: fc.constant('remove' as const),
    pairs: fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    what: fc.constant('move' as const),
    which: fc.nat(3),
    to: fc.constantFrom('510104', '510105', 'zone', 'both', null),
  }),
  fc.record({
    what: fc.constant('hang' as const),
    which: fc.integer({ min: 1, max: 5 }),
    below: fc.integer({ min: -1, max: 4 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function take(drawn: Step, nodes: readonly KnownNode[], companies: readonly KnownCompany[]): Promise<void> {
  const query = (sql: string, values: unknown[] = []) => world.db.system.query(sql, values);
  if (drawn.what === 'place') {
    const rows = drawn.pairs.map(([n, c]) => place(nodes[n]!, companies[c]!));
    await query(
      `insert into placement (id, node_id, company_id, status, source, created_at) values ${rows.join()} on conflict do nothing`,
    );
  } else if (drawn.what === 'remove') {
    const pairs = drawn.pairs.map(([n, c]) => `('${nodes[n]!.uuid}'::uuid, '${companies[c]!.uuid}'::uuid)`);
    await query(`delete from placement where (node_id, company_id) in (${pairs.join()})`);
  } else if (drawn.what === 'move') {
    const zone = drawn.to === 'zone' || drawn.to === 'both' ? 'CD-GXQ' : null;
    const to = drawn.to === 'zone' ? null : drawn.to === 'both' ? '510104' : drawn.to;
    await query('update company set division_code = $2, zone_code = $3 where id = $1', [companies[drawn.which]!.uuid, to, zone]);
  } else {
    // Below an earlier node only, so that the tree stays a tree.
    const below = drawn.below < 0 ? null : nodes[drawn.below % drawn.which]!.uuid;
    await query('update chain_node set parent_id = $2 where id = $1', [nodes[drawn.which]!.uuid, below]);
  }
}

describe('the counts of companies that are kept by node and place', () => {
  test(`are what counting gives, after every step of ${RUNS} random histories (seed ${SEED})`, async () => {
    const companies: KnownCompany[] = [];
    for (const name of ['甲', '乙', '丙', '丁']) companies.push(await company(world, name));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const drawn = await chain(world, randomUUID());
        const nodes: KnownNode[] = [];
        for (let i = 0; i < 6; i++) nodes.push(await node(world, drawn, `环节${i}`, i < 2 ? null : nodes[i >> 1]!));
        for (const each of steps) {
          await take(each, nodes, companies);
          expect(await kept(drawn)).toEqual(await counted(drawn));
        }
        await world.db.system.query('select recount_coverage(array[$1::uuid])', [drawn.uuid]);
        expect(await kept(drawn)).toEqual(await counted(drawn));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 300_000);

  test('count a company once above two nodes where it is placed at the same moment', async () => {
    const drawn = await chain(world, 'AT-ONCE');
    const top = await node(world, drawn, '上级');
    const [left, right] = [await node(world, drawn, '左', top), await node(world, drawn, '右', top)];
    const one = await company(world, '同时归位', { division_code: '510104' });
    const calls = [left, right].map(
      ({ id }) =>
        () =>
          placeCompany(world.ctx(office), { nodeId: id, companyId: one.id, source: '测试' }),
    );
    const settled = await world.atOnce('company', one.uuid, calls);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await kept(drawn)).toEqual(await counted(drawn));
    expect((await kept(drawn))[keyOf(top.uuid, '510104', null)]).toBe(1);
  });

  test('refuse a placement that is moved instead of removed and made anew', async () => {
    const drawn = await chain(world, 'MOVED');
    const [from, to] = [await node(world, drawn, '从'), await node(world, drawn, '到')];
    const one = await company(world, '移动的归位');
    await world.db.system.query(
      `insert into placement (id, node_id, company_id, status, source, created_at) values ${place(from, one)}`,
    );
    await expect(
      world.db.system.query('update placement set node_id = $2 where node_id = $1', [from.uuid, to.uuid]),
    ).rejects.toThrow(/made anew/);
  });
});
