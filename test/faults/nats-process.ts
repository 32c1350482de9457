import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from '@nats-io/transport-node';
import { freePort } from '../../src/app/postgres-cluster.ts';
import { until } from '../events/log-world.ts';

export interface NatsProcess {
  url: string;
  /** Nothing when it runs already. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** It does not start again. */
  close(): Promise<void>;
}

/** A real NATS on a free port of the loopback, ended by its pid. */
export async function createNatsProcess(): Promise<NatsProcess> {
  const port = await freePort();
  const binary = ['/usr/sbin/nats-server', '/usr/local/sbin/nats-server'].find((file) => existsSync(file)) ?? 'nats-server';
  const url = `nats://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let isClosed = false;
  const kill = async () => {
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    child = undefined;
  };
  return {
    url,
    kill,
    close: () => {
      isClosed = true;
      return kill();
    },
    start: async () => {
      if (child) return;
      if (isClosed) throw new Error('NATS was closed');
      child = spawn(binary, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      await once(child, 'spawn');
      await until(async () => {
        const probing = await connect({ servers: url, reconnect: false }).catch(() => undefined);
        await probing?.close();
        return probing !== undefined;
      });
    },
  };
}
