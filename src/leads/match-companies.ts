import { compareIdentities, type Comparison, type Identity } from '../companies/compare-companies.ts';
import { normaliseName } from '../companies/company-name.ts';
import type { CompanyNameKind } from '../companies/company.ts';
import { MatchLevel } from '../companies/match-reason.ts';
import type { Tx } from '../kernel/context.ts';
import type { Investor } from './investor.ts';

interface CompanyFacts {
  id: string;
  name: string;
  usci: string | null;
  listingCode: string | null;
  foreignNumber: string | null;
  own: boolean;
  names: Array<{ kind: `${CompanyNameKind}`; name: string }> | null;
}

/** A merged company answers as its survivor (decision 49). */
const FACTS = `with asked as (
    select $1::uuid as id union select id from company where usci = $2
    union (select company_id from company_name where normalised = $3 limit 50)),
  answering as (
    select coalesce(m.merged_into_id, m.id) as id, bool_or(m.id = $1::uuid) as own from asked join company m using (id) group by 1)
  select c.id, c.name, c.usci, c.listing_code as "listingCode", c.foreign_number as "foreignNumber", coalesce(w.own, false) as own,
    (select json_agg(json_build_object('kind', n.kind, 'name', n.name)) from company_name n
     where n.company_id = c.id and n.kind <> 'NAME') as names
  from answering w join company c on c.id = w.id`;

const identityOf = ({ names, name, usci, listingCode, foreignNumber }: CompanyFacts): Identity => {
  const of = (kind: CompanyNameKind) => (names ?? []).filter((each) => each.kind === kind).map(({ name }) => name);
  return {
    name,
    usci,
    listingCode,
    foreignNumber,
    formerNames: of('FORMER' as CompanyNameKind),
    shortNames: of('SHORT' as CompanyNameKind),
    foreignNames: of('FOREIGN' as CompanyNameKind),
  };
};

/** The investor as far as the registry knows it, and the companies it may be. */
export interface KnownInvestor {
  identity: Identity;
  companies: ReadonlyMap<string, Comparison>;
}

/** Null where the company asked for does not exist. */
export async function knownInvestor(tx: Tx, asked: Investor): Promise<KnownInvestor | null> {
  const key = asked.name === null ? null : normaliseName(asked.name);
  const rows = await tx.sql<CompanyFacts>(FACTS, [asked.companyId, asked.usci, key]);
  const own = rows.find((row) => row.own);
  if (asked.companyId !== null && !own) return null;
  const identity = own ? identityOf(own) : { name: asked.name ?? '', usci: asked.usci };
  const compared = rows.map((row) => [row.id, compareIdentities(identity, identityOf(row))] as const);
  return { identity, companies: new Map(compared.filter(([, { level }]) => level !== MatchLevel.NONE)) };
}
