import { wordSpelling } from './sound.ts';

/** Names of provinces and cities as company names begin with them, and how to take them off. */

/** Province, how it is also written, and its cities; districts and counties are told by their last character. */
const PROVINCES: readonly (readonly [name: string, cities: string])[] = [
  ['北京', ''],
  ['天津', ''],
  ['上海', ''],
  ['重庆', ''],
  ['香港', ''],
  ['澳门', ''],
  ['台湾', '台北 新北 高雄 台中 台南 新竹 桃园'],
  ['河北', '石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安 迁安 任丘 霸州 三河 涿州'],
  ['山西', '太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁'],
  ['内蒙古', '呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 锡林郭勒 阿拉善'],
  ['辽宁', '沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛'],
  ['吉林', '长春 四平 辽源 通化 白山 松原 白城 延边 延吉'],
  ['黑龙江', '哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭'],
  [
    '江苏',
    '南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 宜兴 常熟 太仓 张家港 启东 如皋 丹阳 扬中 靖江 溧阳 泰兴',
  ],
  [
    '浙江',
    '杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 诸暨 海宁 桐乡 温岭 瑞安 乐清 东阳 永康 嵊州 平湖',
  ],
  ['安徽', '合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城'],
  ['福建', '福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 石狮 晋江 福清'],
  ['江西', '南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶'],
  ['山东', '济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 胶州 滕州 龙口 寿光 诸城 邹平'],
  ['河南', '郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店'],
  ['湖北', '武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施'],
  ['湖南', '长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 浏阳'],
  ['广东', '广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮'],
  ['广西', '南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左'],
  ['海南', '海口 三亚 三沙 儋州 琼海'],
  [
    '四川',
    '成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 都江堰 彭州 邛崃 崇州 简阳 江油 什邡 绵竹 广汉 西昌 峨眉山',
  ],
  ['贵州', '贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南'],
  ['云南', '昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆'],
  ['西藏', '拉萨 日喀则 昌都 林芝 那曲'],
  ['陕西', '西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛'],
  ['甘肃', '兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南'],
  ['青海', '西宁 海东 果洛 玉树'],
  ['宁夏', '银川 石嘴山 吴忠 固原 中卫'],
  ['新疆', '乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 阿克苏 喀什 和田 伊犁 石河子'],
];

export interface Region {
  /** 中国 and 中华 stand for no place in particular. */
  readonly isNational: boolean;
  readonly province: string | null;
  readonly city: string | null;
  readonly district: string | null;
  /** The places as they are written, without 省, 市 and 区: 四川, 成都, 锦江. */
  readonly written: readonly string[];
}

const provinceOfCity = new Map(PROVINCES.flatMap(([name, cities]) => cities.split(' ').map((city) => [city, name] as const)));
const provinces = new Set(PROVINCES.map(([name]) => name));
const PROVINCE_ENDING = /^(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)/;
const CITY_ENDING = /^(?:[\p{Script=Han}]{1,6}族自治州|地区|市|州(?!际))/u;
const ZONE =
  /^(?:高新技术产业开发区|经济技术开发区|高新技术开发区|经济开发区|高新区|经开区|保税区|自贸区|工业园区|开发区|[\p{Script=Han}]{2}新区)/u;
const DISTRICT = /^[\p{Script=Han}]{1,4}?(?:自治县|区|县|市(?![政场容民区郊])|旗)/u;
const NO_DISTRICT = /(?:[社小园地山景特校库灾片街住]区|[超城都门集夜上股菜花]市)$/;
const TOWN = /^[\p{Script=Han}]{2,3}?(?:镇|乡|街道)(?!镇)/u;

const spelt = new Map([...provinces, ...provinceOfCity.keys()].map((name) => [wordSpelling(name), name]));

/** The place that a word in Latin letters names, as 成都 for chengdu. */
export const placeSpelt = (word: string): string | undefined => spelt.get(word);

const startOf = (text: string, known: ReadonlyMap<string, unknown> | ReadonlySet<string>): string | null => {
  for (let length = Math.min(5, text.length); length >= 2; length--)
    if (known.has(text.slice(0, length))) return text.slice(0, length);
  return null;
};

const without = (text: string, ending: RegExp): string => text.replace(ending, '');

const bareDistrict = (district: string | null): string | null =>
  district !== null && district.length > 2 ? district.replace(/(?:自治县|区|县|旗|市)$/, '') : district;

function districtAt(text: string, province: string | null): string | null {
  const found = ZONE.exec(text)?.[0] ?? DISTRICT.exec(text)?.[0] ?? null;
  if (found === null || NO_DISTRICT.test(found) || found.length < 2) return null;
  // A banner is a county in one province only; elsewhere it flies before a trade name (红旗).
  return found.endsWith('旗') && province !== '内蒙古' ? null : found;
}

const NATION = /^中国|^中华(?:人民共和国)?/;
const COUNTY_FIRST = /^[\p{Script=Han}]{1,3}[县市](?![政场容民区郊])/u;

interface Found {
  place: string | null;
  rest: string;
}

function takeProvince(text: string): Found {
  const place = startOf(text, provinces);
  return { place, rest: place === null ? text : without(text.slice(place.length), PROVINCE_ENDING) };
}

/** 四川成都 and 成都 are places; of two cities in a row the second is a trade name (成都安康). */
function takeCity(text: string, province: string | null): Found {
  const place = startOf(text, provinceOfCity);
  if (place === null || (province !== null && provinceOfCity.get(place) !== province)) return { place: null, rest: text };
  return { place, rest: without(text.slice(place.length), CITY_ENDING) };
}

function takeDistrict(text: string, province: string | null): Found {
  const place = province !== null || COUNTY_FIRST.test(text) ? districtAt(text, province) : null;
  return { place, rest: place === null ? text : without(text.slice(place.length), TOWN) };
}

/** The places a folded name begins with, and the rest. */
export function takeRegion(text: string): { region: Region; rest: string } {
  const isNational = NATION.test(text);
  const province = takeProvince(text.replace(NATION, ''));
  const city = takeCity(province.rest, province.place);
  const within = province.place ?? (city.place === null ? null : provinceOfCity.get(city.place)!);
  const district = takeDistrict(city.rest, within);
  const written = [isNational ? '中国' : null, province.place, city.place, bareDistrict(district.place)];
  return {
    region: {
      isNational,
      province: within,
      city: city.place,
      district: district.place,
      written: written.filter((word) => word !== null),
    },
    rest: district.rest,
  };
}

const isNowhere = (region: Region): boolean => !region.isNational && region.province === null && region.district === null;

/** Two names that begin with different places are two companies; a place that only one gives says nothing. */
export function placesDiffer(left: Region, right: Region): boolean {
  if (isNowhere(left) || isNowhere(right)) return false;
  if (left.isNational !== right.isNational) return true;
  return (['province', 'city', 'district'] as const).some(
    (part) => left[part] !== null && right[part] !== null && left[part] !== right[part],
  );
}
