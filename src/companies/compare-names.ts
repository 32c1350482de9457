import { isAbbreviation } from './abbreviation.ts';
import { foreignNameOf, readForeign, Reading, type ForeignName } from './foreign-name.ts';
import { partsOf, type NameParts } from './identity-name.ts';
import { isCommon, isDistinctive, knownStartOf } from './known-names.ts';
import { marketReadings } from './market-name.ts';
import { MatchReason } from './match-reason.ts';
import { placesDiffer } from './place-names.ts';
import { isTypedDifferently } from './typed-differently.ts';

const only = (reason: MatchReason | null): MatchReason[] => (reason === null ? [] : [reason]);

/** One trade name goes on from the other (风语筑, 风语筑展示) or ends with it (华气厚普, 厚普). */
function isWithin(short: string, long: string): boolean {
  if (short.length >= long.length || !isDistinctive(short)) return false;
  return long.startsWith(short) || (long.length - short.length >= 2 && long.endsWith(short));
}

/** Same distinctive trade name, or both begin with the same well-known one (华为技术, 华为终端; 苏宁云商, 苏宁易购). */
export function areSisters(left: NameParts, right: NameParts): boolean {
  if (left.trade === right.trade && isDistinctive(left.trade)) return true;
  if (isWithin(left.trade, right.trade) || isWithin(right.trade, left.trade)) return true;
  const [ofLeft, ofRight] = [left, right].map(({ stem, body }) => [stem, body].map(knownStartOf).filter((name) => name !== null));
  return ofLeft!.some((name) => ofRight!.includes(name));
}

/** A name without a place is given to large companies only: nobody else in the country may bear it. */
const isNationwide = ({ region, form, isGroup }: NameParts): boolean =>
  region.written.length === 0 && (form === '股份' || (isGroup && form !== ''));

/** Names of good omen are borne by many; in one place, or with one who bears it nationwide, the same one may be a group's. */
function mayBeSisters(left: NameParts, right: NameParts): boolean {
  if (areSisters(left, right)) return true;
  const [short, long] = left.trade.length <= right.trade.length ? [left.trade, right.trade] : [right.trade, left.trade];
  if (short.length < 2 || isCommon(short) || !long.startsWith(short)) return false;
  if (isNationwide(left) || isNationwide(right)) return true;
  return (
    left.region.province !== null && left.region.province === right.region.province && !placesDiffer(left.region, right.region)
  );
}

/** One is the other's branch: 某某有限公司成都分公司, or 中国银行成都分行 where no legal form parts them. */
const isBranchOf = (branch: NameParts, owner: NameParts): boolean =>
  branch.branch !== '' &&
  owner.branch === '' &&
  branch.stem === owner.stem &&
  !placesDiffer(branch.region, owner.region) &&
  (branch.inner === owner.inner || owner.inner === '');

/** Both legal forms are written and are of two kinds, or the one is the group and the other has another form: 某集团有限公司 owns 某股份有限公司. */
function formsDiffer(left: NameParts, right: NameParts): boolean {
  if (left.form === '' || right.form === '') return false;
  return (left.form === '合伙') !== (right.form === '合伙') || (left.isGroup !== right.isGroup && left.form !== right.form);
}

/** A short name leaves out the place that the full one has in brackets: 力合科技 of 力合科技(湖南)股份有限公司. */
const isShortOf = (short: NameParts, full: NameParts): boolean =>
  short.form === '' &&
  short.branch === '' &&
  short.inner === '' &&
  full.inner !== '' &&
  full.form !== '' &&
  short.region.written.length === 0;

/** Same stem: one company in two writings, unless place, kind of firm or rank in the group say that they are two. */
function reasonOfSameStem(left: NameParts, right: NameParts): MatchReason | null {
  const isKnownTrade = isDistinctive(left.trade);
  if (isShortOf(left, right) || isShortOf(right, left)) return MatchReason.ABBREVIATED;
  if (placesDiffer(left.region, right.region) || left.inner !== right.inner || formsDiffer(left, right))
    return isKnownTrade ? MatchReason.SAME_GROUP : null;
  const isOneName = isKnownTrade || left.stem.length >= 4 || left.body === right.body;
  return isOneName ? MatchReason.SAME_NORMALISED_NAME : MatchReason.ABBREVIATED;
}

