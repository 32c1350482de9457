import { pinyin } from 'pinyin-pro';
import { foldName, normaliseName } from './company-name.ts';

export interface SearchTerms {
  /** Syllables without tones and blanks: 成都锦城 is chengdujincheng. Also the key names are sorted by. */
  pinyin: string;
  /** First letters of the syllables: cdjc. */
  initials: string;
  /** Distinct codes of each two neighbouring characters, as signed 32-bit integers for an int4[] column. */
  bigrams: number[];
}

/** One int4 per pair: trigrams never serve a two-character Chinese word, and text pairs would double the index. */
export const bigramCode = (first: number, second: number): number => ((first << 11) ^ second) | 0;

/** The pairs of a folded text; a search asks for all pairs of its term and then compares the text itself. */
export const bigramsOf = (text: string): number[] => pairsOf(searchText(text));

function pairsOf(folded: string): number[] {
  const codes = new Set<number>();
  for (let i = 0; i + 1 < folded.length; i++) codes.add(bigramCode(folded.charCodeAt(i), folded.charCodeAt(i + 1)));
  return [...codes];
}

/** The text a name is searched by: folded, without brackets, legal form kept. */
export const searchText = (name: string): string => foldName(name).replace(/[()]/g, '').toLowerCase();

export function searchTerms(name: string): SearchTerms {
  const text = searchText(name);
  const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'spaced', v: true });
  return {
    pinyin: syllables.join(''),
    initials: syllables.map((syllable) => syllable.charAt(0)).join(''),
    // A legal form in the middle (银行股份有限公司成都分行) must not part the characters that people type together.
    bigrams: [...new Set([...bigramsOf(name), ...bigramsOf(normaliseName(name))])],
  };
}
