import { z } from 'zod';

export interface Setting {
  name: string;
  type: string;
  default: string;
  description: string;
  schema: z.ZodType;
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);

const isUrl = (protocols: string[]) => (text: string) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
const postgresUrl = z.string().refine(isUrl(['postgres:', 'postgresql:']));
const natsUrl = z.string().refine(isUrl(['nats:', 'tls:']));
const origin = z.string().refine((text) => isUrl(['http:', 'https:'])(text) && new URL(text).origin === text);
const parts = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const list = (item: z.ZodType<string, string>) => z.string().transform(parts).pipe(z.array(item));

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const BUSES = ['local', 'pg', 'nats'] as const;

/** The whole environment the program reads; `type` and `description` are what people see. */
export const settings = [
  {
    name: 'PORT',
    type: '0 到 65535 的整数（0 为任意空闲端口）',
    default: '4000',
    description: 'HTTP 与 WebSocket 端口，/metrics 也在此端口',
    schema: wholeNumber(0, 65_535),
  },
  {
    name: 'HOST',
    type: '地址或主机名',
    default: '127.0.0.1',
    description: '监听地址；对外服务时设为 0.0.0.0',
    schema: z.string().regex(/^\S+$/),
  },
  {
    name: 'DATA_DIR',
    type: '文件夹',
    default: '.data',
    description: '内置 PostgreSQL 等本地数据所在的文件夹',
    schema: z.string(),
  },
  {
    name: 'DATABASE_URL',
    type: 'postgres://用户:密码@主机:端口/库名',
    default: '',
    description: '使用这个 PostgreSQL（15 或更高版本）；不设则启动内置的',
    schema: postgresUrl,
  },
  {
    name: 'DATABASE_REPLICA_URLS',
    type: '逗号分隔的 postgres:// 地址',
    default: '',
    description: '只读副本，须与 DATABASE_URL 同时设置',
    schema: list(postgresUrl),
  },
  { name: 'NATS_URL', type: 'nats://主机:端口', default: '', description: 'NATS 地址，BUS=nats 时必填', schema: natsUrl },
  {
    name: 'BUS',
    type: BUSES.join('|'),
    default: 'pg',
    description: '事件总线：local 单进程，pg 经 PostgreSQL 通知，nats 经 NATS',
    schema: z.enum(BUSES),
  },
  {
    name: 'DEMO',
    type: '0|1',
    default: '不设 DATABASE_URL 时为 1，否则为 0',
    description: '空库首次启动时装入演示数据',
    schema: z.enum(['0', '1']).transform((value) => value === '1'),
  },
  {
    name: 'DEMO_CLOCK_DAYS',
    type: '0 到 3650 的整数，单位天',
    default: '0',
    description: '演示时钟比实际快多少天，用于演示到期、逾期等；仅限内置数据库的演示环境',
    schema: wholeNumber(0, 3650),
  },
  { name: 'LOG_LEVEL', type: LOG_LEVELS.join('|'), default: 'info', description: '日志级别', schema: z.enum(LOG_LEVELS) },
  {
    name: 'TOKEN_MINUTES',
    type: '1 到 1440 的整数，单位分钟',
    default: '60',
    description: '登录令牌的有效期，期内可续',
    schema: wholeNumber(1, 1440),
  },
  {
    name: 'REPLAY_DAYS',
    type: '1 到 3650 的整数，单位天',
    default: '30',
    description: '订阅断线后可补发多久以内的事件',
    schema: wholeNumber(1, 3650),
  },
  {
    name: 'ALLOWED_ORIGINS',
    type: '逗号分隔的来源，如 https://zs.example.cn',
    default: '',
    description: '除同源与本机之外，允许哪些网页来源访问',
    schema: list(origin),
  },
  {
    name: 'POOL_SIZE',
    type: '1 到 200 的整数',
    default: '10',
    description: '每个进程的数据库连接数上限',
    schema: wholeNumber(1, 200),
  },
  {
    name: 'TRUST_PROXY',
    type: '0|1',
    default: '0',
    description: '为 1 时以负载均衡器在 X-Forwarded-For 末尾写入的地址为来访地址；仅当只能经它访问本程序时设为 1',
    schema: z.enum(['0', '1']).transform((value) => value === '1'),
  },
  {
    name: 'DRAIN_SECONDS',
    type: '0 到 3 的整数，单位秒',
    default: '0',
    description: '停止时先让 /readyz 返回 503 并照常服务这么久，使负载均衡器不再派来请求，然后才断开连接',
    schema: wholeNumber(0, 3),
  },
  {
    name: 'SOCKETS_PER_NODE',
    type: '1 到 200000 的整数',
    default: '15000',
    description: '每个进程同时保持的 WebSocket 连接数上限，不得超过系统允许的文件描述符数',
    schema: wholeNumber(1, 200_000),
  },
  {
    name: 'SOCKETS_PER_ADDRESS',
    type: '1 到 200000 的整数',
    default: '10000',
    description: '同一来访地址的 WebSocket 连接数上限（每个进程）；众多用户经同一出口访问时不宜过小',
    schema: wholeNumber(1, 200_000),
  },
  {
    name: 'SOCKETS_PER_TEAM',
    type: '1 到 200000 的整数',
    default: '10000',
    description: '同一团队登录后的 WebSocket 连接数上限（每个进程）',
    schema: wholeNumber(1, 200_000),
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]['name'];

/** What `npm start -- --help` prints. */
export function helpText(): string {
  const rows = settings.map(
    ({ name, type, default: fallback, description }) =>
      `  ${name}\n      ${description}\n      类型：${type}；默认：${fallback || '不设'}`,
  );
  return ['招商云网', '', '用法：npm start，设置取自环境变量：', '', ...rows, ''].join('\n');
}
