import { isGeneric, wordsOf } from './business-words.ts';
import { foldName } from './company-name.ts';
import { takeRegion, type Region } from './place-names.ts';

/** A company's name taken apart: where, who, what, which legal form, and of whom it is a part. */
export interface NameParts {
  /** The whole name in one writing, legal form kept: what SAME_NAME compares. */
  whole: string;
  /** False where nothing tells whom the name means: empty, a legal form or a place alone, a trade alone (科技有限公司). */
  isNamed: boolean;
  /** Places at the front, and the one in brackets (华为(成都)). */
  region: Region;
  inner: string;
  /** Places as short words, then the rest, without legal form, 集团 and branch. */
  body: string;
  rest: string;
  /** Name without places, legal form, 集团 and branch; the last place stays where the rest would be no name (成都银行). */
  stem: string;
  /** Trade name (字号): the stem up to its first business word. */
  trade: string;
  /** The body as words: what abbreviations are taken from. */
  words: readonly string[];
  /** Legal form, 有限 and 有限责任 being one; empty where none is written. */
  form: string;
  isGroup: boolean;
  /** What follows the legal form of the company that the branch belongs to (…有限公司成都分公司); empty for a company of its own. */
  branch: string;
  /** Names that the brackets give: former ones (原某某厂), short ones (简称某某) and those in Latin letters. */
  formers: readonly string[];
  shorts: readonly string[];
  foreigns: readonly string[];
}

const FORMS: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/股份有限责任公司$|股份有限公司$|股份公司$/, '股份'],
  [/有限责任公司$|有限公司$|有限责任公$|有限责任$|有限公$/, '有限'],
  [/有限合伙企业$|有限合伙$|普通合伙$|特殊普通合伙$|合伙企业$/, '合伙'],
  [/股份合作公司$|股份合作社$/, '股份合作'],
  [/总公司$/, '总公司'],
  [/公司$/, '公司'],
];
const MIDDLE_FORM = /^(.{2,}?(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|总公司|集团公司|公司))(.{2,})$/u;
/** Whatever follows one of these is a part of the company, whatever it is called: 某某有限公司蜀汉餐厅. */
const WHOLE_FORM = /(?:有限公司|有限责任公司|总公司|集团公司)$/;
const BRANCH =
  /(?:分公司|支公司|子公司|分行|支行|分理处|储蓄所|营业部|营业厅|营业所|办事处|代表处|分厂|分店|分部|门市部?|经营部|销售部|项目部|加油站|分院|分社|分校|分所|事业部|工程处|公司|厂|店|部|处|站|中心|库|所|队)$/;
const BARE_BRANCH =
  /^(.{2,}(?:银行|信用社|集团|证券|保险|通信|电信|移动|联通|石油|石化|邮政|烟草|电力)).{0,12}?(?:分公司|支公司|分行|支行|分理处|储蓄所|营业部|办事处|代表处|分厂|分店|加油站)$/u;
const KEPT_SIGNS = /[^\p{L}\p{N}&+]/gu;

/** One writing of a whole name: width, case, blanks, brackets, punctuation and traditional characters make no difference. */
export const wholeName = (name: string): string => foldName(name).replace(KEPT_SIGNS, '').toLowerCase();

interface Bracketed {
  text: string;
  inner: string;
  isGroup: boolean;
  formers: string[];
  shorts: string[];
  foreigns: string[];
}

const isPlace = (text: string): boolean => text !== '' && takeRegion(text).rest === '';

/** What stands in brackets, each thing by its kind; what is none of them stays in the name. */
function openBrackets(folded: string): Bracketed {
  const found: Bracketed = { text: '', inner: '', isGroup: false, formers: [], shorts: [], foreigns: [] };
  found.text = folded.replace(/\(([^()]*)\)/g, (_, content: string) => {
    const former = /^(?:原名?|曾用名|更名前|前身)[:为是]?(.{2,})$/u.exec(content)?.[1];
    if (former !== undefined) found.formers.push(former);
    else if (/^(?:以下)?简称[:为]?.{2,}$/u.test(content)) found.shorts.push(content.replace(/^(?:以下)?简称[:为]?/u, ''));
    else if (content === '集团') found.isGroup = true;
    else if (isPlace(content)) found.inner = takeRegion(content).region.written.at(-1) ?? content;
    else if (/^[\x21-\x7e]{2,}$/.test(content) && /\p{Script=Han}/u.test(folded.replace(/\([^()]*\)/g, '')))
      found.foreigns.push(content.toLowerCase());
    else return content;
    return '';
  });
  return found;
}

function takeForm(text: string): { rest: string; form: string } {
  for (const [pattern, form] of FORMS) {
    const rest = text.replace(pattern, '');
    if (rest !== text) return { rest, form };
  }
  return { rest: text, form: '' };
}

/** 某某有限公司成都分公司 is the company and its branch; 中国银行成都分行 has no legal form to part them by. */
function takeBranch(text: string): { owner: string; branch: string } {
  const parted = MIDDLE_FORM.exec(text);
  if (parted && (WHOLE_FORM.test(parted[1]!) || BRANCH.test(parted[2]!))) return { owner: parted[1]!, branch: parted[2]! };
  const bare = BARE_BRANCH.exec(text);
  return bare ? { owner: bare[1]!, branch: text.slice(bare[1]!.length) } : { owner: text, branch: '' };
}

const CACHE_SIZE = 5000;
const cache = new Map<string, NameParts>();

/** Names are compared with many others: the parts of the last few thousand are kept. */
export function partsOf(name: string): NameParts {
  const known = cache.get(name);
  if (known) return known;
  const parts = takeApart(name);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(name, parts);
  return parts;
}

function takeApart(name: string): NameParts {
  const opened = openBrackets(foldName(name.slice(0, LONGEST_NAME)));
  const text = opened.text.replace(KEPT_SIGNS, '').toLowerCase();
  const { owner, branch } = takeBranch(text);
  const { rest: unformed, form } = takeForm(owner);
  const ungrouped = unformed.length > 3 ? unformed.replace(/集团$/, '') : unformed;
  const { region, rest } = takeRegion(ungrouped);
  const places = region.written;
  const stem = isGeneric(rest) || rest.length < 2 ? (places.at(-1) ?? '') + rest : rest;
  const words = wordsOf(rest);
  const trade = stem === rest ? tradeOf(words) : stem;
  return {
    whole: wholeName(name),
    isNamed: rest !== '' && (words.length > 1 || !isGeneric(stem)),
    region,
    body: places.join('') + rest,
    rest,
    inner: opened.inner,
    stem,
    trade,
    words: [...places, ...words],
    form,
    isGroup: opened.isGroup || ungrouped !== unformed,
    branch: shortPlaces(branch),
    formers: opened.formers,
    shorts: opened.shorts,
    foreigns: opened.foreigns,
  };
}

/** 成都市新繁支局 and 成都新繁支局 are one branch. */
function shortPlaces(branch: string): string {
  const { region, rest } = takeRegion(branch);
  return rest.length >= 2 ? region.written.join('') + rest : branch;
}

const LONGEST_NAME = 200;

/** Up to the first business word, so that 科 of 科大 and a name of one character are still part of it. */
function tradeOf(words: readonly string[]): string {
  let trade = '';
  for (const word of words) {
    if (trade.length >= 2 && isGeneric(word)) break;
    trade += word;
  }
  return trade;
}
