import type { Identity } from './compare-companies.ts';
import { compareIdentities } from './compare-companies.ts';
import { MatchLevel, MatchReason, rankOf } from './match-reason.ts';

/** Ids of two companies, the lower first. */
export interface CompanyPair {
  left: string;
  right: string;
}
export interface FoundPair extends CompanyPair {
  level: MatchLevel;
  strength: number;
  reasons: MatchReason[];
}

/** A group has many companies, and two legal entities are two: neither is for the review list. */
const NOT_DUPLICATES: ReadonlySet<MatchReason> = new Set([
  MatchReason.SAME_GROUP,
  MatchReason.BRANCH,
  MatchReason.DIFFERENT_USCI,
]);

/** Of pairs that share a key, those that a person should look at. */
export function matchesAmong(pairs: readonly CompanyPair[], known: ReadonlyMap<string, Identity>): FoundPair[] {
  return pairs.flatMap(({ left, right }) => {
    const [one, other] = [known.get(left), known.get(right)];
    if (!one || !other) return [];
    const { level, reasons } = compareIdentities(one, other);
    if (level === MatchLevel.NONE || reasons.every((reason) => NOT_DUPLICATES.has(reason))) return [];
    return [{ left, right, level, strength: rankOf(level), reasons }];
  });
}
