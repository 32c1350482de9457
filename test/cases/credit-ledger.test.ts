import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocate, split, sumUp, yearsLater, type LedgerHistory, type LedgerShares } from '../../src/cases/credit-ledger.ts';
import { dayOf, DAYS, histories, someDay } from './credit-histories.ts';

const RUNS = { numRuns: 2_000 };
const FAR = dayOf(DAYS * 2);

const shares = (more: Partial<LedgerShares> = {}): LedgerShares => ({
  id: 's',
  mode: 'SPLIT',
  ruled: false,
  parties: [
    { teamId: 'origin', hundredths: 6_000 },
    { teamId: 'host', hundredths: 4_000 },
  ],
  effectiveFrom: '2020-01-01',
  knownOn: '2020-01-01',
  order: '1',
  startedOn: '2020-01-01',
  startKnownOn: '2020-01-01',
  years: null,
  yearsFrom: 'START',
  outlay: null,
  ...more,
});

/** Amounts by the day they count for and were recorded, under shares of a case that `lead` leads. */
const told = (amounts: Array<[day: string, amount: bigint, knownOn?: string]>, ...given: LedgerShares[]): LedgerHistory => ({
  figures: amounts.map(([happenedOn, amount, knownOn = happenedOn], i) => ({
    id: `f${i}`,
    happenedOn,
    amount,
    knownOn,
    order: String(i),
    reversesId: null,
  })),
  shares: given,
  leads: [{ teamId: 'lead', since: '2020-01-01', order: '0' }],
});
const partsOf = (history: LedgerHistory, asOf = FAR) =>
  allocate(history, asOf).map(({ parts }) => Object.fromEntries([...parts].map(([team, amount]) => [team, Number(amount)])));

describe('the parts of a figure', () => {
  test('sum to the city’s figure on every past day, whatever was agreed, ruled, taken back or recorded late', () => {
    fc.assert(
      fc.property(histories('split'), someDay, (history, asOf) => {
        const entries = allocate(history, asOf);
        const { total, parts } = sumUp(entries);
        expect([...parts.values()].reduce((sum, part) => sum + part, 0n)).toBe(total);
        for (const { figure, parts: each } of entries)
          expect([...each.values()].reduce((sum, part) => sum + part, 0n)).toBe(figure.amount);
      }),
      RUNS,
    );
  });

  test('are the whole for each team where it is counted twice, and the city counts it once', () => {
    fc.assert(
      fc.property(histories(), someDay, (history, asOf) => {
        const known = history.figures.filter(({ knownOn }) => knownOn <= asOf);
        const entries = allocate(history, asOf);
        expect(sumUp(entries).total).toBe(known.reduce((sum, { amount }) => sum + amount, 0n));
        for (const { figure, sharesId, parts } of entries) {
          const each = [...parts.values()];
          if (history.shares.find(({ id }) => id === sharesId)?.mode === 'DOUBLE_COUNT')
            expect(each.every((part) => part === figure.amount)).toBe(true);
          else expect(each.reduce((sum, part) => sum + part, 0n)).toBe(figure.amount);
        }
      }),
      RUNS,
    );
  });

  test('as known on a day do not change by anything recorded later', () => {
    fc.assert(
      fc.property(histories(), someDay, (history, asOf) => {
        const then = {
          figures: history.figures.filter(({ knownOn }) => knownOn <= asOf),
          leads: history.leads.filter(({ since }) => since <= asOf),
          shares: history.shares
            .filter(({ knownOn }) => knownOn <= asOf)
            .map((each) =>
              each.startKnownOn !== null && each.startKnownOn > asOf ? { ...each, startedOn: null, startKnownOn: null } : each,
            ),
        };
        expect(allocate(history, asOf)).toEqual(allocate(then, FAR));
      }),
      RUNS,
    );
  });

  test('are what they were once an entry is taken back', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const back = new Set(history.figures.map(({ reversesId }) => reversesId));
        const kept = history.figures.filter(({ id, reversesId }) => reversesId === null && !back.has(id));
        const left = sumUp(allocate({ ...history, figures: kept }, FAR));
        const all = sumUp(allocate(history, FAR));
        expect([...all.parts].filter(([, amount]) => amount !== 0n).sort()).toEqual(
          [...left.parts].filter(([, amount]) => amount !== 0n).sort(),
        );
      }),
      RUNS,
    );
  });

  test('do not depend on the order in which rows are read', () => {
    fc.assert(
      fc.property(histories(), someDay, (history, asOf) => {
        const turned = {
          figures: history.figures.toReversed(),
          shares: history.shares.toReversed(),
          leads: history.leads.toReversed(),
        };
        expect(allocate(turned, asOf)).toEqual(allocate(history, asOf));
      }),
      RUNS,
    );
  });

  test('give the outlay’s team its outlay before anybody else gets anything, and never more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1 }),
        fc.bigInt({ min: 1n, max: 10n ** 10n }),
        (amounts, outlay) => {
          const given = shares({ outlay: { teamId: 'origin', amount: outlay } });
          const { total, parts } = sumUp(
            allocate(
              told(
                amounts.map((amount, i) => [dayOf(i), amount]),
                given,
              ),
              FAR,
            ),
          );
          const recovered = total < outlay ? total : outlay;
          const host = parts.get('host') ?? 0n;
          // Each entry is rounded by itself: at most a yuan an entry off the whole.
          const gap = host * 100n - (total - recovered) * 40n;
          expect(gap <= 100n * BigInt(amounts.length) && -gap <= 100n * BigInt(amounts.length)).toBe(true);
          expect(total < outlay ? host : 0n).toBe(0n);
        },
      ),
      RUNS,
    );
  });
});

