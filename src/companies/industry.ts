/** Sections of GB/T 4754-2017 with the first two digits of their last division, in the standard's order. */
const SECTIONS = [
  ['A', '农、林、牧、渔业', 5],
  ['B', '采矿业', 12],
  ['C', '制造业', 43],
  ['D', '电力、热力、燃气及水生产和供应业', 46],
  ['E', '建筑业', 50],
  ['F', '批发和零售业', 52],
  ['G', '交通运输、仓储和邮政业', 60],
  ['H', '住宿和餐饮业', 62],
  ['I', '信息传输、软件和信息技术服务业', 65],
  ['J', '金融业', 69],
  ['K', '房地产业', 70],
  ['L', '租赁和商务服务业', 72],
  ['M', '科学研究和技术服务业', 75],
  ['N', '水利、环境和公共设施管理业', 79],
  ['O', '居民服务、修理和其他服务业', 82],
  ['P', '教育', 83],
  ['Q', '卫生和社会工作', 85],
  ['R', '文化、体育和娱乐业', 90],
  ['S', '公共管理、社会保障和社会组织', 96],
  ['T', '国际组织', 97],
] as const;

export const sectionName = (code: string): string | null => SECTIONS.find(([letter]) => letter === code.charAt(0))?.[1] ?? null;

/** Folds `3973` and `c3973` to `C3973`; null when it is no code or the letter does not fit the digits. */
export function industryCodeOf(raw: string): string | null {
  const [, letter = '', digits = ''] = /^([A-T]?)(\d{2,4})?$/.exec(raw.normalize('NFKC').trim().toUpperCase()) ?? [];
  if (digits === '') return letter === '' ? null : letter;
  const division = Number(digits.slice(0, 2));
  const section = division === 0 ? undefined : SECTIONS.find(([, , last]) => division <= last)?.[0];
  return section === undefined || (letter !== '' && letter !== section) ? null : section + digits;
}
