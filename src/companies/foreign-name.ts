import type { NameParts } from './identity-name.ts';
import { chineseNamesOf } from './known-names.ts';
import { placeSpelt } from './place-names.ts';
import { readingsOf } from './sound.ts';

/** English words of company names and the Chinese words they may stand for. */
const ENGLISH = `
technology 科技 技术; technologies 科技 技术; tech 科技 技术; science 科技 科学; sci 科技; electronics 电子; electronic 电子; electric 电气 电器 电力 电; electrical 电气 电器; appliance 电器 家电; appliances 电器 家电;
information 信息; network 网络; networks 网络; software 软件; internet 互联网 网络; online 在线; digital 数字 数码 数据; data 数据; computer 计算机; computing 计算; system 系统; systems 系统; intelligent 智能; intelligence 智能; smart 智能;
ai 智能; robot 机器人; robotics 机器人; automation 自动化; trading 贸易 商贸; trade 贸易 商贸; commerce 商务 商业 商贸; ecommerce 电子商务 电商; international 国际; global 全球 国际 环球; import 进出口; export 进出口; investment 投资; investments 投资;
invest 投资; capital 资本 投资; holding 控股; holdings 控股; development 发展 开发; construction 建设 建筑 建工 建; constructions 建设 建筑; building 建筑; buildings 建筑; engineering 工程 建筑; project 工程; machinery 机械 重工 机器; machine 机械 机器; machines 机械; equipment 设备 装备;
mechanical 机械; industry 工业 实业 产业; industries 工业 实业 产业; industrial 工业 实业 产业 工商; heavy 重工 重型 重; manufacturing 制造; food 食品; foods 食品; dairy 乳业; beverage 饮料; brewery 啤酒 酒业; beer 啤酒; liquor 酒业; pharmaceutical 药业 制药 医药; pharmaceuticals 药业 制药 医药; pharma 药业 制药 医药;
pharm 药业 制药 医药; medicine 医药 药业; medical 医疗 医药 医; biotech 生物; biotechnology 生物; bio 生物; biological 生物; biopharmaceutical 生物 药业 制药; biologics 生物; health 健康; healthcare 健康 医疗; hospital 医院; chemical 化工 化学; chemicals 化工 化学; energy 能源; new 新; power 电力 动力 能源 发电;
battery 电池; batteries 电池; solar 太阳能 光伏; lithium 锂业 锂; wind 风电 风能; hydropower 水电; petroleum 石油; petrochemical 石化 石油化工; oil 石油; gas 燃气 天然气; offshore 海洋; coal 煤炭 煤业; mining 矿业; minerals 矿业 矿产; gold 黄金; metal 金属 五金; metals 金属; nonferrous 有色; steel 钢铁 钢; iron 钢铁 铁; aluminum 铝业 铝; aluminium 铝业 铝; copper 铜业 铜; material 材料 新材; materials 材料 新材;
cement 水泥; glass 玻璃; ceramics 陶瓷; paper 纸业 造纸; plastic 塑料 塑胶; plastics 塑料; rubber 橡胶; textile 纺织; garment 服装; clothing 服装 服饰; furniture 家具 家居; home 家居; automobile 汽车; automotive 汽车; auto 汽车; motor 汽车 电机 摩托; motors 汽车; vehicle 汽车 车辆; car 汽车; parts 零部件 配件; tyre 轮胎; tire 轮胎;
logistics 物流; transport 运输 交通; transportation 运输 交通; shipping 海运 航运; ship 船舶; shipbuilding 船舶 造船; aviation 航空; airlines 航空; airline 航空; aircraft 飞机 航空; aerospace 航天 航空; airport 机场; port 港 港口 港务; railway 铁路 铁道 铁; rail 轨道 铁路; highway 高速 公路; expressway 高速 公路; express 快递 速运; communication 通信 交通; communications 通信 交通; telecom 电信 通信; telecommunications 电信 通信;
mobile 移动; satellite 卫星; semiconductor 半导体; semiconductors 半导体; microelectronics 微电子; chip 芯片; circuit 电路; circuits 电路; optical 光学 光电 光; optics 光学; optoelectronics 光电; photoelectric 光电; laser 激光; display 显示; lighting 照明; precision 精密; instrument 仪器; instruments 仪器 仪表; tools 工具; bank 银行; securities 证券; insurance 保险; life 人寿; property 财产 财险 物业 置业; fund 基金; trust 信托;
leasing 租赁; financial 金融; finance 财务 金融; asset 资产; assets 资产; estate 地产; real 房; properties 置业 地产; realty 地产; culture 文化; cultural 文化; media 传媒 媒体; film 影视; advertising 广告; tourism 旅游; travel 旅行 旅游; hotel 酒店; hotels 酒店; catering 餐饮; restaurant 餐饮; education 教育; training 培训; agriculture 农业; agricultural 农业; agri 农业; farming 农牧; feed 饲料; seed 种业; environment 环境 环保; environmental 环保 环境; ecology 生态;
protection 保护 环保; water 水务 水; supply 供应 供水; chain 链; management 管理; consulting 咨询; service 服务; services 服务; design 设计; decoration 装饰; packaging 包装; printing 印刷; retail 零售; store 百货; supermarket 超市; department 百货; pump 泵业; valve 阀门; bearing 轴承; cable 电缆; wire 电线; elevator 电梯; elevators 电梯; grid 电网; state 国家; national 国家; united 联合; general 通用; first 第一; research 研究; institute 研究院 研究所;
city 城市; game 游戏; games 游戏; entertainment 娱乐; music 音乐; video 视频; security 安全 安防; nuclear 核; tobacco 烟草; salt 盐业; sugar 糖业; toys 玩具; jewelry 珠宝; cosmetics 化妆品; farmers 农; commercial 商业 工商; merchants 商 招商; east 东 东方; eastern 东方 东部; south 南 南方; southern 南方; north 北 北方; northern 北方; west 西 西部; western 西部; great 长 大; wall 城; yangtze 长江; river 江; pearl 珠江; star 星; sun 阳光 太阳; sunshine 阳光; ocean 海洋; dragon 龙; phoenix 凤凰; golden 金; orient 东方; oriental 东方; group 集团; beer 啤酒; pacific 太平洋; harbin 哈尔滨; tsingtao 青岛; hong 香; kong 港; macau 澳门; taiwan 台湾; inner 内; mongolia 蒙古; shaanxi 陕西; tibet 西藏; xizang 西藏; china 中国 中华; chinese 中国; peoples 人民; people 人民`;

