import { orgCheckChar, usciCheckChar } from '../../src/kernel/usci.ts';

/**
 * A business registry of the shape and size of the real one (22,993 rows of Chengdu): writings mixed, most types unknown, a
 * sixth of the capitals missing, addresses without a district, codes that come twice, fail a check or are of the old kind.
 * Deterministic: the same rows every time.
 */
const COLUMNS = ['企业名称', '统一社会信用代码', '注册日期', '企业类型', '注册资金', '经营范围', '所在省份', '地区', '注册地址'];
const DOUBLED = 12;
const DISTRICTS = [
  ['510104', '锦江区'],
  ['510105', '青羊区'],
  ['510106', '金牛区'],
  ['510107', '武侯区'],
  ['510108', '成华区'],
  ['510112', '龙泉驿区'],
  ['510113', '青白江区'],
  ['510114', '新都区'],
  ['510115', '温江区'],
  ['510116', '双流区'],
  ['510117', '郫都区'],
] as const;
const CODE_CHARS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const NAME_CHARS =
  '锦华瑞恒通达明辉盛世金龙腾飞宏远鑫源泰和兴隆康乐安顺福禄寿喜祥云海川江河湖泊山岳峰岭松柏梅兰竹菊春夏秋冬东西南北';
const TRADES = ['建筑工程', '水电设备', '医药', '电子科技', '机械制造', '商贸', '物业管理', '饮食服务', '印务', '汽车配件'];
const FORMS = ['有限公司', '有限责任公司', '厂', '经营部', '供销合作社', '股份有限公司成都分公司'];
const STREETS = ['人民南路', '鸥鹏大道', '建设北路', '新街', '西大街', '浆洗街', '高新大道', '科华北路'];
/** What scopes of business are put together from; the second half are leaves of the chain that companies are matched to. */
const PHRASES = [
  '零售、代销：建筑辅料、日用杂品',
  '房屋租赁（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
  '批发：农业生产资料、五金交电',
  '餐饮管理；货物及技术进出口',
  '销售：水暖器材、电工器材、机电产品',
  '承接公路、园林绿化景观工程',
  '公路汽车客运、仓储服务',
];
export const LEAVES = [
  '集成电路封装',
  '生物制药中间体',
  '航空零部件',
  '新能源电池',
  '精密模具',
  '光纤光缆',
  '医用敷料',
  '工业机器人',
];

export interface Registry {
  csv: string;
  rows: number;
  /** Some names as people write them, for chains to mention. */
  names: string[];
}

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
const below = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, from: ArrayLike<T>): T => from[below(random, from.length)]!;
const text = (random: Random, length: number, from: string): string => Array.from({ length }, () => pick(random, from)).join('');
const grouped = (amount: number): string => amount.toLocaleString('en-US');

function codeOf(random: Random, division: string): string {
  const body = text(random, 8, '0123456789');
  const first17 = `91${division}${body}${orgCheckChar(body)}`;
  const check = usciCheckChar(first17);
  // One in a thousand fails the 18th character, as early codes do.
  return first17 + (below(random, 1000) === 0 ? pick(random, CODE_CHARS.replace(check, '')) : check);
}

function capitalOf(random: Random): string {
  const amount = pick(random, [10, 50, 50, 58.5, 100, 200, 500, 1000, 3715.57]);
  const kind = random();
  if (kind < 0.16) return 'N/A';
  return kind < 0.9 ? `${grouped(amount)}(万元人民币)` : kind < 0.97 ? `${amount}万人民币` : `${grouped(amount)}(万美元)`;
}

const scopeOf = (random: Random): string =>
  [
    ...Array.from({ length: 1 + below(random, 6) }, () => pick(random, PHRASES)),
    ...(random() < 0.2 ? [pick(random, LEAVES)] : []),
  ].join('；');

function rowOf(random: Random): string[] {
  const [code, district] = pick(random, DISTRICTS);
  const bare = `成都${random() < 0.5 ? `市${district}` : ''}${text(random, 3 + below(random, 2), NAME_CHARS)}${pick(random, TRADES)}`;
  const day = new Date(Date.UTC(1979, 0, 1) + below(random, 9_100) * 86_400_000).toISOString().slice(0, 10);
  return [
    `${bare}${pick(random, FORMS)}`,
    codeOf(random, random() < 0.2 ? '510100' : code),
    day,
    random() < 0.94 ? 'N/A' : '集体所有制',
    capitalOf(random),
    scopeOf(random),
    '四川',
    '成都',
    `${random() < 0.83 ? `成都市${district}` : '成都市'}${pick(random, STREETS)}${1 + below(random, 300)}号${random() < 0.4 ? `${1 + below(random, 9)}幢${1 + below(random, 30)}楼${1 + below(random, 20)}号` : ''}`,
  ];
}

const quoted = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function makeRegistry(rows: number): Registry {
  const random = randomFrom(1978);
  const made = Array.from({ length: rows }, () => rowOf(random));
  for (let n = 0; n < DOUBLED; n++) made[rows - 1 - n] = made[n * 7]!;
  made[rows >> 1] = ['成都锦华绿化工程有限公司', '510132000055145', ...made[rows >> 1]!.slice(2)];
  made[rows >> 2] = [made[3]![0]!.replace('成都', '四川'), ...made[3]!.slice(1)];
  const lines = [COLUMNS, ...made].map((cells) => cells.map(quoted).join(','));
  return { csv: `${lines.join('\n')}\n`, rows, names: made.filter((_, n) => n % 200 === 0).map(([name]) => name!) };
}

/** A chain whose leaves stand in the scopes and mention some of the companies. */
export function makeChain(names: readonly string[]): string {
  const leaf = (name: string, n: number) => ({
    '子-子环节名称': name,
    代表公司: names.filter((_, at) => at % LEAVES.length === n),
  });
  return JSON.stringify({
    产业链: '登记产业链',
    版本: '2026',
    环节: [{ 环节名称: '中游', 子环节: [{ 子环节名称: '制造', '子-子环节': LEAVES.map(leaf) }] }],
  });
}
