import fc from 'fast-check';
import type { LedgerFigure, LedgerHistory, LedgerLead, LedgerShares } from '../../src/cases/credit-ledger.ts';

const FIRST = Date.parse('2020-01-01');
/** The days of the random histories, few enough to meet. */
export const dayOf = (n: number): string => new Date(FIRST + n * 86_400_000).toISOString().slice(0, 10);
export const DAYS = 1_200;
const TEAMS = ['t1', 't2', 't3', 't4', 't5'];

const day = fc.integer({ min: 0, max: DAYS });
const amount = fc.oneof(fc.bigInt({ min: 1n, max: 50n }), fc.bigInt({ min: 1n, max: 10n ** 15n }));

/** Percentages of up to five teams that sum to 100.00 exactly. */
const split = fc
  .uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 0, maxLength: 4 })
  .map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), 10_000])
  .chain((cuts) =>
    fc
      .shuffledSubarray(TEAMS, { minLength: cuts.length - 1, maxLength: cuts.length - 1 })
      .map((teams) => teams.map((teamId, i) => ({ teamId, hundredths: cuts[i + 1]! - cuts[i]! }))),
  );
const doubled = fc
  .shuffledSubarray(TEAMS, { minLength: 1 })
  .map((teams) => teams.map((teamId) => ({ teamId, hundredths: 10_000 })));

const started = { startedOn: fc.option(day), startKnown: day };

const splitShares = fc.record({
  mode: fc.constant('SPLIT' as const),
  parties: split,
  outlay: fc.option(fc.record({ team: fc.nat(), amount })),
  ...started,
});
const doubledShares = fc.record({
  mode: fc.constant('DOUBLE_COUNT' as const),
  parties: doubled,
  outlay: fc.constant(null),
  ...started,
});

const shares = (modes: 'any' | 'split') =>
  fc
    .record({
      of: modes === 'split' ? splitShares : fc.oneof(splitShares, doubledShares),
      effective: day,
      known: day,
      years: fc.option(fc.integer({ min: 1, max: 3 })),
      yearsFrom: fc.constantFrom('START' as const, 'RECOVERY' as const),
      ruled: fc.boolean(),
      outside: fc.integer({ min: 0, max: 10_000 }),
    })
    .map(({ of, effective, known, years, yearsFrom, ruled, outside }): Omit<LedgerShares, 'id' | 'order'> => {
      const { mode, parties, outlay, startedOn, startKnown } = of;
      return {
        mode,
        ruled,
        parties: parties.map((each, i) => ({
          ...each,
          outside: ruled && mode === 'SPLIT' && i === 0 ? Math.min(outside, each.hundredths) : 0,
        })),
        effectiveFrom: dayOf(effective),
        knownOn: dayOf(known),
        startedOn: startedOn === null ? null : dayOf(startedOn),
        startKnownOn: startedOn === null ? null : dayOf(Math.max(known, startKnown)),
        years,
        yearsFrom,
        outlay: outlay && { teamId: parties[outlay.team % parties.length]!.teamId, amount: outlay.amount },
      };
    });

/** Often the same days, so that what was recorded in between matters. */
const happened = fc.oneof(
  day,
  fc.integer({ min: 0, max: 3 }).map((n) => n * 400),
);
const figure = fc.record({ happened, known: day, amount, reversed: fc.option(fc.nat({ max: 300 })) });

/** In the order in which it was recorded; an entry may be taken back some days later. */
function figuresOf(
  drawn: ReadonlyArray<{ happened: number; known: number; amount: bigint; reversed: number | null }>,
): LedgerFigure[] {
  const kept = drawn.flatMap(({ happened, known, amount: yuan, reversed }, i) => {
    const entry = { id: `f${i}`, happenedOn: dayOf(happened), amount: yuan, known, reversesId: null as string | null };
    const back = { ...entry, id: `r${i}`, amount: -yuan, known: known + (reversed ?? 0), reversesId: entry.id };
    return reversed === null ? [entry] : [entry, back];
  });
  return kept
    .toSorted((a, b) => a.known - b.known)
    .map(({ known, ...each }, i) => ({ ...each, knownOn: dayOf(known), order: String(i).padStart(6, '0') }));
}

const inOrder = <T extends { knownOn: string }>(records: readonly T[], prefix: string) =>
  records
    .toSorted((a, b) => (a.knownOn < b.knownOn ? -1 : a.knownOn > b.knownOn ? 1 : 0))
    .map((each, i) => ({ ...each, id: `${prefix}${i}`, order: String(i).padStart(6, '0') }));

const lead = fc.record({ teamId: fc.constantFrom(...TEAMS), since: day });

/** Figures recorded late and taken back, agreements and rulings that supersede each other, lead teams that change. */
export const histories = (modes: 'any' | 'split' = 'any'): fc.Arbitrary<LedgerHistory> =>
  fc
    .record({
      figures: fc.array(figure, { maxLength: 25 }),
      shares: fc.array(shares(modes), { maxLength: 5 }),
      leads: fc.array(lead, { maxLength: 3 }),
    })
    .map(({ figures, shares: drawn, leads }) => ({
      figures: figuresOf(figures),
      shares: inOrder(drawn, 's'),
      leads: [{ teamId: 't1', since: 0 }, ...leads.toSorted((a, b) => a.since - b.since)].map(
        ({ teamId, since }, i): LedgerLead => ({ teamId, since: dayOf(since), order: String(i).padStart(6, '0') }),
      ),
    }));

export const someDay = day.map(dayOf);
