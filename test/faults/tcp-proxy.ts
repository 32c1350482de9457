import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * `pass`: as it comes. `delay`: each way this much later. `slice`: one byte a packet. `silent`: connections stand and
 * carry nothing, new ones too. `refuse`: new ones are reset.
 */
export type Weather =
  | { kind: 'pass' }
  | { kind: 'delay'; ms: number; jitterMs?: number }
  | { kind: 'slice'; bytes: number }
  | { kind: 'silent' }
  | { kind: 'refuse' };

export interface TcpProxy {
  readonly port: number;
  weather(now: Weather): void;
  /** Both ends of every connection get an RST. */
  cut(): number;
  /** What stands now never carries a byte again, in no direction, and nobody is told; new connections are as `weather` says. */
  forget(): number;
  connections(): number;
  close(): Promise<void>;
}

interface Pair {
  near: Socket;
  far: Socket;
  isForgotten: boolean;
  /** Bytes that wait for the silence to end. */
  held: (() => void)[];
}

/** After so long the far end's own probes tell it. */
const KEEPALIVE_MS = 30_000;

const PASS: Weather = { kind: 'pass' };

/** A handle that is shutting down refuses a reset, and would then never close: the process could not end. */
function reset(socket: Socket): void {
  if (socket.writableEnded || socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}

/** Runs each task after its delay, and never before an earlier one. */
function queueOf(delay: () => number) {
  const waiting: { due: number; task: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    timer = undefined;
    while (waiting[0] && waiting[0].due <= performance.now()) waiting.shift()!.task();
    if (waiting[0]) timer = setTimeout(run, Math.max(0, waiting[0].due - performance.now()));
  };
  return (task: () => void): void => {
    waiting.push({ due: performance.now() + delay(), task });
    if (timer === undefined) run();
  };
}

/** A wire between a client and `127.0.0.1:target`, and the weather on it. */
export async function openProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let now = PASS;

  const forward = (pair: Pair, to: Socket, chunk: Buffer): void => {
    if (pair.isForgotten || to.destroyed) return;
    if (now.kind === 'silent') return void pair.held.push(() => forward(pair, to, chunk));
    if (now.kind === 'slice') {
      to.setNoDelay(true);
      for (let i = 0; i < chunk.length; i += now.bytes) to.write(chunk.subarray(i, i + now.bytes));
    } else to.write(chunk);
  };
  /** In order whatever the delay is: a byte never overtakes another of its direction. */
  const pipe = (pair: Pair, from: Socket, to: Socket): void => {
    const inOrder = queueOf(() => (now.kind === 'delay' ? now.ms + Math.random() * (now.jitterMs ?? 0) : 0));
    from.on('data', (chunk: Buffer) => {
      inOrder(() => forward(pair, to, chunk));
      if (to.writableNeedDrain) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('error', () => {});
    from.once('close', (hadError) => {
      if (pair.isForgotten) return;
      if (hadError) reset(to);
      else inOrder(() => (now.kind === 'silent' ? pair.held.push(() => to.end()) : to.end()));
    });
  };

  const server = createServer((near) => {
    near.on('error', () => {});
    if (now.kind === 'refuse') return void reset(near);
    const far = connect(target, '127.0.0.1');
    const pair: Pair = { near, far, isForgotten: false, held: [] };
    pairs.add(pair);
    pipe(pair, near, far);
    pipe(pair, far, near);
    for (const each of [near, far])
      each.once('close', () => {
        if (near.destroyed && far.destroyed) pairs.delete(pair);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const destroyAll = (): number => {
    const count = pairs.size;
    for (const { near, far } of pairs) for (const each of [near, far]) reset(each);
    pairs.clear();
    return count;
  };
  return {
    port: (server.address() as AddressInfo).port,
    weather: (next) => {
      now = next;
      if (now.kind === 'silent') return;
      for (const { held } of pairs) for (const deliver of held.splice(0)) deliver();
    },
    cut: destroyAll,
    forget: () => {
      const forgotten = [...pairs];
      for (const pair of forgotten) pair.isForgotten = true;
      setTimeout(() => forgotten.forEach(({ far }) => reset(far)), KEEPALIVE_MS).unref();
      return forgotten.length;
    },
    connections: () => pairs.size,
    close: async () => {
      destroyAll();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}
