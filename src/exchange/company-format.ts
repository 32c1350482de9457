import { listingCodeOf, listingRow, registryRow, type Cell, type CompanyFacts, type CompanyRow } from './company-facts.ts';
import { applyListing, applyRegistry, type CompanyState, type Outcome } from './company-state.ts';
import type { CodeColumn } from './company-store.ts';

/** How one kind of company file is read and taken into the registry. */
export interface CompanyFormat {
  readonly requires: readonly string[];
  /** The identifier the file's rows carry. */
  readonly codeColumn: CodeColumn;
  codeOf(facts: CompanyFacts): string;
  read(cell: Cell): CompanyRow;
  /** Called for every row before the first is taken. */
  note(cell: Cell): void;
  /** True for a row that a newer row of the same file replaces: it is read and changes nothing. */
  isOutdated(cell: Cell): boolean;
  apply(company: CompanyState, facts: CompanyFacts, seen: boolean): Outcome;
}

const registryFormat = (): CompanyFormat => ({
  requires: ['企业名称', '统一社会信用代码'],
  codeColumn: 'usci',
  codeOf: (facts) => facts.usci ?? '',
  read: registryRow,
  note: () => {},
  isOutdated: () => false,
  apply: applyRegistry,
});

/** Yearly rows of listed companies: of each code the newest year counts, wherever it stands in the file. */
function listingFormat(): CompanyFormat {
  const newest = new Map<string, string>();
  const codeIn = (cell: Cell): string => listingCodeOf(cell('证券代码')) ?? '';
  return {
    requires: ['证券代码', '证券简称'],
    codeColumn: 'listing_code',
    codeOf: (facts) => facts.listingCode ?? '',
    read: listingRow,
    note: (cell) => {
      const year = cell('报告年份');
      if (year > (newest.get(codeIn(cell)) ?? '')) newest.set(codeIn(cell), year);
    },
    isOutdated: (cell) => codeIn(cell) !== '' && cell('报告年份') < (newest.get(codeIn(cell)) ?? ''),
    apply: applyListing,
  };
}

/** The format the columns fit, else the columns that the nearest format misses. */
export function companyFormat(columns: readonly string[]): CompanyFormat | { missing: readonly string[] } {
  const formats = [registryFormat(), listingFormat()];
  const missing = formats.map(({ requires }) => requires.filter((column) => !columns.includes(column)));
  const fitting = formats.find((_, i) => missing[i]?.length === 0);
  return fitting ?? { missing: missing.sort((a, b) => a.length - b.length)[0] ?? [] };
}
