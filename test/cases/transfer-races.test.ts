import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid } from './deal-world.ts';
import { transferWorld, type Passed, type TransferWorld } from './transfer-world.ts';

let world: World;
let deal: TransferWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await transferWorld(world);
});
afterAll(() => world.close());

const TABLE = { LEAD: 'lead', CASE: 'cases' } as const;
const codes = (outcomes: PromiseSettledResult<unknown>[]): string[] =>
  outcomes.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason.errors[0].code as string)));

/** Who owns or leads it is one live team, its row and its one LEAD share agree, and that team alone may write it. */
async function expectOneHolder(what: Passed): Promise<string> {
  const { owner, leads } = await deal.holders(what);
  expect(leads).toEqual(what.kind === 'CASE' ? [owner] : []);
  const writers = await world.db.readSystem<{ id: string }>(
    `select a.team_id as id from access a join team t on t.id = a.team_id where subject_id = $1 and level = 3 and t.ends_on is null`,
    [what.id],
  );
  expect(writers).toEqual([{ id: owner }]);
  return owner;
}

describe.each(['LEAD', 'CASE'] as const)('at once on a %s', (kind) => {
  test('accepting and taking back end in one of the two', async () => {
    for (let n = 0; n < 5; n++) {
      const what = await deal.make(kind);
      const id = await deal.offer(deal.park, what, deal.neighbour);
      const outcome = codes(
        await world.atOnce(TABLE[kind], what.id, [() => deal.accept(deal.neighbour, id), () => deal.withdraw(deal.park, id)]),
      );
      const accepted = outcome[0] === 'done';
      expect(outcome).toEqual(accepted ? ['done', 'CONFLICT'] : ['NOT_FOUND', 'done']);
      expect(await expectOneHolder(what)).toBe(accepted ? deal.neighbour.id : deal.park.id);
      expect(await deal.stateOf(id)).toBe(accepted ? 'ACCEPTED' : 'WITHDRAWN');
    }
  });

  test('accepting and declining, and two who accept, are one answer', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    const calls = [() => deal.accept(deal.neighbour, id), () => deal.accept(deal.neighbour, id)];
    expect(codes(await world.atOnce(TABLE[kind], what.id, calls)).toSorted()).toEqual(['CONFLICT', 'done']);
    expect(await world.events(what.id)).toEqual(expect.arrayContaining(['TRANSFER_ACCEPTED']));
  });

  test('accepting and directing leave one owner', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    const calls = [() => deal.accept(deal.neighbour, id), () => deal.direct(what, deal.other)];
    const outcome = codes(await world.atOnce(TABLE[kind], what.id, calls));
    expect(outcome[1]).toBe('done');
    expect(await expectOneHolder(what)).toBe(deal.other.id);
  });
});

describe('accepting a case while it is moved', () => {
  test('keeps both or refuses one, and the version counts each', async () => {
    const what = await deal.make('CASE');
    const id = await deal.offer(deal.park, what, deal.neighbour);
    const expectedVersion = await deal.versionOf(what);
    const move = () => moveCase(world.ctx(deal.park), { id: caseGid(what.id), expectedVersion, stage: CaseStage.ADMISSION });
    const outcome = codes(await world.atOnce<object>('cases', what.id, [() => deal.accept(deal.neighbour, id), move]));
    expect(outcome[0]).toBe('done');
    const moved = outcome[1] === 'done';
    if (!moved) expect(outcome[1]).toBe('FORBIDDEN');
    expect(await deal.versionOf(what)).toBe(expectedVersion + (moved ? 2 : 1));
    expect(await expectOneHolder(what)).toBe(deal.neighbour.id);
  });
});

type Step = { act: 'offer' | 'accept' | 'decline' | 'withdraw' | 'direct' | 'tidy'; by: number; to: number };
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('offer', 'accept', 'decline', 'withdraw', 'direct', 'tidy'),
  by: fc.nat(4),
  to: fc.nat(4),
});

describe('whatever teams do one after another', () => {
  test('a lead or case has one live owner, who alone writes it, and all that had it go on reading', async () => {
    const pool = (): TestTeam[] => [deal.park, deal.neighbour, deal.other, deal.district, deal.city];
    const run = async (kind: Passed['kind'], steps: readonly Step[]) => {
      const what = await deal.make(kind);
      let last: string | null = null;
      const had = new Set([deal.park.id]);
      for (const { act, by, to } of steps) {
        const [one, other] = [pool()[by]!, pool()[to]!];
        const done: Promise<unknown> | string | null =
          act === 'offer'
            ? deal.offer(one, what, other)
            : act === 'direct'
              ? deal.direct(what, other)
              : act === 'tidy'
                ? deal.tidy()
                : last && deal[act](one, last);
        const made: unknown = await Promise.resolve(done).catch((error: { errors?: unknown }) => {
          if (!error.errors) throw error;
        });
        if (act === 'offer' && typeof made === 'string') last = made;
        had.add(await expectOneHolder(what));
      }
      for (const team of pool().filter(({ id }) => had.has(id)))
        expect(['WORK', 'FOLLOW']).toContain(await deal.sees(team, what));
      const open = await world.db.readSystem<{ team: string }>(
        `select to_team_id as team from transfer where subject_id = $1 and state = 'OFFERED'`,
        [what.id],
      );
      const given = await world.db.readSystem(
        `select team_id as team from stake where subject_id = $1 and ground = 'TRANSFER_OFFER'`,
        [what.id],
      );
      expect(given).toEqual(open);
    };
    const kinds = fc.constantFrom('LEAD' as const, 'CASE' as const);
    await fc.assert(fc.asyncProperty(kinds, fc.array(step, { minLength: 4, maxLength: 14 }), run), {
      numRuns: process.env.TEST_ALL === '1' ? 300 : 40,
    });
  }, 300_000);
});
