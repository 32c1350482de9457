import { normaliseName } from '../companies/company-name.ts';
import { searchText } from '../companies/search-terms.ts';
import type { CompanyFacts } from './company-facts.ts';

export type NameKind = 'NAME' | 'FORMER' | 'SHORT' | 'FOREIGN';
export type Outcome = 'added' | 'updated' | 'unchanged';

/** A company as the database has it, or as the batch has made it so far. */
export interface CompanyState extends Omit<CompanyFacts, 'shortName'> {
  id: string;
  normalisedName: string;
  names: Map<string, NameKind>;
  isDemo: boolean;
  isNew: boolean;
  isChanged: boolean;
  /** Names as loaded, to write only what differs. */
  loadedNames: ReadonlyMap<string, NameKind>;
}

export function newCompany(id: string, facts: CompanyFacts): CompanyState {
  const { shortName, ...rest } = facts;
  const names = new Map<string, NameKind>([[facts.name, 'NAME']]);
  if (shortName !== null && shortName !== facts.name) names.set(shortName, 'SHORT');
  const normalisedName = normaliseName(facts.name);
  return { ...rest, id, normalisedName, names, isDemo: false, isNew: true, isChanged: true, loadedNames: new Map() };
}

const FIELDS = [
  'usci',
  'usciVerdict',
  'listingCode',
  'form',
  'registeredOn',
  'capitalAmount',
  'capitalCurrency',
  'scope',
  'address',
  'divisionCode',
  'divisionSource',
  'zoneCode',
] as const satisfies readonly (keyof CompanyFacts & keyof CompanyState)[];

type Field = (typeof FIELDS)[number];

function set<F extends Field>(company: CompanyState, field: F, value: CompanyState[F]): boolean {
  if (value === null || company[field] === value) return false;
  company[field] = value;
  return true;
}

/** Where it is follows from the address; a file without one tells no more than the code. */
const PLACE: ReadonlySet<Field> = new Set<Field>(['divisionCode', 'divisionSource', 'zoneCode']);

/** Takes what the facts say: all of it, or only what was not known. What they do not say stays. */
function take(company: CompanyState, facts: CompanyFacts, onlyBlanks: boolean): boolean {
  let changed = false;
  for (const field of FIELDS) {
    if (onlyBlanks && company[field] !== null) continue;
    if (PLACE.has(field) && facts.address === null && company.address !== null) continue;
    changed = set(company, field, facts[field]) || changed;
  }
  return changed;
}

function addName(company: CompanyState, name: string, kind: NameKind): boolean {
  if (company.names.has(name)) return false;
  company.names.set(name, kind);
  return true;
}

function rename(company: CompanyState, name: string, oldKind: NameKind): boolean {
  if (company.name === name) return false;
  // Another width or bracket is not another name.
  if (searchText(company.name) === searchText(name)) company.names.delete(company.name);
  else company.names.set(company.name, oldKind);
  company.names.set(name, 'NAME');
  company.name = name;
  company.normalisedName = normaliseName(name);
  return true;
}

const outcome = (company: CompanyState, changed: boolean): Outcome => {
  company.isChanged ||= changed;
  return changed ? 'updated' : 'unchanged';
};

/**
 * Decision 26: for one code the newest registration date wins and the older name becomes a former name. Of rows with one
 * date the first of the file wins (`seen`), so that importing the file again changes nothing.
 */
export function applyRegistry(company: CompanyState, facts: CompanyFacts, seen: boolean): Outcome {
  const known = company.registeredOn ?? '';
  const said = facts.registeredOn ?? '';
  if (said < known || (said === known && seen)) return outcome(company, addName(company, facts.name, 'FORMER'));
  const renamed = rename(company, facts.name, 'FORMER');
  return outcome(company, take(company, facts, false) || renamed);
}

/** What a file says of a company that was merged into this one: only what was not known, and its name as a former one. */
export function applyMerged(company: CompanyState, facts: CompanyFacts): Outcome {
  const filled = take(company, facts, true);
  return outcome(company, addName(company, facts.name, 'FORMER') || filled);
}

/** Listed companies: facts of a registry are better than those of a report, so a report fills only blanks there. */
export function applyListing(company: CompanyState, facts: CompanyFacts): Outcome {
  let changed = take(company, facts, company.usci !== null);
  if (facts.shortName !== null && facts.shortName !== facts.name) {
    if (company.name === facts.shortName) changed = rename(company, facts.name, 'SHORT') || changed;
    changed = addName(company, facts.shortName, 'SHORT') || changed;
    changed = addName(company, facts.name, 'FORMER') || changed;
  } else changed = addName(company, facts.name, 'SHORT') || changed;
  return outcome(company, changed);
}
