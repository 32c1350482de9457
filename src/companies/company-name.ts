import { Converter } from 'opencc-js/t2cn';

/** Full text of the legal form, longest first: two writings of one form must fold to the same name. */
const LEGAL_FORM = /股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|总公司/g;
/** What the legal form leaves behind at the end of 「某某集团有限公司」 and 「某某(集团)」. */
const GROUP = /集团(?:公司)?$/;
const FORMER_NAME = /\((?:原名?|曾用名|更名前)[:为]?[^()]*\)/g;

const toSimplified = Converter({ from: 't', to: 'cn' });
/** Conversion walks a trie; most names hold nothing to convert, which one look per character in this table tells. */
const SAME = 1;
const CONVERTED = 2;
const seen = new Uint8Array(0x10000);

function simplify(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Half of a rare character says nothing by itself: leave it to the conversion.
    if (seen[unit] === 0) seen[unit] = (unit & 0xf800) === 0xd800 || toSimplified(text[i] ?? '') !== text[i] ? CONVERTED : SAME;
    if (seen[unit] === CONVERTED) return toSimplified(text);
  }
  return text;
}

/** One writing for what people see as the same text: width, case, blanks, bracket shapes, traditional characters. */
export function foldName(name: string): string {
  const folded = name
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200D\uFEFF·•‧・]/g, '')
    .replace(/[[{〔【「『〈《]/g, '(')
    .replace(/[\]}〕】」』〉》]/g, ')')
    .toUpperCase();
  return simplify(folded);
}

/**
 * The text two names are compared by. Region words stay: 华为(成都) and 华为(西安) are two companies.
 * A name that consists of nothing but a legal form is kept as it is, so that it never equals another by being empty.
 */
export function normaliseName(name: string): string {
  const folded = foldName(name).replace(FORMER_NAME, '').replace(/[()]/g, '');
  const bare = folded.replace(LEGAL_FORM, '').replace(GROUP, '');
  return bare.length >= 2 ? bare : folded;
}

/** 「信越化学 (Shin-Etsu)」 is one company under two names: the text before the brackets, then each text within. */
export function namesOf(written: string): string[] {
  const text = written.normalize('NFKC').trim();
  const outside = text.replace(/\([^()]*\)/g, '').trim();
  const inside = [...text.matchAll(/\(([^()]*)\)/g)].flatMap((match) => (match[1] ?? '').split(/[,、;/]/));
  const names = [outside, ...inside].map((part) => part.trim()).filter((part) => part.length >= 2);
  return names.length === 0 ? [text] : [...new Set(names)];
}
