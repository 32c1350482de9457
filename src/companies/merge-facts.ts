/** Facts that only make sense together: one is taken over, and given back, with the others. */
const GROUPS = [
  ['usci', 'usci_verdict'],
  ['listing_code'],
  ['foreign_number'],
  ['form'],
  ['registered_on'],
  ['capital_amount', 'capital_currency'],
  ['scope'],
  ['address'],
  ['division_code', 'division_source', 'zone_code'],
  ['industry_code'],
] as const;

export type FactColumn = (typeof GROUPS)[number][number];
export type Facts = Readonly<Record<FactColumn, string | null>>;
export type SomeFacts = Partial<Record<FactColumn, string | null>>;

export const FACT_COLUMNS: readonly FactColumn[] = GROUPS.flat();

/** Unique in the registry: the merged company lets go of what the survivor takes over. */
export const CODES = ['usci', 'listing_code', 'foreign_number'] as const satisfies readonly FactColumn[];

const isKnown = (facts: Facts, group: readonly FactColumn[]): boolean => group.some((column) => facts[column] !== null);

/**
 * What the survivor takes over from the merged company: facts it lacks. Where it is comes with the address; without one, only
 * what a taken code tells: the place of another address is not the place of its own.
 */
export function takenOver(survivor: Facts, merged: Facts): SomeFacts {
  const takesAddress = survivor.address === null && merged.address !== null;
  const taken: SomeFacts = {};
  for (const group of GROUPS) {
    if (!isKnown(merged, group)) continue;
    const isPlace = group[0] === 'division_code';
    const lacks = !isKnown(survivor, group) && (!isPlace || survivor.address === null || merged.division_source === 'USCI');
    if (lacks || (isPlace && takesAddress)) for (const column of group) taken[column] = merged[column];
  }
  return taken;
}

/** What the survivor gives back when the merge is undone: what it took over and nobody has changed since. */
export function givenBack(now: Facts, taken: SomeFacts, before: SomeFacts): SomeFacts {
  const back: SomeFacts = {};
  for (const group of GROUPS) {
    const columns = group.filter((column) => column in taken);
    if (columns.every((column) => now[column] === taken[column])) for (const column of columns) back[column] = before[column]!;
  }
  return back;
}

/** Names of facts as the API has them, for what a merge takes over. */
const FACT_NAMES: Readonly<Partial<Record<FactColumn, string>>> = {
  usci: 'usci',
  listing_code: 'listingCode',
  foreign_number: 'foreignNumber',
  form: 'form',
  registered_on: 'registeredOn',
  capital_amount: 'registeredCapital',
  scope: 'scope',
  address: 'address',
  division_code: 'divisionCode',
  zone_code: 'zoneCode',
  industry_code: 'industryCode',
};

export interface TakenFact {
  /** Name of the fact in the API. */
  field: string;
  value: string;
}

/** What the survivor takes over, for people to read. */
export function takenFacts(survivor: Facts, merged: Facts): TakenFact[] {
  const taken = takenOver(survivor, merged);
  return FACT_COLUMNS.flatMap((column) => {
    const [field, value] = [FACT_NAMES[column], taken[column]];
    if (field === undefined || value == null) return [];
    if (column !== 'capital_amount') return [{ field, value }];
    const amount = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
    return [{ field, value: `${amount} ${merged.capital_currency ?? 'CNY'}` }];
  });
}
