import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { chain, node, place, type KnownNode } from '../chains/chain-facts.ts';
import { company, division, usciOf, type KnownCompany } from './company-facts.ts';
import { mergeWorld } from './merge-world.ts';

const RUNS = Number(process.env.MERGE_RUNS ?? 25);
const SEED = Number(process.env.MERGE_SEED ?? Date.now() % 2_147_483_647);

let world: World;
let city: TestTeam;
let words: ReturnType<typeof mergeWorld>;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  words = mergeWorld(world);
  for (const code of ['510104', '510105']) await division(world, code);
});
afterAll(() => world.close());

const facts = fc.record(
  {
    listed: fc.boolean(),
    foreign: fc.boolean(),
    doubtful: fc.boolean(),
    form: fc.constantFrom('股份', '有限'),
    registered_on: fc.constantFrom('2001-01-01', '2020-02-29'),
    capital: fc.constantFrom('1', '1200000.5'),
    scope: fc.constantFrom('甲', '乙'),
    address: fc.constantFrom('某路', '某街'),
    division_code: fc.constantFrom('510104', '510105'),
    zone_code: fc.constant('CD-GXQ'),
    industry_code: fc.constantFrom('C39', 'I65'),
  },
  { requiredKeys: ['listed', 'foreign', 'doubtful'] },
);
const history = fc.record({
  companies: fc.array(
    fc.record({
      facts,
      names: fc.uniqueArray(fc.tuple(fc.constantFrom('FORMER' as const, 'SHORT' as const), fc.constantFrom('旧名', '简称')), {
        selector: String,
        maxLength: 3,
      }),
      places: fc.uniqueArray(fc.tuple(fc.nat(2), fc.constantFrom('CONFIRMED', 'SUGGESTED')), { selector: ([at]) => at }),
    }),
    { minLength: 4, maxLength: 4 },
  ),
  steps: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ what: fc.constant('merge' as const), pair: fc.tuple(fc.nat(3), fc.nat(3)) }) },
      { weight: 1, arbitrary: fc.record({ what: fc.constant('undo' as const), which: fc.nat(5) }) },
    ),
    { minLength: 1, maxLength: 7 },
  ),
});
type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

let made = 0;
async function settle({ companies }: History, nodes: readonly KnownNode[]): Promise<KnownCompany[]> {
  const known: KnownCompany[] = [];
  for (const drawn of companies) {
    const n = (made += 1);
    const { listed, foreign, doubtful, capital, ...rest } = drawn.facts;
    const right = usciOf(n);
    const wrong = right.slice(0, 17) + (right[17] === 'Y' ? '1' : 'Y');
    const one = await company(
      world,
      `史${n % 4 < 2 ? '同' : n}光电有限公司`,
      {
        ...rest,
        listing_code: listed ? `${n}.SH` : null,
        foreign_number: foreign || (!listed && !doubtful) ? `H${n}` : null,
        ...(doubtful ? { usci: wrong, usci_verdict: 'WARN' } : {}),
        ...(capital ? { capital_amount: capital, capital_currency: 'CNY' } : {}),
      },
      drawn.names,
    );
    known.push(one);
    for (const [at, status] of drawn.places) await place(world, nodes[at]!, one, status);
  }
  return known;
}

/** What must hold at every moment; all of it is empty. */
async function broken(companies: readonly KnownCompany[], chainId: string): Promise<object[]> {
  return world.db.readSystem(
    `select 'points at a merged one' as what from company m join company s on s.id = m.merged_into_id
       where m.id = any($1::uuid[]) and s.merged_into_id is not null
     union all select 'has names' from company_name n join company m on m.id = n.company_id where m.merged_into_id is not null
     union all select 'is placed' from placement p join company m on m.id = p.company_id where m.merged_into_id is not null
     union all select 'has no name' from company c where c.id = any($1::uuid[]) and c.merged_into_id is null
       and not exists (select 1 from company_name n where n.company_id = c.id and n.kind = 'NAME')
     union all select 'counted wrong' from (
       (select * from node_coverage where chain_id = $2 and companies <> 0 except select * from coverage_of(array[$2::uuid]))
       union all (select * from coverage_of(array[$2::uuid]) except select * from node_coverage where chain_id = $2)) x`,
    [companies.map(({ uuid }) => uuid), chainId],
  );
}

const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'Refusal';

test(`all is as it was once every merge is undone, over ${RUNS} random histories (seed ${SEED})`, async () => {
  const seen = { merged: 0, undone: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(history, async (drawn) => {
      const known = await chain(world, `HISTORY-${made}`);
      const nodes = [await node(world, known, '一'), await node(world, known, '二')];
      nodes.push(await node(world, known, '三', nodes[0]));
      const companies = await settle(drawn, nodes);
      const before = await words.rowsOf(...companies);
      const live: string[] = [];
      const tried = async (act: Promise<unknown>): Promise<boolean> =>
        act.then(
          () => true,
          (error: unknown) => {
            if (!isRefusal(error)) throw error;
            seen.refused += 1;
            return false;
          },
        );
      for (const step of drawn.steps) {
        if (step.what === 'merge') {
          const [survivor, merged] = [companies[step.pair[0]]!, companies[step.pair[1]]!];
          const done = await tried(words.merge(city, survivor, merged).then((id) => live.push(id)));
          if (done) seen.merged += 1;
        } else if (live.length > 0) {
          const id = live[step.which % live.length]!;
          if (await tried(words.unmerge(city, id))) {
            live.splice(live.indexOf(id), 1);
            seen.undone += 1;
          }
        }
        expect(await broken(companies, known.uuid)).toEqual([]);
      }
      for (const id of live.toReversed()) await words.unmerge(city, id);
      expect(await words.rowsOf(...companies)).toEqual(before);
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  expect(Math.min(seen.merged, seen.undone, seen.refused)).toBeGreaterThan(0);
}, 300_000);
