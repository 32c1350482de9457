import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ruledParties, ruledShares } from '../../src/cases/contest-share.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { allocate, governingOn, WHOLE, type LedgerHistory, type LedgerParty } from '../../src/cases/credit-ledger.ts';
import { dayOf, DAYS, histories, someDay } from './credit-histories.ts';

const sides = { holdingTeamId: 'holder', contesterTeamId: 'contester' };
const partOf = (parties: readonly LedgerParty[] | null, team: string): number | undefined =>
  parties?.find(({ teamId }) => teamId === team)?.hundredths;

/** Parties that sum to 100 %, of the two sides and others. */
const standing = fc
  .uniqueArray(fc.constantFrom('holder', 'contester', 'origin', 'joint', 'earlier'), { maxLength: 5 })
  .chain((teams) => fc.tuple(fc.constant(teams), fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 5, maxLength: 5 })))
  .map(([teams, weights]) => {
    const shares = teams.map((teamId, i) => ({ teamId, hundredths: weights[i]! }));
    const rest = WHOLE - shares.slice(1).reduce((sum, { hundredths }) => sum + hundredths, 0);
    return shares.map((share, i) => (i === 0 ? { ...share, hundredths: rest } : share));
  });
const outcome = fc.constantFrom(...Object.values(ContestOutcome));
const ratio = fc.integer({ min: 0, max: WHOLE });

describe('what a ruling makes of the parties of a figure', () => {
  test('sums to 100 %, with exactly the ruled part for the side that does not go on', () => {
    fc.assert(
      fc.property(standing, outcome, ratio, (before, how, holderHundredths) => {
        const after = ruledParties(before, { ...sides, outcome: how, holderHundredths });
        const overturned = how === ContestOutcome.OVERTURNED;
        const [other, part] = overturned ? ['holder', holderHundredths] : ['contester', WHOLE - holderHundredths];
        expect((after ?? [{ teamId: '', hundredths: WHOLE }]).reduce((sum, { hundredths }) => sum + hundredths, 0)).toBe(WHOLE);
        expect(partOf(after ?? before, other) ?? 0).toBe(part);
      }),
    );
  });

  test('leaves the others in the proportion they had, to a hundredth of a percent', () => {
    fc.assert(
      fc.property(standing, ratio, (before, holderHundredths) => {
        const after = ruledParties(before, { ...sides, outcome: ContestOutcome.JOINT, holderHundredths }) ?? before;
        const partners = before.filter(({ teamId }) => teamId !== 'contester');
        const total = partners.reduce((sum, { hundredths }) => sum + hundredths, 0);
        for (const { teamId, hundredths } of partners)
          expect(Math.abs((partOf(after, teamId) ?? 0) - (hundredths * holderHundredths) / total)).toBeLessThan(1);
      }),
    );
  });

  test('is nothing where the side that goes on gets all and nobody loses a part', () => {
    const upheld = { ...sides, outcome: ContestOutcome.UPHELD, holderHundredths: WHOLE };
    expect(ruledParties([], upheld)).toBeNull();
    expect(
      ruledParties(
        [
          { teamId: 'holder', hundredths: 6_000 },
          { teamId: 'origin', hundredths: 4_000 },
        ],
        upheld,
      ),
    ).toBeNull();
    expect(
      ruledParties(
        [
          { teamId: 'origin', hundredths: 4_000 },
          { teamId: 'contester', hundredths: 6_000 },
        ],
        upheld,
      ),
    ).toEqual([{ teamId: 'origin', hundredths: WHOLE }]);
  });
});

/** The history with a ruling of a day: it goes to a team that had no part, and who had one keeps a ratio of it. */
function ruledOn(history: LedgerHistory, day: string, holderHundredths: number): LedgerHistory {
  const known = history.shares.filter(({ knownOn }) => knownOn <= day);
  const last = known.at(-1);
  const ruled = { ...sides, outcome: ContestOutcome.JOINT, holderHundredths };
  const terms = last ?? { years: null, yearsFrom: 'START' as const, outlay: null, startedOn: day, startKnownOn: day };
  const { years, yearsFrom, outlay, startedOn, startKnownOn } = terms;
  const how = { mode: 'SPLIT' as const, ruled: true, parties: ruledShares(last?.parties ?? [], ruled)!, effectiveFrom: day };
  const stays = { years, yearsFrom, outlay, startedOn, startKnownOn };
  return { ...history, shares: [...known, { id: 'ruling', order: '999999', knownOn: day, ...how, ...stays }] };
}

