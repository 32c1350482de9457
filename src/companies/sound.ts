import { pinyin } from 'pinyin-pro';

/** Syllables of single characters, worked out once each: what a character sounds like among others is left to comparing. */
const syllables = new Map<string, string>();

function syllableOf(char: string): string {
  let syllable = syllables.get(char);
  if (syllable === undefined) {
    syllable = pinyin(char, { toneType: 'none', nonZh: 'consecutive', v: true }).trim() || char;
    syllables.set(char, syllable);
  }
  return syllable;
}

/** What speakers of many dialects do not tell apart. */
const blurred = (sound: string): string =>
  sound
    .replace(/\b([zcs])h/g, '$1')
    .replace(/ng\b/g, 'n')
    .replace(/\bl/g, 'n')
    .replace(/\bh(?=u)/g, 'f');

/** The text in Latin letters as names abroad write it: 新潮 is xinchao. */
export const spelling = (text: string): string => [...text].map(syllableOf).join('').replaceAll('ü', 'v');

/** One text for all names that sound alike. */
export const soundKey = (text: string): string => blurred([...text].map(syllableOf).join(' '));

const readings = new Map<string, readonly string[]>();

/** Every way a character may be spelt abroad: chang and zhang for 长, lv, lu and lyu for 绿. */
export function readingsOf(char: string): readonly string[] {
  let known = readings.get(char);
  if (known === undefined) {
    const read = pinyin(char, { toneType: 'none', multiple: true, type: 'array', v: true }).map((each) => each.trim() || char);
    known = [
      ...new Set(
        read.flatMap((each) => (/^[ln]v/.test(each) ? [each, each.replace('v', 'u'), each.replace('v', 'yu')] : [each])),
      ),
    ];
    readings.set(char, known);
  }
  return known;
}

/** As a whole word is spelt: 都 of 成都 is du. */
export const wordSpelling = (word: string): string => pinyin(word, { toneType: 'none', type: 'array', v: true }).join('');