/** IBM of International Business Machines, Huawei of Huawei Technologies. */
function isLatinAbbreviation(short: ForeignName, long: ForeignName): boolean {
  const initials = long.tokens.map((token) => token[0]).join('');
  if (short.tokens.length === 1 && short.joined.length >= 3 && short.joined === initials) return true;
  return short.joined.length >= 4 && short.tokens.every((token, i) => token === long.tokens[i]);
}

function compareLatin(left: ForeignName, right: ForeignName): MatchReason | null {
  if (left.joined === right.joined) return MatchReason.SAME_NORMALISED_NAME;
  if (isLatinAbbreviation(left, right) || isLatinAbbreviation(right, left)) return MatchReason.ABBREVIATED;
  if (isTypedDifferently(partsOf(left.joined), partsOf(right.joined))) return MatchReason.TYPED_DIFFERENTLY;
  const [first = '', other] = [left.tokens[0], right.tokens[0]];
  return first === other && first.length >= 4 && isDistinctive(first) ? MatchReason.SAME_GROUP : null;
}

function compareAcross(foreign: ForeignName, chinese: NameParts): MatchReason | null {
  const reading = readForeign(foreign, chinese);
  if (reading === Reading.SAME) return chinese.branch === '' ? MatchReason.TRANSLATED : MatchReason.SAME_GROUP;
  return reading === Reading.GROUP ? MatchReason.SAME_GROUP : null;
}

function compareBranches(left: NameParts, right: NameParts): MatchReason | null {
  if (isBranchOf(left, right) || isBranchOf(right, left)) return MatchReason.BRANCH;
  return areSisters(left, right) || left.stem === right.stem ? MatchReason.SAME_GROUP : null;
}

function compareChinese(left: NameParts, right: NameParts): MatchReason[] {
  if (left.stem.length < 2 || right.stem.length < 2) return [];
  if (left.branch !== right.branch) return only(compareBranches(left, right));
  if (left.stem === right.stem) return only(reasonOfSameStem(left, right));
  const reasons: MatchReason[] = [];
  if (!placesDiffer(left.region, right.region)) {
    if (isAbbreviation(left, right) || isAbbreviation(right, left)) reasons.push(MatchReason.ABBREVIATED);
    if (isTypedDifferently(left, right)) reasons.push(MatchReason.TYPED_DIFFERENTLY);
  }
  if (mayBeSisters(left, right)) reasons.push(MatchReason.SAME_GROUP);
  return reasons;
}

/**
 * What two names say of each other; a name that tells nobody (a legal form, a place, a picture) says nothing. Where they
 * say nothing as they stand, short names are read as exchanges mean them; what is found so is never the same name.
 */
export function compareNames(leftName: string, rightName: string): MatchReason[] {
  const reasons = compareAsWritten(leftName, rightName);
  if (reasons.length > 0) return reasons;
  const lefts = [leftName, ...marketReadings(leftName)];
  const rights = [rightName, ...marketReadings(rightName)];
  for (const left of lefts) {
    for (const right of rights) {
      const read = compareAsWritten(left, right);
      if (read.length > 0) return read.map((each) => (each === MatchReason.SAME_NAME ? MatchReason.SAME_NORMALISED_NAME : each));
    }
  }
  return [];
}

function compareAsWritten(leftName: string, rightName: string): MatchReason[] {
  const [left, right] = [partsOf(leftName), partsOf(rightName)];
  if (!left.isNamed || !right.isNamed) return [];
  if (left.whole === right.whole) return [MatchReason.SAME_NAME];
  const [leftForeign, rightForeign] = [foreignNameOf(leftName), foreignNameOf(rightName)];
  if (leftForeign && rightForeign) return only(compareLatin(leftForeign, rightForeign));
  if (leftForeign) return only(compareAcross(leftForeign, right));
  return rightForeign ? only(compareAcross(rightForeign, left)) : compareChinese(left, right);
}
