import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ruledParties } from '../../src/cases/contest-share.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { WHOLE, type LedgerParty } from '../../src/cases/credit-ledger.ts';

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
