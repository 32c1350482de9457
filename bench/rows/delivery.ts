import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startSwarms } from '../clients/swarms.ts';
import type { Effort } from '../measure/effort.ts';
import { startOurs, tokensOf } from '../measure/ours.ts';
import { row, type Row } from '../measure/row.ts';
import { FAN_OUT_DOCUMENT } from '../peers/fan-out-event.ts';
import type { World } from '../world/build-world.ts';
import { publisher, shareWithAll } from './shared-case.ts';

/** The sampling interval of the lag that the server reports. */
const SAMPLED_MS = 10;
const EVENTS = 10;

async function gauge(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
}

/** Heap after a collection, asked of the running program through its inspector. */
async function heapBytes(pid: number, inspectPort: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  let url = '';
  for (let tries = 0; url === '' && tries < 50; tries++) {
    await sleep(100);
    const targets = await fetch(`http://127.0.0.1:${inspectPort}/json`)
      .then((response) => response.json() as Promise<{ webSocketDebuggerUrl: string }[]>)
      .catch(() => []);
    url = targets[0]?.webSocketDebuggerUrl ?? '';
  }
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve) => socket.once('open', resolve));
  const call = (id: number, method: string) =>
    new Promise<{ result: { usedSize: number } }>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(String(data)) as { id: number; result: { usedSize: number } };
        if (message.id === id) resolve(message);
      });
      socket.send(JSON.stringify({ id, method }));
    });
  await call(1, 'HeapProfiler.collectGarbage');
  await call(2, 'HeapProfiler.collectGarbage');
  const { result } = await call(3, 'Runtime.getHeapUsage');
  socket.close();
  return result.usedSize;
}

const INSPECT_PORT = 9_437;

/** B4: what many listening sockets cost while nothing happens, and how long the loop is held when something does. */
export async function delivery(world: World, wanted: (id: string) => boolean, effort: Effort): Promise<Row[]> {
  if (!wanted('B4')) return [];
  const shared = await shareWithAll(world);
  const server = await startOurs(world.url, [`--inspect-port=${INSPECT_PORT}`]);
  const rows: Row[] = [];
  try {
    const token = [...(await tokensOf(server.port, [shared.lead])).values()][0]!;
    const publish = publisher(server.port, token, shared);
    const subscriptions = [{ token, query: FAN_OUT_DOCUMENT, variables: { caseId: shared.caseId } }];
    const target = { port: server.port, path: '/graphql', raw: false };
    const swarms = startSwarms();
    const before = await heapBytes(server.pid, INSPECT_PORT);
    await swarms.open(target, effort.sockets, subscriptions);
    await sleep(1_000);
    const heapKb = ((await heapBytes(server.pid, INSPECT_PORT)) - before) / effort.sockets / 1024;
    await gauge(server.port, 'nodejs_eventloop_lag_max_seconds');
    for (let n = 0; n < EVENTS; n++) await Promise.all([swarms.delivered(), publish()]);
    const lagMs = Math.max(0, (await gauge(server.port, 'nodejs_eventloop_lag_max_seconds')) * 1000 - SAMPLED_MS);
    swarms.stop();
    rows.push(
      row(
        'B4',
        `event-loop lag during fan-out to ${effort.sockets}, the longest of ${EVENTS} events`,
        '≤ 10 ms',
        { value: lagMs, unit: 'ms' },
        lagMs <= 10,
      ),
    );
    rows.push(
      row('B4', 'heap per idle subscription, its socket included', '≤ 10 KB', { value: heapKb, unit: 'KB' }, heapKb <= 10),
    );
    return rows;
  } finally {
    await server.stop();
  }
}
