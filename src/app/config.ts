import type { z } from 'zod';
import { settings, type BUSES, type LOG_LEVELS, type SettingName } from './settings.ts';
import type { SocketLimits } from './socket-admission.ts';
import { StartRefused } from './start-refused.ts';

/** Every problem of the environment at once, one line each. */
export class ConfigError extends StartRefused {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(
      'CONFIG_INVALID',
      `环境变量有 ${problems.length} 处错误：\n${problems.map((line) => `  - ${line}`).join('\n')}\n全部设置及默认值：npm start -- --help`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  databaseReplicaUrls: string[];
  natsUrl: string | undefined;
  bus: (typeof BUSES)[number];
  demo: boolean;
  demoClockDays: number;
  logLevel: (typeof LOG_LEVELS)[number];
  tokenMinutes: number;
  replayDays: number;
  allowedOrigins: string[];
  poolSize: number;
  trustProxy: boolean;
  drainSeconds: number;
  sockets: Pick<SocketLimits, 'node' | 'address' | 'team'>;
}

const SECRET = /:\/\/[^/]*@/;
/** A value for an error message: a password in an address is never repeated on a terminal or in a log. */
const shown = (value: string) => `“${value.replace(SECRET, '://***@').slice(0, 120)}”`;

type Values = { [S in (typeof settings)[number] as S['name']]?: z.output<S['schema']> };

/** An empty value counts as not set: compose files pass `${NAME:-}`. */
function parseAll(env: NodeJS.ProcessEnv): { values: Values; problems: string[] } {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const { name, type, default: fallback, schema } of settings) {
    const text = env[name]?.trim();
    const given = text !== undefined && text !== '';
    if (!given && (fallback === '' || name === 'DEMO')) continue;
    const result = schema.safeParse(given ? text : fallback);
    if (result.success) values[name] = result.data;
    else
      problems.push(
        `${name} 的值 ${shown(text ?? '')} 无效，应为：${type}。请改正，或删去它以使用默认值${fallback ? ` ${fallback}` : ''}`,
      );
  }
  return { values, problems };
}

function crossProblems(env: NodeJS.ProcessEnv): string[] {
  const given = (name: SettingName) => (env[name]?.trim() ?? '') !== '';
  const problems: string[] = [];
  if (env.BUS?.trim() === 'nats' && !given('NATS_URL'))
    problems.push('NATS_URL 未设置，而 BUS=nats 需要它。请设置 NATS_URL（如 nats://127.0.0.1:4222），或把 BUS 改为 pg');
  if (given('DATABASE_REPLICA_URLS') && !given('DATABASE_URL'))
    problems.push(
      'DATABASE_REPLICA_URLS 已设置，但缺少 DATABASE_URL。请同时设置主库地址 DATABASE_URL，或删去 DATABASE_REPLICA_URLS',
    );
  const ahead = env.DEMO_CLOCK_DAYS?.trim() || '0';
  if (ahead !== '0' && (given('DATABASE_URL') || env.DEMO?.trim() === '0'))
    problems.push('DEMO_CLOCK_DAYS 只用于内置数据库的演示环境，不能与 DATABASE_URL 或 DEMO=0 同时设置。请删去 DEMO_CLOCK_DAYS');
  return problems;
}

export function readConfig(env: NodeJS.ProcessEnv): Config {
  const { values, problems } = parseAll(env);
  problems.push(...crossProblems(env));
  if (problems.length > 0) throw new ConfigError(problems);
  const { PORT, HOST, DATA_DIR, BUS, LOG_LEVEL, TOKEN_MINUTES, REPLAY_DAYS, POOL_SIZE, TRUST_PROXY, DRAIN_SECONDS, ...optional } =
    values as Required<Values>;
  return {
    port: PORT,
    host: HOST,
    dataDir: DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    databaseReplicaUrls: values.DATABASE_REPLICA_URLS ?? [],
    natsUrl: values.NATS_URL,
    bus: BUS,
    demo: values.DEMO ?? values.DATABASE_URL === undefined,
    demoClockDays: optional.DEMO_CLOCK_DAYS,
    logLevel: LOG_LEVEL,
    tokenMinutes: TOKEN_MINUTES,
    replayDays: REPLAY_DAYS,
    allowedOrigins: optional.ALLOWED_ORIGINS ?? [],
    poolSize: POOL_SIZE,
    trustProxy: TRUST_PROXY,
    drainSeconds: DRAIN_SECONDS,
    sockets: { node: optional.SOCKETS_PER_NODE, address: optional.SOCKETS_PER_ADDRESS, team: optional.SOCKETS_PER_TEAM },
  };
}
