import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { WebSocket } from 'ws';
import type { Attack, Nemesis } from './nemesis.ts';
import type { TcpProxy } from './tcp-proxy.ts';

type Leg = 'front' | 'back';
const LEGS: Record<Leg, string> = { front: 'to clients', back: 'to PostgreSQL' };

type Brew = (wire: TcpProxy, attack: Attack) => Promise<void>;

/** Weather on one leg of one or all nodes, then fair again. */
const weather = (name: string, brew: Brew): Nemesis[] =>
  (['front', 'back'] as const).map((leg) => ({
    name: `${name} ${LEGS[leg]}`,
    grip: 'wires',
    async strike(attack) {
      const { nodes } = attack.cluster;
      const struck = attack.random.chance(0.5) ? nodes : [attack.random.pick(nodes)];
      const wires = struck.map((node) => node[leg]);
      try {
        await Promise.all(wires.map((wire) => brew(wire, attack)));
      } finally {
        for (const wire of wires) wire.weather({ kind: 'pass' });
      }
      return `of ${struck.map((node) => node.name).join(', ')}`;
    },
  }));

export const WEATHERS: readonly Nemesis[] = [
  ...weather('wire delayed', async (wire, { spanMs }) => {
    wire.weather({ kind: 'delay', ms: 200, jitterMs: 100 });
    await sleep(spanMs);
  }),
  ...weather('wire cut', async (wire, { spanMs, random }) => {
    for (const end = Date.now() + spanMs; Date.now() < end; await sleep(random.between(100, 1_000))) wire.cut();
  }),
  ...weather('wire sliced to bytes', async (wire, { spanMs }) => {
    wire.weather({ kind: 'slice', bytes: 1 });
    await sleep(spanMs);
  }),
  // Nothing gets through, and everything does when it is over.
  ...weather('wire silent', async (wire, { spanMs }) => {
    wire.weather({ kind: 'silent' });
    await sleep(spanMs);
  }),
  // A firewall forgets its connections: each end goes on believing. New ones work.
  ...weather('connections forgotten', async (wire, { spanMs }) => {
    wire.forget();
    await sleep(spanMs);
  }),
];

const GREEDY = 'subscription ($after: String) { teamFeed(after: $after) { cursor event { id kind at } signal { __typename } } }';
const STREAMS = 20;

/** Clients that ask for everything and never read a byte of it. */
export const deafClients: Nemesis = {
  name: 'clients that never read',
  grip: 'clients',
  async strike({ cluster, spanMs, deaf: { token, after } }) {
    const deaf: WebSocket[] = [];
    for (const { url } of cluster.nodes) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      socket.on('error', () => {});
      deaf.push(socket);
      socket.once('open', () =>
        socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
      );
      const variables = { after };
      socket.once('message', () => {
        socket.pause();
        for (let id = 0; id < STREAMS; id++)
          socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload: { query: GREEDY, variables } }));
      });
    }
    await sleep(spanMs);
    for (const socket of deaf) socket.terminate();
    return `${deaf.length} sockets with ${STREAMS} streams each`;
  },
};

export const natsKilled: Nemesis = {
  name: 'NATS killed',
  grip: 'bus',
  nats: true,
  async strike({ cluster: { nats }, spanMs }) {
    await nats!.kill();
    await sleep(spanMs);
    await nats!.start();
    return `for ${spanMs} ms`;
  },
};

/** Hints come twice and late. They are hints: only latency may change. */
export const hintsDoubled: Nemesis = {
  name: 'hints doubled and out of order',
  grip: 'bus',
  nats: true,
  async strike({ cluster: { nats }, random, spanMs }) {
    let own: NatsConnection | undefined;
    let again = 0;
    try {
      own = await connect({ servers: nats!.url, noEcho: true });
      const on = own;
      own.subscribe('zhaoshang.log', {
        callback: (error, { data }) => {
          if (error || !random.chance(0.3)) return;
          again++;
          setTimeout(() => !on.isClosed() && on.publish('zhaoshang.log', data), random.between(0, 500));
        },
      });
      await sleep(spanMs);
    } finally {
      await own?.close();
    }
    return `${again} hints sent again`;
  },
};
