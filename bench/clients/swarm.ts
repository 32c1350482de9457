// Many sockets in one process, over raw TCP: a client library would take the cores that the server is measured on.
// Told what to open by its parent over IPC; tells when all are listening and, per message, when the last socket had it.
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Subscription {
  token: string | null;
  query: string;
  variables: Record<string, unknown>;
}
export type Order =
  { open: { port: number; path: string; raw: boolean; count: number; subscriptions: Subscription[] } } | { close: true };
export type Report = { listening: number } | { round: number; atNs: string; bytes: number } | { failed: string };

const report = (message: Report): void => void process.send!(message);
const MASK = randomBytes(4);

function frame(opcode: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | payload.length])
      : Buffer.from([0x80 | opcode, 0xfe, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, MASK, payload.map((byte, i) => byte ^ MASK[i & 3]!)]);
}
const text = (message: object): Buffer => frame(1, Buffer.from(JSON.stringify(message)));

/** Counts `next` messages that carry an event, answers pings, and knows nothing else of the protocol. */
class Client {
  private pending = Buffer.alloc(0);
  private upgraded = false;
  private socket: Socket;

  constructor(order: { port: number; path: string; raw: boolean }, subscription: Subscription, heard: Heard) {
    this.socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
    const key = randomBytes(16).toString('base64');
    this.socket.write(
      `GET ${order.path} HTTP/1.1\r\nHost: 127.0.0.1:${order.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${order.raw ? '' : 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n'}\r\n`,
    );
    this.socket.on('error', (error) => report({ failed: error.message }));
    this.socket.on('data', (chunk) => {
      this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
      if (!this.upgraded) this.upgrade(key, order.raw, subscription, heard);
      if (this.upgraded) this.read(subscription, heard);
    });
  }

  private upgrade(key: string, raw: boolean, subscription: Subscription, heard: Heard): void {
    const end = this.pending.indexOf('\r\n\r\n');
    if (end < 0) return;
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    if (!this.pending.toString('latin1', 0, end).includes(accept)) report({ failed: this.pending.toString('latin1', 0, end) });
    this.pending = this.pending.subarray(end + 4);
    this.upgraded = true;
    if (raw) heard.listening();
    else
      this.socket.write(
        text({ type: 'connection_init', payload: subscription.token ? { authorization: `Bearer ${subscription.token}` } : {} }),
      );
  }

  private read(subscription: Subscription, heard: Heard): void {
    for (;;) {
      const { pending } = this;
      if (pending.length < 2) return;
      const short = pending[1]! & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (pending.length < head) return;
      const size = short < 126 ? short : short === 126 ? pending.readUInt16BE(2) : Number(pending.readBigUInt64BE(2));
      if (pending.length < head + size) return;
      this.take(pending[0]! & 15, pending.subarray(head, head + size), subscription, heard);
      this.pending = pending.subarray(head + size);
    }
  }

  private take(opcode: number, payload: Buffer, subscription: Subscription, heard: Heard): void {
    if (opcode === 9) return void this.socket.write(frame(10, payload));
    if (opcode === 8) return report({ failed: `closed: ${payload.toString('utf8', 2)}` });
    if (payload.includes('"connection_ack"')) {
      const { query, variables } = subscription;
      this.socket.write(text({ id: '1', type: 'subscribe', payload: { query, variables } }));
      heard.listening();
    } else if (payload.includes('"errors"') || payload.includes('"type":"error"'))
      report({ failed: payload.toString('utf8', 0, 500) });
    else if (payload.includes('"event":{')) heard.event(payload.length);
  }

  close(): void {
    this.socket.removeAllListeners('data');
    this.socket.destroy();
  }
}

interface Heard {
  listening(): void;
  event(bytes: number): void;
}
let clients: Client[] = [];

function open({ open: order }: Extract<Order, { open: unknown }>): void {
  const counts = { listening: 0, events: 0, round: 0, started: 0 };
  const heard: Heard = {
    listening() {
      counts.listening += 1;
      if (counts.started < order.count) start();
      if (counts.listening === order.count) report({ listening: order.count });
    },
    event(bytes) {
      counts.events += 1;
      if (counts.events % order.count === 0) report({ round: ++counts.round, atNs: String(process.hrtime.bigint()), bytes });
    },
  };
  const start = (): void => {
    clients.push(new Client(order, order.subscriptions[counts.started++ % order.subscriptions.length]!, heard));
  };
  for (let i = 0; i < Math.min(64, order.count); i++) start();
}

process.on('message', (order: Order) => {
  if ('open' in order) return open(order);
  for (const client of clients) client.close();
  clients = [];
  report({ listening: 0 });
});
