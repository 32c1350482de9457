import { Converter } from 'opencc-js/t2cn';

/** Full text of the legal form, longest first: two writings of one form must fold to the same name. */
const LEGAL_FORM = /股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|总公司/g;
/** What the legal form leaves behind at the end of 「某某集团有限公司」 and 「某某(集团)」. */
const GROUP = /集团(?:公司)?$/;
const FORMER_NAME = /\((?:原名?|曾用名|更名前)[:为]?[^()]*\)/g;

const toSimplified = Converter({ from: 't', to: 'cn' });
/** Conversion walks a trie per character; most names hold nothing to convert, which one cached look per character tells. */
const simplifiedChars = new Map<string, boolean>();
function isSimplified(char: string): boolean {
  let known = simplifiedChars.get(char);
  if (known === undefined) simplifiedChars.set(char, (known = toSimplified(char) === char));
  return known;
}

function simplify(text: string): string {
  for (const char of text) if (!isSimplified(char)) return toSimplified(text);
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
