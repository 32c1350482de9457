import { isGeneric } from './business-words.ts';
import { foreignNameOf, guessChinese, knownNamesOf, type ForeignName } from './foreign-name.ts';
import { partsOf, type NameParts } from './identity-name.ts';
import { isDistinctive, knownStartOf } from './known-names.ts';
import { soundKey, spelling } from './sound.ts';

/**
 * Numbers that names which may be one company have in common: `close` for the same name but for a slip, a place or a legal form,
 * `group` for what whole groups share. A name is stored with all of them and asked with each kind in a statement of its own.
 */
export interface NameKeys {
  whole: number[];
  close: number[];
  group: number[];
}

/** FNV-1a, as a signed number for an int4[] column. Two texts with one number only cost a comparison. */
function keyOf(kind: string, text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < kind.length; i++) hash = Math.imul(hash ^ kind.charCodeAt(i), 0x01000193);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

const LONGEST_TYPED = 16;

/** A text and what is left of it without any one character: two texts one slip apart share one of these. */
function slipKeys(text: string): number[] {
  const keys = [keyOf('slip', text)];
  if (text.length < 3 || text.length > LONGEST_TYPED) return keys;
  for (let i = 0; i < text.length; i++) keys.push(keyOf('slip', text.slice(0, i) + text.slice(i + 1)));
  return keys;
}

/** Beginnings of a name without legal form may be somebody's trade name: 安靠 of 安靠智电. */
function tradeKeys({ trade, stem, form }: NameParts): number[] {
  const trades = [trade, trade.length >= 4 ? trade.slice(2) : ''];
  if (form === '' && stem.length <= 8) trades.push(stem.slice(0, 2), stem.slice(0, 3), stem.slice(0, 4));
  return trades.filter(isDistinctive).map((text) => keyOf('trade', text));
}

/** 中石 of 中国|石油, 上汽 of 上海|汽车, 建行 of 建设|银行; asked with the first two characters of a short name. */
function initialKeys({ region, words, stem, form, whole }: NameParts): number[] {
  const initials = form === '' && whole.length <= 8 ? [whole.slice(0, 2)] : [];
  const place = region.written.at(-1);
  const first = words[region.written.length];
  if (place !== undefined && first !== undefined && (stem.startsWith(place) || place === '中国'))
    initials.push(place[0]! + first[0]!);
  if (first !== undefined && stem.endsWith('银行')) initials.push(`${first[0]!}行`);
  return initials.map((text) => keyOf('initials', text));
}

/** The name with its narrowest place alone: 四川省成都市 and 成都 are one writing. */
const placedName = ({ region, rest }: NameParts): string =>
  (region.city ?? region.province ?? (region.isNational ? '中国' : '')) + rest;

function chineseKeys(parts: NameParts): NameKeys {
  const whole = [keyOf('whole', parts.whole)];
  if (parts.stem.length < 2) return { whole, close: [], group: [] };
  if (parts.branch !== '') return { whole, close: [], group: [keyOf('branch', parts.stem)] };
  const placed = placedName(parts);
  const known = [knownStartOf(parts.stem), knownStartOf(parts.body)].filter((name) => name !== null);
  const stems = parts.rest !== parts.stem && !isGeneric(parts.rest) ? [parts.stem, parts.rest] : [parts.stem];
  return {
    whole,
    close: [...slipKeys(placed), ...stems.map((stem) => keyOf('stem', stem)), keyOf('sound', soundKey(placed))],
    group: [
      ...tradeKeys(parts),
      ...initialKeys(parts),
      ...known.map((name) => keyOf('known', name)),
      keyOf('spelt', spelling(parts.trade)),
    ],
  };
}

function foreignKeys(parts: NameParts, foreign: ForeignName): NameKeys {
  const { tokens, joined } = foreign;
  const initials = tokens.length === 1 ? joined : tokens.map((token) => token[0]).join('');
  const beginnings = [tokens.slice(0, 1), tokens.slice(0, 2), tokens.slice(0, 3), tokens.slice(1, 2), tokens.slice(1, 3)];
  return {
    whole: [keyOf('whole', parts.whole)],
    close: [...slipKeys(joined), keyOf('stem', joined), ...guessChinese(foreign).map((guess) => keyOf('stem', guess))],
    group: [
      ...beginnings.filter((words) => words.length > 0).map((words) => keyOf('spelt', words.join(''))),
      ...knownNamesOf(foreign).map((name) => keyOf('known', name)),
      ...(initials.length >= 3 ? [keyOf('acronym', initials)] : []),
    ],
  };
}

const distinct = ({ whole, close, group }: NameKeys): NameKeys => ({
  whole,
  close: [...new Set(close)],
  group: [...new Set(group)],
});
const NOTHING: NameKeys = { whole: [], close: [], group: [] };

/** What a name is stored with; nothing for a name that tells nobody. */
export function keysOfName(name: string): NameKeys {
  const parts = partsOf(name);
  if (!parts.isNamed) return NOTHING;
  const foreign = foreignNameOf(name);
  return distinct(foreign ? foreignKeys(parts, foreign) : chineseKeys(parts));
}

export const storedKeys = (name: string): number[] => Object.values(keysOfName(name)).flat();

/** What a name is asked with: its own keys; a branch asks for its owner, a company for its branches too. */
export function askedKeys(name: string): NameKeys {
  const keys = keysOfName(name);
  const { isNamed, stem, branch } = partsOf(name);
  if (!isNamed || stem.length < 2) return keys;
  if (branch !== '') return { ...keys, close: [...keys.close, keyOf('stem', stem)] };
  return { ...keys, group: [...keys.group, keyOf('branch', stem)] };
}
