import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { compareIdentities, type Comparison } from '../../src/companies/compare-companies.ts';
import { MatchLevel, MatchReason } from '../../src/companies/match-reason.ts';

interface LabelledPair {
  left: string;
  right: string;
  left_code: string;
  right_code: string;
  former_names: string;
  short_names: string;
  foreign_names: string;
  expected: 'SAME' | 'RELATED' | 'DIFFERENT';
  kind: string;
}

/** What a pair of each kind should be told for. */
const REASON_OF: Readonly<Record<string, MatchReason>> = {
  same_code: MatchReason.SAME_USCI,
  written: MatchReason.SAME_NAME,
  normalised: MatchReason.SAME_NORMALISED_NAME,
  renamed: MatchReason.FORMER_NAME,
  short: MatchReason.SHORT_NAME,
  foreign: MatchReason.FOREIGN_NAME,
  code_typo: MatchReason.USCI_TYPED_WRONG,
  abbreviated: MatchReason.ABBREVIATED,
  typed: MatchReason.TYPED_DIFFERENTLY,
  translated: MatchReason.TRANSLATED,
  sibling: MatchReason.SAME_GROUP,
  branch: MatchReason.BRANCH,
  codes_apart: MatchReason.DIFFERENT_USCI,
};
const RELATED: ReadonlySet<MatchReason> = new Set([MatchReason.SAME_GROUP, MatchReason.BRANCH]);
const FLOORS: Partial<Record<MatchReason, [precision: number, recall: number]>> = {
  ABBREVIATED: [0.9, 0.95],
  TYPED_DIFFERENTLY: [0.95, 0.95],
  TRANSLATED: [0.95, 0.95],
  SAME_GROUP: [0.9, 0.9],
};

const pairs = parse<LabelledPair>(readFileSync('test/companies/identity-pairs.csv', 'utf8'), { columns: true });
const listOf = (cell: string): string[] => (cell === '' ? [] : cell.split('|'));
const outcomes = pairs.map((pair) => ({
  ...pair,
  ...compareIdentities(
    { name: pair.left, usci: pair.left_code },
    {
      name: pair.right,
      usci: pair.right_code,
      formerNames: listOf(pair.former_names),
      shortNames: listOf(pair.short_names),
      foreignNames: listOf(pair.foreign_names),
    },
  ),
}));

/** Right is a reason that the label bears out: the same company, or one of its group where that is all it says. */
function isRight(reason: MatchReason, expected: LabelledPair['expected']): boolean {
  if (reason === MatchReason.DIFFERENT_USCI) return expected !== 'SAME';
  return expected === 'SAME' || (expected === 'RELATED' && RELATED.has(reason));
}

const share = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(3));

function rowOf(kind: string, reason: MatchReason) {
  const told = outcomes.filter(({ reasons }) => reasons.includes(reason));
  const right = told.filter(({ expected }) => isRight(reason, expected));
  const labelled = outcomes.filter((pair) => pair.kind === kind);
  const found = labelled.filter(({ reasons }) => reasons.includes(reason));
  return {
    reason,
    told: told.length,
    precision: share(right.length, told.length),
    labelled: labelled.length,
    recall: share(found.length, labelled.length),
  };
}

const rows = Object.entries(REASON_OF).map(([kind, reason]) => rowOf(kind, reason));
const table = ['reason | told | precision | labelled | recall', ...rows.map((row) => Object.values(row).join(' | '))].join('\n');

const namesOf = (found: readonly (LabelledPair & Comparison)[]) =>
  found.map(({ left, right, reasons }) => `${left} ~ ${right}: ${reasons.join()}`);

describe('the labelled set of real names', () => {
  test('has at least 300 pairs, each once, of every kind', () => {
    console.log(`identity: ${pairs.length} pairs\n${table}`);
    expect(new Set(pairs.map(({ left, right, left_code: code }) => `${left}|${right}|${code}`)).size).toBe(pairs.length);
    expect(pairs.length).toBeGreaterThanOrEqual(300);
    const kinds = new Set(pairs.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([...Object.keys(REASON_OF), 'elsewhere', 'unrelated'].sort());
  });

  test('an exact match is never false, and no strong one joins two companies', () => {
    const false_ = (level: MatchLevel) => namesOf(outcomes.filter((pair) => pair.level === level && pair.expected !== 'SAME'));
    expect(false_(MatchLevel.EXACT)).toEqual([]);
    expect(false_(MatchLevel.STRONG)).toEqual([]);
  });

  test.each(rows.map((row) => [row.reason, row] as const))('%s is as precise and complete as its floor', (reason, row) => {
    const [precision, recall] = FLOORS[reason] ?? [1, 1];
    expect(Number(row.precision)).toBeGreaterThanOrEqual(precision);
    expect(Number(row.recall)).toBeGreaterThanOrEqual(recall);
  });

  test('what belongs together is told, and what does not is left alone, but for those counted here', () => {
    expect(
      namesOf(outcomes.filter(({ level, expected }) => level === MatchLevel.NONE && expected !== 'DIFFERENT')).length,
    ).toBeLessThanOrEqual(7);
    expect(
      namesOf(outcomes.filter(({ level, expected }) => level !== MatchLevel.NONE && expected === 'DIFFERENT')).length,
    ).toBeLessThanOrEqual(2);
  });

  test('the document gives these figures', () => {
    const written = readFileSync('docs/identity.md', 'utf8');
    const cells = written
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.replaceAll('`', '').trim())
          .slice(1, -1)
          .join(' | '),
      );
    expect(cells).toEqual(table.split('\n').slice(1));
  });
});