describe('split', () => {
  test('is exact, the same for a negative amount, and gives what is left to the largest remainders, then by team', () => {
    const thirds = ['c', 'a', 'b'].map((teamId, i) => ({ teamId, hundredths: i === 0 ? 3_334 : 3_333 }));
    expect([...split(100n, thirds)]).toEqual([
      ['c', 34n],
      ['a', 33n],
      ['b', 33n],
    ]);
    const even = ['b', 'a'].map((teamId) => ({ teamId, hundredths: 5_000 }));
    expect([...split(1n, even)]).toEqual([
      ['b', 0n],
      ['a', 1n],
    ]);
    expect([...split(-1n, even)]).toEqual([
      ['b', -0n],
      ['a', -1n],
    ]);
  });
});

describe('shares', () => {
  test('apply from the start event on, which counts from the day it was known', () => {
    const given = shares({ startedOn: '2021-03-01', startKnownOn: '2021-06-01' });
    const history = told(
      [
        ['2021-02-28', 10n],
        ['2021-03-01', 10n],
      ],
      given,
    );
    expect(partsOf(history)).toEqual([{ lead: 10 }, { origin: 6, host: 4 }]);
    expect(partsOf(history, '2021-05-31')).toEqual([{ lead: 10 }, { lead: 10 }]);
  });

  test('end before the day on which their years are full; the lead team has it again', () => {
    const given = shares({ startedOn: '2020-02-29', years: 5 });
    const days = ['2020-02-28', '2020-02-29', '2025-02-28', '2025-03-01'];
    expect(
      partsOf(
        told(
          days.map((day) => [day, 10n]),
          given,
        ),
      ),
    ).toEqual([{ lead: 10 }, { origin: 6, host: 4 }, { origin: 6, host: 4 }, { lead: 10 }]);
    expect(yearsLater('2021-06-30', 20)).toBe('2041-06-30');
  });

  test('count their years from the day the outlay is recovered where they say so', () => {
    const outlay = { teamId: 'origin', amount: 15n };
    const amounts: Array<[string, bigint]> = [
      ['2020-05-01', 10n],
      ['2022-05-01', 10n],
      ['2023-04-30', 10n],
      ['2023-05-01', 10n],
    ];
    const recovered = shares({ outlay, years: 1, yearsFrom: 'RECOVERY' });
    expect(partsOf(told(amounts, recovered))).toEqual([
      { origin: 10, host: 0 },
      { origin: 8, host: 2 },
      { origin: 6, host: 4 },
      { lead: 10 },
    ]);
    expect(partsOf(told(amounts, shares({ outlay, years: 1 })))).toEqual([
      { origin: 10, host: 0 },
      { lead: 10 },
      { lead: 10 },
      { lead: 10 },
    ]);
  });

  test('are superseded from the effective day of a later record on, not before it and not before it was known', () => {
    const ruling = shares({
      id: 'ruling',
      order: '2',
      knownOn: '2022-01-01',
      effectiveFrom: '2021-01-01',
      parties: [{ teamId: 'host', hundredths: 10_000 }],
    });
    const history = told(
      [
        ['2020-12-31', 10n],
        ['2021-01-01', 10n],
      ],
      shares(),
      ruling,
    );
    expect(partsOf(history)).toEqual([{ origin: 6, host: 4 }, { host: 10 }]);
    expect(partsOf(history, '2021-12-31')).toEqual([
      { origin: 6, host: 4 },
      { origin: 6, host: 4 },
    ]);
  });

  test('go by the lead team of the day where there are none, the first one for what is older than the case', () => {
    const leads = [
      { teamId: 'first', since: '2020-06-01', order: '1' },
      { teamId: 'second', since: '2021-06-01', order: '2' },
    ];
    const history = {
      ...told([
        ['2020-01-01', 1n, '2020-06-02'],
        ['2021-05-31', 1n],
        ['2021-06-01', 1n],
      ]),
      leads,
    };
    expect(partsOf(history)).toEqual([{ first: 1 }, { first: 1 }, { second: 1 }]);
  });
});
