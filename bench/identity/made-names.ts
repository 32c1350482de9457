/** Names of a made registry: as many places, trades and forms as real ones mix, and trade names that some bear together. Deterministic. */
const PLACES = (
  '成都 成都市 四川 四川省 成都市武侯区 成都市锦江区 成都高新区 绵阳 德阳 宜宾 乐山 重庆 重庆市 北京 北京市 上海 上海市 深圳 深圳市 广州 广东 杭州 浙江 宁波 南京 江苏 苏州 无锡 武汉 湖北 ' +
  '长沙 湖南 西安 陕西 郑州 河南 济南 山东 青岛 烟台 合肥 安徽 福州 福建 厦门 天津 沈阳 大连 哈尔滨 昆明 云南 贵阳 南宁 南昌 石家庄 太原 兰州 乌鲁木齐 海口 中国'
).split(' ');
const OMEN =
  '宏达鑫瑞丰恒泰华润安康永盛兴旺发顺利和源隆昌荣富贵祥吉福金银龙凤鹏飞腾天地海江山新创远博通力诚信德义美佳成嘉亿万百益裕林森光明辉星云';
const RARE =
  '量矩砚澜禾芯蔚曜斐澄珂岚汐屿柚栎橡榆樱榕枫梧棠棣槿蕴芷芮茉莘菁葵蓓蓝薇藜蘅苓萱筑笛笙筱箐篁简纬绎绘络综缇缘纪纺维组织科卓昱晟晗晔暄曦朗朔望杉柏桐桦梓梵楠榛歌毅沁沃沐泓泽洛洲浩涵淳渊渝湛溪滨漫潇灵炎炫烁煜熙燎爱';
const TRADES =
  '科技 信息技术 电子 贸易 商贸 实业 投资 建筑工程 机械设备 食品 医药 生物科技 化工 新能源 新材料 汽车零部件 置业 房地产开发 物业管理 文化传媒 广告 餐饮管理 物流 供应链管理 环保科技 电力设备 光电 半导体 智能科技 农业发展 装饰工程 企业管理 教育咨询 网络科技 软件 医疗器械 服装 家具 旅游 租赁'.split(
    ' ',
  );
const FORMS = '有限公司 有限公司 有限公司 有限公司 有限责任公司 股份有限公司 集团有限公司 (有限合伙) 厂'.split(' ');
const BRANCHES = '成都分公司 四川分公司 重庆分公司 武侯支行 成都分行 高新营业部 第一分公司 成都办事处'.split(' ');
const LATIN =
  'Nova Orion Vertex Lumen Quanta Helix Zenith Apex Cobalt Delta Kepler Magna Polar Sierra Titan Ultra Vega Zephyr'.split(' ');
const ENGLISH = 'Technology Electronics Pharmaceuticals Materials Motors Energy Logistics Semiconductor Foods Holdings'.split(
  ' ',
);

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Random = () => number;
export const pick = <T>(random: Random, from: ArrayLike<T>): T => from[Math.floor(random() * from.length)]!;
const text = (random: Random, length: number, from: string): string => Array.from({ length }, () => pick(random, from)).join('');

export interface MadeName {
  place: string;
  trade: string;
  business: string;
  form: string;
  branch: string;
}

/** Two characters of good omen as often as not, as in any registry; else two to four that are seldom together. */
function tradeOf(random: Random): string {
  if (random() < 0.5) return text(random, 2, OMEN);
  return text(random, random() < 0.6 ? 2 : 3 + Math.floor(random() * 2), random() < 0.5 ? RARE : RARE + OMEN);
}

export function makeName(random: Random): MadeName {
  const isBranch = random() < 0.04;
  return {
    place: random() < 0.9 ? pick(random, PLACES) : '',
    // A few trade names are borne by whole groups.
    trade: random() < 0.02 ? text(randomFrom(Math.floor(random() * 50)), 3, RARE) : tradeOf(random),
    business: pick(random, TRADES),
    form: pick(random, FORMS),
    branch: isBranch ? pick(random, BRANCHES) : '',
  };
}

export const written = ({ place, trade, business, form, branch }: MadeName): string => place + trade + business + form + branch;

export const makeLatin = (random: Random): string =>
  `${pick(random, LATIN)}${pick(random, LATIN).toLowerCase()} ${pick(random, ENGLISH)} ${pick(random, ['Inc.', 'Co., Ltd.', 'GmbH', 'Corporation'])}`;

export { RARE, TRADES };
