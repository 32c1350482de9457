import type { Read } from '../kernel/context.ts';
import { compareIdentities, type Comparison, type Identity } from './compare-companies.ts';
import { CompanyNameKind } from './company.ts';
import { MatchLevel } from './match-reason.ts';

/** What is recorded of `company c`, as it is compared. */
export interface IdentityRow extends Identity {
  id: string;
  names: [kind: CompanyNameKind, name: string][] | null;
}

export const IDENTITY_COLUMNS = `c.id, c.name, c.usci, c.listing_code as "listingCode", c.foreign_number as "foreignNumber",
    (select json_agg(json_build_array(n.kind, n.name)) from company_name n where n.company_id = c.id) as names`;

export function identityOf({ names: all, ...company }: IdentityRow): Identity {
  const ofKind = (kind: CompanyNameKind) => (all ?? []).filter(([each]) => each === kind).map(([, name]) => name);
  return {
    ...company,
    formerNames: ofKind(CompanyNameKind.FORMER),
    shortNames: ofKind(CompanyNameKind.SHORT),
    foreignNames: ofKind(CompanyNameKind.FOREIGN),
  };
}

/** Companies as they are compared, by id. */
export async function identitiesOf(read: Read, ids: readonly string[]): Promise<Map<string, Identity>> {
  const sql = `select ${IDENTITY_COLUMNS} from company c where c.id = any($1::uuid[])`;
  return new Map((await read<IdentityRow>(sql, [ids], 'company_identities')).map((row) => [row.id, identityOf(row)]));
}

/** How surely two companies are one, by what is recorded of them. */
export async function compareById(read: Read, left: string, right: string): Promise<Comparison> {
  const known = await identitiesOf(read, [left, right]);
  const [one, other] = [known.get(left), known.get(right)];
  return one && other ? compareIdentities(one, other) : { level: MatchLevel.NONE, reasons: [] };
}
