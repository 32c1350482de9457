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
