import { readFileSync } from 'node:fs';

/** One row of the code table; `validTo` and `successor` only where the code has ended. */
export interface DivisionFact {
  code: string;
  name: string;
  validFrom: string | null;
  validTo: string | null;
  successor: string | null;
}

export interface DivisionTable {
  all: readonly DivisionFact[];
  /** Districts, counties and county-level cities by code, ended codes included. */
  districts: ReadonlyMap<string, DivisionFact>;
  /** Every name with the present codes it can stand for; old names stand for their successors. */
  byName: ReadonlyMap<string, readonly string[]>;
  longestName: number;
}

const FILE = new URL('../../data/divisions.csv', import.meta.url);

/** Provinces end in 0000, cities in 00; the few cities without districts (东莞, 中山, 儋州) count as both. */
export const isProvince = (code: string): boolean => code.endsWith('0000');
export const isCity = (code: string): boolean => code.endsWith('00') && !isProvince(code);
export const provinceOf = (code: string): string => `${code.slice(0, 2)}0000`;
export const cityOf = (code: string): string => `${code.slice(0, 4)}00`;

/** The code one level up, for the division tree; null for a province. */
export function parentOf(code: string, known: ReadonlySet<string>): string | null {
  if (isProvince(code)) return null;
  return known.has(cityOf(code)) && !isCity(code) ? cityOf(code) : provinceOf(code);
}

function parseRow(line: string): DivisionFact {
  const [code = '', name = '', validFrom, validTo, successor] = line.split(',');
  return { code, name, validFrom: validFrom || null, validTo: validTo || null, successor: successor || null };
}

function build(): DivisionTable {
  const all = readFileSync(FILE, 'utf8').trim().split('\n').slice(1).map(parseRow);
  const withDistricts = new Set(all.filter((fact) => !fact.code.endsWith('00')).map((fact) => cityOf(fact.code)));
  const districts = new Map<string, DivisionFact>();
  const byName = new Map<string, string[]>();
  for (const fact of all) {
    const present = fact.successor ?? fact.code;
    const codes = byName.get(fact.name);
    if (codes === undefined) byName.set(fact.name, [present]);
    else if (!codes.includes(present)) codes.push(present);
    if (!isProvince(fact.code) && !(isCity(fact.code) && withDistricts.has(fact.code))) districts.set(fact.code, fact);
  }
  return { all, districts, byName, longestName: Math.max(...all.map((fact) => fact.name.length)) };
}

let table: DivisionTable | undefined;
/** Read once, when first asked for: 68 KB. */
export const divisionTable = (): DivisionTable => (table ??= build());