const english = new Map(
  ENGLISH.split(';').map((entry) => {
    const [word = '', ...chinese] = entry.trim().split(/\s+/);
    return [word, chinese] as const;
  }),
);

const LEGAL =
  /^(?:co|ltd|limited|inc|incorporated|corp|corporation|company|companies|plc|llc|llp|lp|gmbh|ag|sa|se|nv|bv|kk|kg|spa|srl|ab|oy|pty|pte|sdn|bhd|kgaa|sas|as|pjsc|pcl|tbk|pt|the|of|and|for|group|holding|holdings|joint|stock|share|shares|oyj|asa|kabushiki|kaisha|aktiengesellschaft|gesellschaft)$/;

export interface ForeignName {
  /** Words in Latin letters without the legal form. */
  tokens: readonly string[];
  joined: string;
}

/** A name that is written in Latin letters only, as words; null for any other. */
export function foreignNameOf(name: string): ForeignName | null {
  if (/\p{Script=Han}/u.test(name)) return null;
  const text = name
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  if (!/[a-z]/.test(text) || /[^\p{ASCII}\p{P}\p{S}\p{Z}]/u.test(text)) return null;
  const words =
    text
      .replace(/(?<=\b\w)\.(?=\w\b)/g, '')
      .replace(/['’&]/g, '')
      .match(/[a-z0-9]+/g) ?? [];
  const tokens = words.filter((word) => !LEGAL.test(word));
  const kept = tokens.length > 0 ? tokens : words;
  return { tokens: kept, joined: kept.join('') };
}

/** Where the spelling of the characters from here on comes to the end of the token; null where it does not. */
function endOf(token: string, at: number, chinese: readonly string[]): number | null {
  if (token === '') return at;
  for (const reading of at < chinese.length ? readingsOf(chinese[at]!) : []) {
    const end = token.startsWith(reading) ? endOf(token.slice(reading.length), at + 1, chinese) : null;
    if (end !== null) return end;
  }
  return null;
}

/** Where in the Chinese text this token may stand, as [from, until]. */
function placesOf(token: string, chinese: readonly string[], text: string): [number, number][] {
  const found: [number, number][] = [];
  for (const word of [...(english.get(token) ?? []), ...chineseNamesOf(token)])
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push([at, at + word.length]);
  for (let at = 0; at < chinese.length; at++) {
    const end = endOf(token, at, chinese);
    if (end !== null) found.push([at, end]);
  }
  return found;
}

/** Reads the tokens onto the Chinese name, each at a place of its own; the characters that are spoken for. */
function cover(tokens: readonly string[], text: string): { covered: Set<number>; missed: number } {
  const chinese = text.split('');
  const covered = new Set<number>();
  let missed = 0;
  for (let i = 0; i < tokens.length; i++) {
    const taken = [3, 2, 1]
      .filter((count) => i + count <= tokens.length)
      .map((count) => ({
        count,
        at: placesOf(tokens.slice(i, i + count).join(''), chinese, text).find(([from]) => !covered.has(from)),
      }))
      .find(({ at }) => at !== undefined);
    if (taken?.at === undefined) missed++;
    else {
      for (let at = taken.at[0]; at < taken.at[1]; at++) covered.add(at);
      i += taken.count - 1;
    }
  }
  return { covered, missed };
}

export enum Reading {
  NONE = 'NONE',
  /** Same group, another business: Huawei Device, 华为技术. */
  GROUP = 'GROUP',
  SAME = 'SAME',
}

/**
 * Word for word where the dictionary has every word: Bank of Chengdu may be 成都银行. Places go first, as in Chinese names;
 * with two translations for a word the first is taken.
 */
export function guessChinese({ tokens }: ForeignName): string[] {
  if (tokens.length > 4) return [];
  const read = tokens.map((token) => ({ place: placeSpelt(token), word: english.get(token)?.[0] }));
  if (!read.every(({ place, word }) => place !== undefined || word !== undefined)) return [];
  const places = read.filter(({ place }) => place !== undefined).map(({ place }) => place!);
  const words = read.filter(({ place }) => place === undefined).map(({ word }) => word!);
  return words.length > 0 && places.length <= 1 ? [[...places, ...words].join('')] : [];
}

/** What the whole name, or its first words, are called in Chinese. */
export const knownNamesOf = ({ joined, tokens }: ForeignName): string[] => [
  ...chineseNamesOf(joined),
  ...tokens.filter((token) => token.length >= 4).flatMap(chineseNamesOf),
  ...tokens.slice(0, 3).flatMap((_, i) => chineseNamesOf(tokens.slice(0, i + 1).join(''))),
];

const rangeOf = (text: string, part: string): number[] => {
  const from = Math.max(0, text.indexOf(part));
  return [...part].map((_, i) => from + i);
};

/** How a name in Latin letters reads as a Chinese one: by what the group is called, by pinyin, and word by word. */
export function readForeign(foreign: ForeignName, chinese: NameParts): Reading {
  const { body, stem } = chinese;
  if (!/\p{Script=Han}/u.test(body)) return Reading.NONE;
  const { covered, missed } = cover(foreign.tokens, body);
  const trade = rangeOf(body, chinese.trade);
  if (knownNamesOf(foreign).some((name) => body.startsWith(name) || stem.startsWith(name))) {
    const places = chinese.region.written.join('').length;
    const isAllSaid = [...body].every((_, at) => at < places || covered.has(at) || trade.includes(at));
    return foreign.tokens.length === 1 || missed === 0 || isAllSaid ? Reading.SAME : Reading.GROUP;
  }
  if (trade.length === 0 || !trade.every((at) => covered.has(at))) return Reading.NONE;
  if (missed > Math.floor(foreign.tokens.length / 3)) return Reading.NONE;
  // A spelling alone stands for many characters: a third syllable, a place or a line of business must agree.
  return covered.size > trade.length || trade.length > 2 ? Reading.SAME : Reading.NONE;
}
