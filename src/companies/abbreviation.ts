import { isGeneric } from './business-words.ts';
import type { NameParts } from './identity-name.ts';
import { isDistinctive } from './known-names.ts';

const LONGEST_SHORT_NAME = 8;

interface Place {
  char: string;
  word: number;
  at: number;
  isLast: boolean;
}

/** The long name as characters that know where in which word they stand. */
const placesOf = (words: readonly string[]): Place[] =>
  words.flatMap((word, index) => [...word].map((char, at) => ({ char, word: index, at, isLast: at === word.length - 1 })));

/**
 * Short names take characters in order, and where they leave some out they go on at the beginning of a word (中石油 of 中国|石油|天然气),
 * at its end (建行 of 建设|银行), or in the middle of a name of two words (易购 of 苏宁易购).
 */
function follows(previous: Place, next: Place): boolean {
  if (next.word !== previous.word) return next.at % 2 === 0 || next.isLast;
  return next.at === previous.at + 1 || (next.at > previous.at && next.at % 2 === 0);
}

/** Whether the short name can be found in the long one, beginning at the start of a word, in a way that is accepted. */
function isFound(
  short: string,
  places: readonly Place[],
  accepts: (taken: readonly Place[]) => boolean,
  from = 0,
  taken: readonly Place[] = [],
): boolean {
  if (taken.length === short.length) return accepts(taken);
  for (let i = from; i < places.length; i++) {
    const place = places[i]!;
    if (place.char !== short[taken.length]) continue;
    const previous = taken.at(-1);
    if (previous === undefined ? place.at % 2 !== 0 : !follows(previous, place)) continue;
    if (isFound(short, places, accepts, i + 1, [...taken, place])) return true;
  }
  return false;
}

const isLatin = (word: string | undefined): boolean => /^[\x21-\x7e]+$/.test(word ?? '');

/** 同花顺 of 核新同花顺: the second half of a trade name of two, whole. */
const isSecondHalf = (run: readonly Place[]): boolean =>
  run.length >= 2 && run.at(-1)!.isLast && run.length > run.at(-1)!.at - run[0]!.at;

/** One character of the trade name is enough where the beginnings of other words speak for it, and people do so: 中石油, 上汽, 建行. */
function isSpokenFor(taken: readonly Place[], first: number, long: NameParts): boolean {
  const places = long.region.written;
  const isBank = taken.at(-1)!.char === '行';
  const others = taken.filter(({ word, at }) => word !== first && (at === 0 || isBank));
  const isUsual = taken.length >= 3 || isBank || (places.length > 0 && long.stem.startsWith(places.at(-1)!));
  return others.length > 0 && long.words[first]!.length <= (taken.length >= 3 ? 3 : 2) && isUsual;
}

/** A short name keeps the beginning of the trade name: two characters of it, or one that others speak for. */
function keepsTrade(taken: readonly Place[], long: NameParts): boolean {
  const places = long.region.written.length;
  // TCL华星光电 is 华星光电, too.
  const first = isLatin(long.words[places]) && taken[0]!.word > places ? places + 1 : places;
  const run = taken.filter(({ word }) => word === first);
  if (run.length === 0) return false;
  if (run[0]!.at !== 0) return taken[0] === run[0] && isSecondHalf(run);
  return run.length >= 2 || isSpokenFor(taken, first, long);
}

/** Words that stand behind the name and may come into the short one: 广汽集团, 迪马股份. */
const endings = (long: NameParts): string[] => [...(long.isGroup ? ['集团'] : []), ...(long.form === '股份' ? ['股份'] : [])];

/** True when the short one is what people make of the long one's name. */
export function isAbbreviation(short: NameParts, long: NameParts): boolean {
  if (short.form !== '' && short.form !== '公司') return false;
  // 工商银行 of 中国工商银行: nothing but words of trade, yet all of them.
  if (short.rest === long.rest) return short.words.length >= 2 && short.body !== long.body;
  const words = [...long.words, ...endings(long)];
  const length = words.join('').length;
  const places = placesOf(words);
  return [...new Set([short.whole, short.body, short.stem])].some(
    (text) =>
      text.length >= 2 &&
      text.length <= Math.min(LONGEST_SHORT_NAME, length) &&
      !isGeneric(text) &&
      (text.length >= 3 || isDistinctive(text)) &&
      isFound(text, places, (taken) => keepsTrade(taken, long)),
  );
}
