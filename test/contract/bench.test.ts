import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readArguments } from '../../bench/arguments.ts';
import { row, type Row } from '../../bench/measure/row.ts';
import { missingFrom, PARTS } from '../../bench/rows/parts.ts';

const IDS = 'A1 A2 A3 A4 A5 A6 A7 A8 B1 B2 B3 B4 B5 C1 C2 C3 D1 D2 I1 S1'.split(' ');
const docs = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');

describe('the bench', () => {
  it('has a part for every target of the table', () => {
    expect([...new Set(PARTS.flatMap(({ ids }) => ids))].sort()).toEqual(IDS.toSorted());
  });

  it('has every target in the table that is kept', () => {
    const kept = [...docs.matchAll(/^\| ([A-Z]\d) \|/gm)].map(([, id]) => id!);
    expect([...new Set(kept)].sort()).toEqual(IDS.toSorted());
  });

  it('prints a row with all its keys, whatever was measured', () => {
    expect(Object.keys(JSON.parse(JSON.stringify(row('A1', 'list', '≥ 1', {}, null))) as Row)).toEqual(
      'id name value unit ratioLimit ratioPeer ratioMercurius goal holds'.split(' '),
    );
  });

  it('refuses what it does not know, before it makes a world for it', () => {
    expect(readArguments(['--rows', 'a1,D2', '--rounds', '8'])).toMatchObject({ rows: ['A1', 'D2'], rounds: 8 });
    expect(() => readArguments(['--rows', 'A1,Z9'])).toThrow('--rows: “Z9” is none of A1, ');
    expect(() => readArguments(['--rounds', 'x'])).toThrow('--rounds: “x” is no whole number');
    expect(() => readArguments(['--variants', 'fast'])).toThrow('--variants: “fast” is none of limit, ');
    expect(() => readArguments(['--row', 'A1'])).toThrow("Unknown option '--row'");
  });

  it('notices a part that leaves out a row that was asked for', () => {
    const part = PARTS.find(({ ids }) => ids.includes('D1'))!;
    const made = [row('D1', 'growth', '≤ 1.3', {}, null)];
    expect(missingFrom(part, made, () => true)).toEqual(['D2']);
    expect(missingFrom(part, made, (id) => id === 'D1')).toEqual([]);
  });
});