interface RuledParts {
  amount: bigint;
  before: ReadonlyMap<string, bigint>;
  now: ReadonlyMap<string, bigint>;
  ratio: number;
  outlayTeam: string | undefined;
}

/** Each team keeps the ratio of what it had; more is kept by the team whose outlay comes first, at the other side's cost. */
function expectRuled({ amount, before, now, ratio, outlayTeam }: RuledParts): void {
  const sign = amount < 0n ? -1n : 1n;
  const slack = Number(2n * sign * amount + BigInt(3 * WHOLE));
  const off = (team: string, of: bigint, hundredths: number) =>
    Number(sign * ((now.get(team) ?? 0n) * BigInt(WHOLE) - of * BigInt(hundredths)));
  const most = (team: string) => (team === outlayTeam ? Infinity : slack);
  const least = outlayTeam === undefined ? -slack : -Infinity;
  for (const [team, part] of before) {
    expect(off(team, part, ratio)).toBeGreaterThanOrEqual(-slack);
    expect(off(team, part, ratio)).toBeLessThanOrEqual(most(team));
  }
  expect(off('contester', amount, WHOLE - ratio)).toBeLessThanOrEqual(slack);
  expect(off('contester', amount, WHOLE - ratio)).toBeGreaterThanOrEqual(least);
}

describe('a ruling on a figure', () => {
  test('only changes whose part it is, in its ratio: recovery, start and years stay what they were, on every day', () => {
    fc.assert(
      fc.property(histories('split'), someDay, fc.integer({ min: 1, max: WHOLE - 1 }), (drawn, day, ratio) => {
        const leads = drawn.leads.map((lead) => ({ ...lead, teamId: 'holder' }));
        const before = { ...drawn, leads, shares: drawn.shares.filter(({ knownOn }) => knownOn <= day) };
        const governing = governingOn(before.shares, day, day);
        // What is agreed takes effect no later than it is recorded: the record made last governs the day of a ruling.
        fc.pre(governing === undefined ? before.shares.length === 0 : governing === before.shares.at(-1));
        const after = allocate(ruledOn(before, day, ratio), dayOf(DAYS * 2));
        for (const [i, { figure, sharesId, parts }] of allocate(before, dayOf(DAYS * 2)).entries()) {
          const now = after[i]!.parts;
          expect([...now.values()].reduce((sum, part) => sum + part, 0n)).toBe(figure.amount);
          if (figure.happenedOn < day) expect(now).toEqual(parts);
          if (figure.happenedOn < day) continue;
          const outlayTeam = before.shares.find(({ id }) => id === sharesId)?.outlay?.teamId;
          expectRuled({ amount: figure.amount, before: parts, now, ratio, outlayTeam });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves what is not yet recovered to come first, and the years that are left', () => {
    const agreed = {
      id: 'agreed',
      mode: 'SPLIT' as const,
      ruled: false,
      parties: [
        { teamId: 'origin', hundredths: 6_000 },
        { teamId: 'holder', hundredths: 4_000 },
      ],
      effectiveFrom: '2020-01-01',
      knownOn: '2020-01-01',
      order: '1',
      startedOn: '2020-03-01',
      startKnownOn: '2020-03-01',
      years: 2,
      yearsFrom: 'START' as const,
      outlay: { teamId: 'origin', amount: 1_500n },
    };
    const days = ['2020-02-01', '2020-03-01', '2021-03-01', '2021-04-01', '2022-02-28', '2022-03-01'];
    const figures = days.map((happenedOn, i) => {
      return { id: `f${i}`, happenedOn, amount: 1_000n, knownOn: happenedOn, order: String(i), reversesId: null };
    });
    const history = { figures, shares: [agreed], leads: [{ teamId: 'holder', since: '2020-01-01', order: '0' }] };
    const told = (ruled: LedgerHistory) => allocate(ruled, '2023-01-01').map(({ parts }) => Object.fromEntries(parts));
    const half = told(ruledOn(history, '2021-01-01', 5_000));
    expect(half).toEqual([
      { holder: 1_000n },
      { origin: 1_000n, holder: 0n },
      { origin: 500n + 150n, holder: 100n, contester: 250n },
      { origin: 300n, holder: 200n, contester: 500n },
      { origin: 300n, holder: 200n, contester: 500n },
      { holder: 500n, contester: 500n }, // the years are over: what is the lead team’s again is shared as ruled
    ]);
  });
});
