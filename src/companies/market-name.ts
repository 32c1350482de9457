import { foldName } from './company-name.ts';

/** What an exchange writes before or behind a listed company's short name: risk warnings, new listings, kinds of shares. */
const BEFORE = /^(?:S?\*?ST|[SN])(?=\p{Script=Han}{2})/u;
const BEHIND = /(?<=\p{Script=Han}{2})(?:[AB]|退)$/u;

/** The sign of a province or city, as short names begin with it. */
const SIGNS: Readonly<Record<string, string>> = {
  沪: '上海',
  京: '北京',
  津: '天津',
  渝: '重庆',
  粤: '广东',
  深: '深圳',
  苏: '江苏',
  浙: '浙江',
  杭: '杭州',
  鲁: '山东',
  川: '四川',
  蓉: '成都',
  鄂: '湖北',
  湘: '湖南',
  闽: '福建',
  皖: '安徽',
  豫: '河南',
  冀: '河北',
  晋: '山西',
  陕: '陕西',
  赣: '江西',
  黔: '贵州',
  滇: '云南',
  琼: '海南',
};
const LONGEST_SHORT_NAME = 8;

/** Other ways to read a short name as exchanges write it: *ST刚泰 is 刚泰, 沪硅产业 is 上海硅产业. Empty for any other name. */
export function marketReadings(name: string): string[] {
  const folded = foldName(name);
  if (folded.length > LONGEST_SHORT_NAME) return [];
  const bare = folded.replace(BEFORE, '').replace(BEHIND, '');
  const place = SIGNS[bare.charAt(0)];
  const readings = place !== undefined && bare.length >= 3 ? [bare, place + bare.slice(1)] : [bare];
  return readings.filter((reading) => reading !== folded);
}
