import { CodeRelation, plainCode, relateCodes } from './compare-codes.ts';
import { areSisters, compareNames } from './compare-names.ts';
import { foreignNameOf } from './foreign-name.ts';
import { partsOf, wholeName } from './identity-name.ts';
import { LEVEL_OF, levelOf, MatchLevel, MatchReason } from './match-reason.ts';

/** What is known of a company when it is compared with another. */
export interface Identity {
  name: string;
  formerNames?: readonly string[];
  shortNames?: readonly string[];
  foreignNames?: readonly string[];
  usci?: string | null;
  listingCode?: string | null;
  foreignNumber?: string | null;
}

export interface Comparison {
  level: MatchLevel;
  /** Surest first; empty when nothing says that they belong together. */
  reasons: MatchReason[];
}

/** Names of a record under the kind of record that says so; what stands in brackets counts as recorded. */
const recordedNames = (identity: Identity) => {
  const { formers, shorts, foreigns } = partsOf(identity.name);
  return [
    { reason: MatchReason.FORMER_NAME, names: [...(identity.formerNames ?? []), ...formers] },
    { reason: MatchReason.SHORT_NAME, names: [...(identity.shortNames ?? []), ...shorts] },
    { reason: MatchReason.FOREIGN_NAME, names: [...(identity.foreignNames ?? []), ...foreigns] },
  ];
};

const isSameRecorded = (left: string, right: string): boolean => {
  const [a, b] = [foreignNameOf(left), foreignNameOf(right)];
  if (a && b) return a.joined === b.joined;
  const whole = wholeName(left);
  return whole.length > 1 && whole === wholeName(right);
};

/** A recorded former, short or foreign name of one side that is a name of the other. */
function recordedReasons(left: Identity, right: Identity): MatchReason[] {
  const [ofLeft, ofRight] = [recordedNames(left), recordedNames(right)];
  return ofLeft
    .filter(({ names }, i) => {
      const theirs = ofRight[i]!.names;
      return (
        names.some((name) => [right.name, ...theirs].some((other) => isSameRecorded(name, other))) ||
        theirs.some((name) => isSameRecorded(name, left.name))
      );
    })
    .map(({ reason }) => reason);
}

const RELATIONS: readonly MatchReason[] = [MatchReason.SAME_GROUP, MatchReason.BRANCH];

/** Spelling between two legal entities is chance; that they belong to one group is not. */
function ofTwoEntities(left: Identity, right: Identity, named: readonly MatchReason[]): Comparison {
  const related = named.filter((reason) => RELATIONS.includes(reason));
  if (related.length === 0 && named.length > 0 && areSisters(partsOf(left.name), partsOf(right.name)))
    related.push(MatchReason.SAME_GROUP);
  return { level: levelOf(related), reasons: [...related, MatchReason.DIFFERENT_USCI] };
}

const bySurest = (reasons: Iterable<MatchReason>): MatchReason[] => {
  const order = Object.keys(LEVEL_OF);
  return [...new Set(reasons)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
};

const areEqual = (left: string | null | undefined, right: string | null | undefined): boolean =>
  plainCode(left) !== null && plainCode(left) === plainCode(right);
const areApart = (left: string | null | undefined, right: string | null | undefined): boolean =>
  plainCode(left) !== null && plainCode(right) !== null && plainCode(left) !== plainCode(right);

/** Whether two records are one company, how surely, and why. The same either way round. */
export function compareIdentities(left: Identity, right: Identity): Comparison {
  const codes = relateCodes(left.usci, right.usci);
  const named = compareNames(left.name, right.name);
  if (codes === CodeRelation.DIFFERENT) return ofTwoEntities(left, right, named);
  const reasons = [...named, ...recordedReasons(left, right)];
  if (codes === CodeRelation.SAME) reasons.push(MatchReason.SAME_USCI);
  if (areEqual(left.listingCode, right.listingCode)) reasons.push(MatchReason.SAME_LISTING_CODE);
  if (areEqual(left.foreignNumber, right.foreignNumber)) reasons.push(MatchReason.SAME_FOREIGN_NUMBER);
  if (codes === CodeRelation.TYPED_WRONG && reasons.length > 0) reasons.push(MatchReason.USCI_TYPED_WRONG);
  return { level: levelOf(reasons, ceilingOf(left, right, codes)), reasons: bySurest(reasons) };
}

/** Identifiers that speak against each other leave nothing certain, whatever agrees. */
function ceilingOf(left: Identity, right: Identity, codes: CodeRelation): MatchLevel {
  if (codes === CodeRelation.SAME) return MatchLevel.EXACT;
  const inDoubt =
    codes === CodeRelation.TYPED_WRONG ||
    codes === CodeRelation.DOUBTFUL ||
    areApart(left.listingCode, right.listingCode) ||
    areApart(left.foreignNumber, right.foreignNumber);
  return inDoubt ? MatchLevel.STRONG : MatchLevel.EXACT;
}
