import { setTimeout as sleep } from 'node:timers/promises';
import { startNode, type ClusterNode, type NodeEnd, type NodeOptions } from './cluster-node.ts';
import { startNats } from './cluster-nats.ts';

export interface ClusterOptions {
  nodes: number;
  bus: 'pg' | 'nats';
  /** The PostgreSQL of all nodes; the embedded one of `DATA_DIR` when left out. */
  databaseUrl?: string | undefined;
  /** With `nats`: a server that runs already; one of our own when left out. */
  natsUrl?: string | undefined;
  /** Settings of every node, as for `npm start`. `PORT` is the first node's, 0 is any free port for each. */
  env?: NodeJS.ProcessEnv;
  main?: NodeOptions['main'];
  line?: (node: number, text: string) => void;
  /** A node, or the NATS of our own (0), ended without being asked to. */
  onLost?: (lost: LostProcess) => void;
  /** Calls the start off: what runs already is stopped. */
  off?: AbortSignal;
}

export interface LostProcess {
  number: number;
  pid: number;
  end: NodeEnd | null;
}

export interface Cluster {
  /** Those that run, by number. */
  readonly nodes: readonly ClusterNode[];
  /** What the first node prints for people: addresses and demo sign-ins. */
  readonly welcome: readonly string[];
  readonly natsUrl: string | undefined;
  /** Of the NATS of our own. */
  readonly natsPid: number | undefined;
  /** Resolves when no node is left. */
  readonly ended: Promise<void>;
  /** The node of that number again, after it has ended. */
  restart(number: number): Promise<ClusterNode>;
  stop(): Promise<void>;
}

/** Each node stops within its own 9 s; what is left then is killed, so that the whole ends within 10 s. */
const STOP_MS = 9_300;

function environmentOf({ env = process.env, bus, databaseUrl, natsUrl }: ClusterOptions, number: number): NodeJS.ProcessEnv {
  const first = Number(env.PORT?.trim() || 4000);
  return {
    ...env,
    BUS: bus,
    PORT: String(first === 0 ? 0 : first + number - 1),
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(natsUrl && { NATS_URL: natsUrl }),
  };
}

/**
 * Several server processes on one PostgreSQL. The first one makes the database ready, the others follow together; when
 * one does not start, those that did are stopped again. Nothing is restarted by itself.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const nats = options.bus === 'nats' && !options.natsUrl ? await startNats() : undefined;
  const natsUrl = nats?.url ?? options.natsUrl;
  const running = new Map<number, ClusterNode>();
  let isStopping = false;
  let noneLeft = () => {};
  const ended = new Promise<void>((done) => (noneLeft = done));

  const start = async (number: number, off?: AbortSignal) => {
    const line = (text: string) => options.line?.(number, text);
    const env = environmentOf({ ...options, natsUrl }, number);
    const started = await startNode({ number, env, line, ...(options.main && { main: options.main }) }, off);
    const { node } = started;
    running.set(number, node);
    void node.ended.then((end) => {
      running.delete(number);
      if (!isStopping) options.onLost?.({ number, pid: node.pid, end });
      if (running.size === 0) noneLeft();
    });
    return started;
  };
  const stop = async () => {
    isStopping = true;
    await endAll([...running.values()]);
    await nats?.stop();
  };
  void nats?.ended.then(() => isStopping || options.onLost?.({ number: 0, pid: nats.pid, end: null }));
  try {
    const { welcome } = await start(1, options.off);
    await startRest(options, start);
    return {
      get nodes() {
        return [...running.values()].sort((a, b) => a.number - b.number);
      },
      welcome,
      natsUrl,
      natsPid: nats?.pid,
      ended,
      restart: async (number) => (await start(number)).node,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** All others at once; the first that fails calls the rest off. */
async function startRest(
  { nodes, off: called }: ClusterOptions,
  start: (number: number, off: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const failed = new AbortController();
  const off = called ? AbortSignal.any([called, failed.signal]) : failed.signal;
  const numbers = Array.from({ length: nodes - 1 }, (_, index) => index + 2);
  let failure: { error: unknown } | undefined;
  await Promise.all(
    numbers.map((number) =>
      start(number, off).catch((error: unknown) => {
        failure ??= { error };
        failed.abort();
      }),
    ),
  );
  if (failure) throw failure.error;
}

async function endAll(nodes: readonly ClusterNode[]): Promise<void> {
  for (const node of nodes) node.kill('SIGTERM');
  const all = Promise.all(nodes.map((node) => node.ended));
  const late = new AbortController();
  await Promise.race([all, sleep(STOP_MS, undefined, { signal: late.signal }).catch(() => {})]);
  late.abort();
  for (const node of nodes) node.kill('SIGKILL'); // those that have ended take no notice
  await all;
}
