import { foldName, normaliseName } from './company-name.ts';
import { bigramCode, bigramsOf } from './search-terms.ts';

/** How a typed text is looked up; null when it says nothing that could narrow the list. */
export type SearchPlan = { by: 'CODE'; code: string } | { by: 'NAME' | 'LATIN'; term: string; bigrams: readonly number[] };

const FORMS = ['股份有限责任公司', '股份有限公司', '有限责任公司', '有限公司', '股份公司', '总公司', '集团公司'];
const MAX_TERM = 60;
/** GIN intersects posting lists: each further pair costs, and three rare ones already leave few rows to compare. */
const MAX_BIGRAMS = 3;

/** Pairs that many names of this registry contain, most frequent first: they narrow little and have long posting lists. */
const COMMON = (
  '成都 四川 都市 有限 限公 工程 公司 实业 科技 川省 中国 开发 发展 建设 管理 分公 ' +
  '银行 贸易 建筑 服务 设备 支行 装饰 供销 地产 州市 技术 房地 机械 商贸 投资 集团 ' +
  '行成 合作 彭州 销合 作社 汽车 物业 电子 产开 物资 市新 农业 广告 化工 饰工 销售'
).split(' ');
const COMMONNESS = new Map(COMMON.map((pair, i) => [bigramCode(pair.charCodeAt(0), pair.charCodeAt(1)), COMMON.length - i]));

const rarest = (term: string): number[] =>
  bigramsOf(term)
    .sort((a, b) => (COMMONNESS.get(a) ?? 0) - (COMMONNESS.get(b) ?? 0))
    .slice(0, MAX_BIGRAMS);

/** 「锦城科技有限公」 is a name half typed: names are compared without their legal form, so the begun form goes too. */
function withoutBegunForm(term: string): string {
  const begun = FORMS.flatMap((form) => [...form].map((_, i) => form.slice(0, i + 1)))
    .filter((part) => part.length >= 2 && term.endsWith(part) && term.length - part.length >= 2)
    .sort((a, b) => b.length - a.length)[0];
  return begun === undefined ? term : term.slice(0, -begun.length);
}

export function searchPlan(typed: string): SearchPlan | null {
  const folded = foldName(typed).replace(/[()]/g, '').replaceAll('\u0000', '').slice(0, MAX_TERM);
  if (folded === '' || FORMS.some((form) => form.includes(folded))) return null;
  if (/^\d{6}(?:\.[A-Z]{2})?$/.test(folded) || /^[0-9A-Z]{2}\d{6}[0-9A-Z]{0,10}$/.test(folded))
    return { by: 'CODE', code: folded };
  if (/^[\x21-\x7e]+$/.test(folded)) return { by: 'LATIN', term: folded, bigrams: rarest(folded) };
  const term = withoutBegunForm(normaliseName(folded));
  return { by: 'NAME', term, bigrams: rarest(term) };
}
