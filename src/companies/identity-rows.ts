import type { Read } from '../kernel/context.ts';
import { compareIdentities, type Comparison, type Identity } from './compare-companies.ts';
import { MatchLevel } from './match-reason.ts';

interface Row {
  id: string;
  name: string;
  usci: string | null;
  listingCode: string | null;
  foreignNumber: string | null;
  names: { kind: string; name: string }[] | null;
}

const SQL = `select c.id, c.name, c.usci, c.listing_code as "listingCode", c.foreign_number as "foreignNumber",
    (select json_agg(json_build_object('kind', n.kind, 'name', n.name) order by n.name, n.id) from company_name n where n.company_id = c.id and n.kind <> 'NAME') as names
  from company c where c.id = any($1::uuid[])`;

function identityOf({ names, ...row }: Row): Identity {
  const of = (kind: string) => (names ?? []).filter((each) => each.kind === kind).map(({ name }) => name);
  return { ...row, formerNames: of('FORMER'), shortNames: of('SHORT') };
}

/** What is recorded of companies, as the resolution service compares it, by id. */
export async function identitiesOf(read: Read, ids: readonly string[]): Promise<Map<string, Identity>> {
  return new Map((await read<Row>(SQL, [ids], 'company_identities')).map((row) => [row.id, identityOf(row)]));
}

/** How surely two companies are one, by what is recorded of them. */
export async function compareById(read: Read, left: string, right: string): Promise<Comparison> {
  const known = await identitiesOf(read, [left, right]);
  const [one, other] = [known.get(left), known.get(right)];
  return one && other ? compareIdentities(one, other) : { level: MatchLevel.NONE, reasons: [] };
}
