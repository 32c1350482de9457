import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/app/postgres-cluster.ts';
import { startProgram, type Program } from '../server/program.ts';
import { openProxy, type TcpProxy } from './tcp-proxy.ts';

const START_TRIES = 20;
const GRACE_MS = 12_000;
const LAST_WORDS = 2_000;

export interface FaultyNode {
  name: string;
  /** Where clients reach it, through `front`. */
  url: string;
  front: TcpProxy;
  /** The wire to PostgreSQL. */
  back: TcpProxy;
  pid(): number | undefined;
  /** Starts it, again and again while the database is away. Variables are for this life alone. */
  start(env?: NodeJS.ProcessEnv): Promise<void>;
  kill(): Promise<void>;
  /** As a deploy does it. */
  stop(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Last words of every life that ended without being killed or stopped. */
  deaths: readonly string[];
  close(): Promise<void>;
}

/** A server process with weather on both of its wires, that can be killed and started again on the same port. */
export async function createFaultyNode(name: string, databaseUrl: string, env: NodeJS.ProcessEnv): Promise<FaultyNode> {
  const port = await freePort();
  const front = await openProxy(port);
  const back = await openProxy(Number(new URL(databaseUrl).port));
  const through = new URL(databaseUrl);
  through.port = String(back.port);
  const deaths: string[] = [];
  let running: Program | undefined;
  let isClosed = false;

  /** It was ready, and nobody asked it to end. */
  const watchOver = async (program: Program): Promise<void> => {
    const code = await program.ended;
    if (running !== program) return;
    running = undefined;
    deaths.push(
      `${name} ended with ${code}: ${program.printed.error.slice(-LAST_WORDS)}${program.printed.out.slice(-LAST_WORDS)}`,
    );
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const program = running;
    running = undefined;
    program?.kill(signal);
    const late = new AbortController();
    await Promise.race([program?.ended, sleep(GRACE_MS, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    program?.kill('SIGKILL');
    await program?.ended;
  };
  const node: FaultyNode = {
    name,
    url: `http://127.0.0.1:${front.port}`,
    front,
    back,
    pid: () => running?.pid,
    start: async (more = {}) => {
      for (let tries = 1; ; tries++) {
        if (isClosed) throw new Error(`${name} was closed`);
        running = startProgram({ DATABASE_URL: through.href, DEMO: '0', PORT: String(port), POOL_SIZE: '6', ...env, ...more });
        try {
          await running.ready;
          return void watchOver(running);
        } catch (error) {
          if (tries === START_TRIES) throw error;
          await sleep(500);
        }
      }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    signal: (signal) => void running?.kill(signal),
    deaths,
    close: async () => {
      isClosed = true;
      running?.kill('SIGCONT');
      await end('SIGTERM');
      await Promise.all([front.close(), back.close()]);
    },
  };
  return node;
}
