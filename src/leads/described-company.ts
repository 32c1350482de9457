import { partsOf } from '../companies/identity-name.ts';
import { askedKeys, storedKeys } from '../companies/name-keys.ts';
import { bigramsOf, searchText } from '../companies/search-terms.ts';

/** Words by which a description says that it does not name the company. */
const UNNAMED = /某|匿名|不便透露|未具名|^(?:[一二两三几数多]|\d+)[家个]/;
/** Descriptions begin with the name, if they give one. */
const READ = 200;
const LONGEST_NAME = 60;

/** The name that a description begins with; null where it names nobody. */
export function describedName(description: string): string | null {
  const clause = description
    .trim()
    .split(/[，,。；;、：:\n]/u, 1)[0]!
    .trim();
  return clause.length > LONGEST_NAME || UNNAMED.test(clause) || !partsOf(clause).isNamed ? null : clause;
}

/**
 * Numbers that a lead without a company is found by: the keys of the name it begins with, as companies are found, and the
 * pairs of characters of the text, for a name within. Null where it names nobody.
 */
export function describedKeys(description: string | null | undefined, companyId: string | null | undefined): number[] | null {
  const text = description?.slice(0, READ) ?? '';
  if (companyId || text === '' || UNNAMED.test(text)) return null;
  const name = describedName(text);
  return [...new Set([...bigramsOf(text), ...(name === null ? [] : storedKeys(name))])];
}

/** Numbers to look for a name by: its keys, and the pairs of its trade name. What every company has says nothing. */
export function wantedKeys(name: string): number[] {
  const { isNamed, trade, stem } = partsOf(name);
  if (!isNamed) return [];
  return [...Object.values(askedKeys(name)).flat(), ...bigramsOf(stem.slice(0, Math.max(3, trade.length)))];
}

/** Whether a description holds the core of a name, wherever it stands. */
export function mentions(description: string, name: string): boolean {
  const { isNamed, stem } = partsOf(name);
  return isNamed && [...stem].length >= 3 && searchText(description).includes(searchText(stem));
}
