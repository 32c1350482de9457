import type { Read } from '../kernel/context.ts';
import { usableUsci } from './compare-codes.ts';
import { compareIdentities, type Comparison, type Identity } from './compare-companies.ts';
import { wholeName } from './identity-name.ts';
import { IDENTITY_COLUMNS, identityOf, type IdentityRow } from './identity-rows.ts';
import { MatchLevel, rankOf } from './match-reason.ts';
import { ANSWERING } from './merged.sql.ts';
import { askedKeys } from './name-keys.ts';
import { normaliseName } from './company-name.ts';

/** A company of the registry that may be the one that is described, with how surely and why. */
export interface FoundMatch extends Comparison {
  companyId: string;
  name: string;
}

/** How many names each way of asking may bring: what more of a kind there is tells nothing but that the words are common. */
const MOST = { code: 10, whole: 20, close: 120, group: 150, beginning: 30 };
const LONGEST_BEGINNING = 8;

const names = (condition: string, most: number): string =>
  `(select company_id from (select n.company_id from company_name n where ${condition} offset 0) x limit ${most})`;

/** Merged companies answer as their survivors; names are the survivor's already. */
const CANDIDATES = `with found as (
    (select c.id as company_id from ${ANSWERING} where m.usci = $1 limit ${MOST.code})
    union (select c.id from ${ANSWERING} where m.listing_code = $2 limit ${MOST.code})
    union (select c.id from ${ANSWERING} where m.foreign_number = $3 limit ${MOST.code})
    union ${names('n.keys && $4::int[]', MOST.whole)}
    union ${names('n.keys && $5::int[]', MOST.close)}
    union ${names('n.keys && $6::int[]', MOST.group)}
    union ${names('n.normalised = any($7::text[])', MOST.beginning)}
    union ${names('n.normalised like $8', MOST.beginning)})
  select ${IDENTITY_COLUMNS} from found f join company c on c.id = f.company_id`;

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Short names that a long one may have, and the beginning that long ones of a short name have. */
function beginningsOf(name: string): { shorter: string[]; pattern: string } {
  const text = normaliseName(name).slice(0, 60);
  const shorter = Array.from({ length: Math.min(LONGEST_BEGINNING, text.length) }, (_, i) => text.slice(0, i + 1));
  return { shorter: shorter.filter((start) => start.length >= 3 || start === text), pattern: `${escapeLike(text)}%` };
}

function paramsOf(identity: Identity): unknown[] {
  const asked = [
    identity.name,
    ...(identity.formerNames ?? []),
    ...(identity.shortNames ?? []),
    ...(identity.foreignNames ?? []),
  ];
  const keys = asked.map(askedKeys);
  const { shorter, pattern } = beginningsOf(identity.name);
  return [
    usableUsci(identity.usci),
    identity.listingCode?.trim().toUpperCase() || null,
    identity.foreignNumber?.trim() || null,
    keys.flatMap(({ whole }) => whole),
    keys.flatMap(({ close }) => close),
    keys.flatMap(({ group }) => group),
    shorter,
    // A name of one character begins half of them.
    wholeName(identity.name).length < 2 ? null : pattern,
  ];
}

/** What counts first: the level, then how many reasons, then the shorter name, then the name itself, so that an answer is the same every time. */
const bySurest = (a: FoundMatch, b: FoundMatch): number =>
  rankOf(b.level) - rankOf(a.level) ||
  b.reasons.length - a.reasons.length ||
  a.name.length - b.name.length ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : a.companyId < b.companyId ? -1 : 1);

/**
 * Companies that may be the one described, surest first. The database brings whoever shares a key; the same comparison as
 * everywhere decides. Reads the whole registry: the caller sees to it that its team may.
 */
export async function findMatches(read: Read, identity: Identity, options: { limit: number }): Promise<FoundMatch[]> {
  const candidates = await read<IdentityRow>(CANDIDATES, paramsOf(identity));
  return candidates
    .map((candidate) => ({
      companyId: candidate.id,
      name: candidate.name,
      ...compareIdentities(identity, identityOf(candidate)),
    }))
    .filter(({ level }) => level !== MatchLevel.NONE)
    .sort(bySurest)
    .slice(0, options.limit);
}
