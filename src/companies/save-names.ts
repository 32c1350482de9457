import { randomUUID } from 'node:crypto';
import type { Tx } from '../kernel/context.ts';
import { normaliseName } from './company-name.ts';
import type { CompanyNameKind } from './company.ts';
import { storedKeys } from './name-keys.ts';
import { searchTerms } from './search-terms.ts';

/** Makes a company findable under a name. */
export async function saveName(tx: Tx, companyId: string, kind: `${CompanyNameKind}`, name: string): Promise<void> {
  const { pinyin, initials, bigrams } = searchTerms(name);
  await tx.sql(
    `insert into company_name (id, company_id, kind, name, normalised, pinyin, initials, bigrams, keys)
     values ($1, $2, $3, $4, $5, $6, $7, $8::int[], $9::int[]) on conflict (company_id, kind, name) do nothing`,
    [randomUUID(), companyId, kind, name, normaliseName(name), pinyin, initials, bigrams, storedKeys(name)],
  );
}
