import { parseArgs } from 'node:util';
import pg from 'pg';
import { endText } from './cluster-node.ts';
import { startCluster, type Cluster, type LostProcess } from './cluster-nodes.ts';
import { readConfig } from './config.ts';
import { connectionsOf, poolSizeFor } from './connections.ts';
import { SETTINGS } from './postgres-cluster.ts';
import { onShutdown } from './shutdown.ts';
import { StartRefused } from './start-refused.ts';

const USAGE = `用法：npm run cluster -- [--nodes 3] [--bus pg|nats] [--database-url postgres://…]

在一个 PostgreSQL 上启动多个服务进程，逐行打印各节点的地址；Ctrl-C 或 SIGTERM 全部停止。
  --nodes N           节点数，1 到 16，默认 3
  --bus pg|nats       节点之间的事件总线，默认取 BUS，再不然 pg。nats 使用 NATS_URL；未设置时自行启动 nats-server（apt-get install nats-server）
  --database-url URL  使用这个 PostgreSQL；不给则用 DATABASE_URL，再不然用 DATA_DIR 里内置的
端口从 PORT（默认 4000）起依次分配，PORT=0 为任意空闲端口。其余设置与 npm start 相同，见 npm start -- --help
`;

interface Given {
  nodes: number;
  bus: 'pg' | 'nats';
  databaseUrl: string | undefined;
}

const MOST_NODES = 16;

function wrong(sentence: string): StartRefused {
  return new StartRefused('ARGUMENT_INVALID', `${sentence}。用法见 npm run cluster -- --help`);
}

/** Undefined where help was asked for. */
export function readArguments(args: readonly string[]): Given | undefined {
  const text = { type: 'string' } as const;
  const options = { nodes: text, bus: text, 'database-url': text, help: { type: 'boolean', short: 'h' } } as const;
  const parse = () => parseArgs({ args: [...args], options }).values;
  let values: ReturnType<typeof parse>;
  try {
    values = parse();
  } catch (error) {
    throw wrong(`参数有误：${(error as Error).message.split('\n')[0]}`);
  }
  if (values.help) return undefined;
  const { nodes = '3', bus = process.env.BUS === 'nats' ? 'nats' : 'pg', 'database-url': databaseUrl } = values;
  if (!/^\d{1,2}$/.test(nodes) || Number(nodes) < 1 || Number(nodes) > MOST_NODES)
    throw wrong(`--nodes 应为 1 到 ${MOST_NODES} 的整数，而不是“${nodes}”`);
  if (bus !== 'pg' && bus !== 'nats') throw wrong(`--bus 应为 pg 或 nats，而不是“${bus}”`);
  return { nodes: Number(nodes), bus, databaseUrl };
}

/** What every node is given: the caller's settings, checked once for all, and as many connections as there are for each. */
async function settingsFor({ nodes, bus, databaseUrl }: Given): Promise<NodeJS.ProcessEnv> {
  const given = { LOG_LEVEL: 'warn', ...process.env, ...(databaseUrl && { DATABASE_URL: databaseUrl }) };
  const config = readConfig({ ...given, BUS: bus === 'nats' && !process.env.NATS_URL?.trim() ? 'local' : bus });
  if (config.port > 0 && config.port + nodes - 1 > 65_535)
    throw wrong(`从端口 ${config.port} 起放不下 ${nodes} 个节点，请换一个较小的 PORT`);
  const most = config.databaseUrl ? await maxConnections(config.databaseUrl) : Number(SETTINGS.max_connections);
  return { ...given, POOL_SIZE: String(poolSize(nodes, most, config.poolSize)) };
}

/** The pool that was asked for must fit; the usual one is made smaller where there are many nodes. */
function poolSize(nodes: number, most: number, configured: number): number {
  const fits = poolSizeFor(nodes, most);
  const isGiven = Boolean(process.env.POOL_SIZE?.trim());
  if (fits >= 1 && !(isGiven && configured > fits)) return Math.min(configured, fits);
  const smaller = fits < 1 ? '' : `把 POOL_SIZE 改为 ${fits} 或更小、`;
  throw new StartRefused(
    'TOO_FEW_CONNECTIONS',
    `数据库最多 ${most} 个连接，不够 ${nodes} 个节点各用 ${connectionsOf(fits < 1 ? 1 : configured)} 个。请减少节点、${smaller}或提高数据库的 max_connections`,
  );
}

async function maxConnections(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ most: number }>(`select current_setting('max_connections')::int as most`);
    return rows[0]!.most;
  } catch (error) {
    throw new StartRefused(
      'DATABASE_UNREACHABLE',
      `连不上数据库：${(error as Error).message}。请检查 DATABASE_URL 与数据库是否已启动`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

const lostText = ({ number, pid, end }: LostProcess) =>
  number === 0
    ? `nats-server（pid ${pid}）意外退出，事件改由轮询送达，不会丢失`
    : `节点 ${number}（pid ${pid}）意外退出：${endText(end!)}。它不会自动重启，其余节点继续服务`;

function tellStarted({ nodes, welcome, natsUrl }: Cluster, { bus }: Given): void {
  const signIns = welcome.slice(welcome.findIndex((line) => line.startsWith('示例登录')));
  const where = bus === 'nats' ? `nats（${new URL(natsUrl!).host}）` : bus;
  console.log(
    [
      `招商云网集群已启动：${nodes.length} 个节点，事件总线 ${where}`,
      ...nodes.map(({ number, url, pid }) => `  节点 ${number}  ${url}  pid ${pid}`),
      ...(signIns.length < welcome.length ? signIns : []),
    ].join('\n'),
  );
}

const start = async (given: Given, off: AbortSignal): Promise<Cluster> => {
  const env = await settingsFor(given);
  return startCluster({
    ...given,
    natsUrl: env.NATS_URL?.trim() || undefined,
    env,
    off,
    line: (number, text) => void process.stderr.write(text.startsWith('{') ? `${text}\n` : `节点 ${number}：${text}\n`),
    onLost: (lost) => console.log(lostText(lost)),
  });
};

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  if (!given) return void process.stdout.write(USAGE);
  const off = new AbortController();
  const starting = start(given, off.signal);
  const stop = async () => {
    off.abort();
    await (await starting.catch(() => undefined))?.stop();
    console.log('集群已停止');
  };
  onShutdown({ log: (line) => console.log(line), stop, hardLimitMs: 9_800 });
  const cluster = await starting.catch((error: unknown) => {
    if (!off.signal.aborted) throw error;
  });
  if (!cluster) return;
  tellStarted(cluster, given);
  await cluster.ended;
  if (off.signal.aborted) return;
  await cluster.stop();
  throw new StartRefused('NO_NODE_LEFT', '所有节点都已退出，集群停止');
}

if (import.meta.main)
  main().catch((error: unknown) => {
    const text = error instanceof StartRefused ? error.message : `集群启动失败：${(error as Error).stack ?? String(error)}`;
    process.stderr.write(`${text}\n`);
    process.exit(error instanceof StartRefused && error.code === 'ARGUMENT_INVALID' ? 2 : 1);
  });
