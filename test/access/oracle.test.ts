import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createWorld, type World } from '../world.ts';
import { allowed, shown, type Question } from './asked.ts';
import { allowedCompiled, shownCompiled } from './asked-compiled.ts';
import { caseRank, leadRank, seenParts } from './oracle.ts';
import { AMOUNTS, placed, settled, WORDS, worldSpec, type RandomWorld } from './random-world.ts';

const WORLDS = Number(process.env.ORACLE_WORLDS ?? 300);
const SEED = Number(process.env.ORACLE_SEED ?? Date.now() % 2_147_483_647);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const question = fc.record({
  word: fc.constantFrom(...WORDS),
  stage: fc.constantFrom('NEGOTIATING', 'ADMISSION'),
  company: fc.nat(1),
  node: fc.nat(1),
  least: fc.constantFrom(...AMOUNTS.filter((amount) => amount > 0)),
});

const asked = (
  random: RandomWorld,
  { company, node, ...rest }: { company: number; node: number } & Omit<Question, 'companyId' | 'nodeId'>,
): Question => ({
  ...rest,
  companyId: random.companies[company]!.id,
  nodeId: random.nodes[node]!,
});

/** Every row of every guarded table of this world, asked for without `visibleTo`: only row-level security stands. */
const BARE = `select id from cases where id = any($1::uuid[]) union all select id from lead where id = any($1::uuid[])
  union all select id from contact where id = any($2::uuid[]) union all select id from case_share where id = any($2::uuid[])
  union all select id from activity where id = any($2::uuid[])`;

async function bareRows(random: RandomWorld, viewer: number): Promise<string[]> {
  const records = [...random.cases, ...random.leads];
  const parts = [
    ...records.map((each) => each.contactId),
    ...random.cases.flatMap((each) => [...each.shares, ...each.notes].map((part) => part.id)),
  ];
  const rows = await world.ctx(random.teams[viewer]!).read<{ id: string }>(BARE, [records.map((each) => each.id), parts]);
  return rows.map((row) => row.id).toSorted();
}

/** A team's own live share is its own to see, though it may see no other: the net says so, the predicate says less. */
function netAllows(random: RandomWorld, viewer: number): string[] {
  const records = [
    ...random.cases.filter((_, at) => caseRank(random, viewer, at) > 0),
    ...random.leads.filter((_, at) => leadRank(random, viewer, at) > 0),
  ];
  const own = random.cases.flatMap((each) =>
    each.shares.filter((share) => share.live && share.team === viewer).map((share) => share.id),
  );
  return [...new Set([...records.map((each) => each.id), ...seenParts(random, viewer), ...own])].toSorted();
}

describe('access', () => {
  test(`shows each team of ${WORLDS} random worlds exactly what the oracle allows (seed ${SEED})`, async () => {
    process.stderr.write(`access oracle: seed ${SEED}, ${WORLDS} worlds\n`);
    const property = fc.asyncProperty(worldSpec, question, async (spec, asking) => {
      const random = placed(spec);
      await settled(world, random);
      const each = asked(random, asking);
      await Promise.all(
        random.teams.map(async (_, viewer) => {
          const all = allowed(random, viewer, each);
          expect(await shown(world, random, viewer, each)).toEqual(all);
          expect(await shownCompiled(world, random, viewer, each)).toEqual(allowedCompiled(all));
          expect(await bareRows(random, viewer)).toEqual(netAllows(random, viewer));
        }),
      );
    });
    await fc.assert(property, { numRuns: WORLDS, seed: SEED, endOnFailure: false });
  }, 10_800_000);
});
