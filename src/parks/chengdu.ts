import { readFileSync } from 'node:fs';
import type { Role, TeamKind } from '../kernel/viewer.ts';

export interface TeamFact {
  code: string;
  name: string;
  kind: TeamKind;
  /** Code of the team above; null at the top. */
  parent: string | null;
  /** Codes of the divisions it covers, wholly or in part. */
  divisions: string[];
}

export interface ParkFact extends Omit<TeamFact, 'kind'> {
  leadingIndustries: string[];
  areaM2: string | null;
  /** Keys of `sources`, separated by blanks. */
  source: string;
}

/** Somebody of the demo world, who exists nowhere else. */
export interface PersonFact {
  login: string;
  name: string;
  team: string;
  role: Role;
}

export interface CityFacts {
  sources: Record<string, string>;
  teams: TeamFact[];
  parks: ParkFact[];
  persons: PersonFact[];
}

const FILE = new URL('../../data/chengdu-teams.json', import.meta.url);

let facts: CityFacts | undefined;
/**
 * Chengdu as sources give it: the city's bureau, 20 districts, the three areas without a division code, departments,
 * the parks that are known by name (the full list was never published as text), and made-up partners and persons.
 */
export const chengdu = (): CityFacts => (facts ??= JSON.parse(readFileSync(FILE, 'utf8')) as CityFacts);

/** The sources of a fact in words. */
export const sourceOf = (city: CityFacts, keys: string): string =>
  keys
    .split(' ')
    .map((key) => city.sources[key] ?? key)
    .join('；');
