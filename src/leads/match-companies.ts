import type { Comparison, Identity } from '../companies/compare-companies.ts';
import { CompanyNameKind } from '../companies/company.ts';
import { findMatches } from '../companies/find-matches.ts';
import { companiesBelow, investorGroup } from '../companies/investor-group.ts';
import { MatchLevel, MatchReason } from '../companies/match-reason.ts';
import { ANSWERING } from '../companies/merged.sql.ts';
import type { Tx } from '../kernel/context.ts';
import type { Investor } from './investor.ts';

/** The investor as far as the registry knows it, and the companies it may be. */
export interface KnownInvestor {
  identity: Identity;
  companies: ReadonlyMap<string, Comparison>;
}

/** Companies of one investor that hold open leads are few; more than these say that the name is anybody's. */
const MOST = 50;

interface Known extends Identity {
  id: string;
  names: Array<[kind: CompanyNameKind, name: string]> | null;
}

/** The company, or the survivor that answers for it. */
const KNOWN = `select c.id, c.name, c.usci, c.listing_code as "listingCode", c.foreign_number as "foreignNumber",
    (select json_agg(json_build_array(n.kind, n.name)) from company_name n where n.company_id = c.id) as names
  from ${ANSWERING} where m.id = $1`;

function identityOf({ id: _id, names, ...codes }: Known): Identity {
  const of = (kind: CompanyNameKind) => (names ?? []).filter(([each]) => each === kind).map(([, name]) => name);
  return {
    ...codes,
    formerNames: of(CompanyNameKind.FORMER),
    shortNames: of(CompanyNameKind.SHORT),
    foreignNames: of(CompanyNameKind.FOREIGN),
  };
}

/** Why a company is itself: by its code where it has one. */
const reasonsOfSelf = ({ usci, listingCode, foreignNumber }: Identity): MatchReason[] => [
  ...(usci ? [MatchReason.SAME_USCI] : []),
  ...(listingCode ? [MatchReason.SAME_LISTING_CODE] : []),
  ...(foreignNumber ? [MatchReason.SAME_FOREIGN_NUMBER] : []),
  MatchReason.SAME_NAME,
];

/**
 * Companies that the investor may be, by the same service as everywhere, and all of its group as far as relations record
 * it. Null where the company asked for does not exist.
 */
export async function knownInvestor(tx: Tx, asked: Investor): Promise<KnownInvestor | null> {
  if (asked.companyId === null) return described(tx, { name: asked.name ?? '', usci: asked.usci });
  const [[known], top] = await Promise.all([tx.sql<Known>(KNOWN, [asked.companyId]), investorGroup(tx.sql, asked.companyId)]);
  if (!known) return null;
  const identity = identityOf(known);
  const [matches, group] = await Promise.all([findMatches(tx.sql, identity, { limit: MOST }), companiesBelow(tx.sql, top)]);
  const self: [string, Comparison] = [known.id, { level: MatchLevel.EXACT, reasons: reasonsOfSelf(identity) }];
  return { identity, companies: new Map([...sisters(group), ...byCompany(matches), self]) };
}

async function described(tx: Tx, identity: Identity): Promise<KnownInvestor> {
  if (identity.name === '' && identity.usci == null) return { identity, companies: new Map() };
  const matches = await findMatches(tx.sql, identity, { limit: MOST });
  const [surest] = matches;
  const group =
    surest?.level === MatchLevel.EXACT ? await companiesBelow(tx.sql, await investorGroup(tx.sql, surest.companyId)) : [];
  return { identity, companies: new Map([...sisters(group), ...byCompany(matches)]) };
}

const byCompany = (matches: Awaited<ReturnType<typeof findMatches>>): Array<[string, Comparison]> =>
  matches.map(({ companyId, level, reasons }) => [companyId, { level, reasons }]);

const sisters = (group: readonly string[]): Array<[string, Comparison]> =>
  group.map((id) => [id, { level: MatchLevel.SIMILAR, reasons: [MatchReason.SAME_GROUP] }]);
