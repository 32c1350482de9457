// Many sockets in one process, over raw TCP: a client library would take the cores that the server is measured on.
// Told what to open by its parent over IPC; tells when all are listening and, per message, when the last socket had it.
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Subscription {
  token: string | null;
  query: string;
  variables: Record<string, unknown>;
}
/** Ids of operations: `same` as clients that number them, `own` as clients that draw a uuid. */
export type Ids = 'same' | 'own';
export interface Target {
  port: number;
  path: string;
  raw: boolean;
  ids?: Ids;
  /** Also keep which event came when, for the report of `close`. */
  stamps?: boolean;
}
export type Order = { open: Target & { count: number; subscriptions: Subscription[] } } | { close: true };
/** An event's id and when it arrived, in ms since 1970. */
export type Stamp = [id: string, atMs: number];
export type Report =
  | { listening: number }
  | { round: number; atNs: string; bytes: number; text: string | null }
  | { closed: true; stamps: Stamp[] }
  | { failed: string };

const report = (message: Report): void => void process.send!(message);
const MASK = randomBytes(4);
const EVENT = Buffer.from('"event":{');
const ERRORS = [Buffer.from('"errors"'), Buffer.from('"type":"error"')];
const ACK = Buffer.from('"connection_ack"');
const EVENT_ID = /"event":\{"id":"([^"]+)"/;
/** All sockets read into the same memory: what comes is looked at before the next read. */
const READ = Buffer.allocUnsafe(256 * 1024);
const NOTHING = Buffer.alloc(0);

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
  private pending = NOTHING;
  private upgraded = false;
  private readonly socket: Socket;
  private readonly target: Target;
  private readonly subscription: Subscription;
  private readonly heard: Heard;

  constructor(target: Target, subscription: Subscription, heard: Heard) {
    this.target = target;
    this.subscription = subscription;
    this.heard = heard;
    const key = randomBytes(16).toString('base64');
    const onread = {
      buffer: READ,
      callback: (bytes: number) => {
        this.take(READ.subarray(0, bytes), key);
        return true;
      },
    };
    this.socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true, onread });
    this.socket.write(
      `GET ${target.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${target.raw ? '' : 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n'}\r\n`,
    );
    this.socket.on('error', (error) => report({ failed: error.message }));
  }

  private take(chunk: Buffer, key: string): void {
    let rest = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    if (!this.upgraded) rest = this.upgrade(rest, key);
    if (this.upgraded) rest = this.read(rest);
    this.pending = rest.length === 0 ? NOTHING : Buffer.from(rest);
  }

  private upgrade(bytes: Buffer, key: string): Buffer {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return bytes;
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    if (!bytes.toString('latin1', 0, end).includes(accept)) report({ failed: bytes.toString('latin1', 0, end) });
    this.upgraded = true;
    const { token } = this.subscription;
    if (this.target.raw) this.heard.listening();
    else this.socket.write(text({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} }));
    return bytes.subarray(end + 4);
  }

  /** Takes whole frames; gives back what is left of the last. */
  private read(bytes: Buffer): Buffer {
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = bytes[at + 1]! & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - at < head) break;
      const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      if (bytes.length - at < head + size) break;
      this.message(bytes[at]! & 15, bytes.subarray(at + head, at + head + size));
      at += head + size;
    }
    return bytes.subarray(at);
  }

  private message(opcode: number, payload: Buffer): void {
    if (opcode === 9) return void this.socket.write(frame(10, payload));
    if (opcode === 8) return report({ failed: `closed: ${payload.toString('utf8', 2)}` });
    if (ERRORS.some((error) => payload.includes(error))) return report({ failed: payload.toString('utf8', 0, 500) });
    if (payload.includes(EVENT)) return this.heard.event(payload);
    if (payload.includes(ACK)) {
      const { query, variables } = this.subscription;
      const id = this.target.ids === 'own' ? crypto.randomUUID() : '1';
      this.socket.write(text({ id, type: 'subscribe', payload: { query, variables } }));
      this.heard.listening();
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

interface Heard {
  listening(): void;
  event(payload: Buffer): void;
}
let clients: Client[] = [];
let stamps: Stamp[] = [];

function open({ open: order }: Extract<Order, { open: unknown }>): void {
  const counts = { listening: 0, events: 0, round: 0, started: 0 };
  const heard: Heard = {
    listening() {
      counts.listening += 1;
      if (counts.started < order.count) start();
      if (counts.listening === order.count) report({ listening: order.count });
    },
    event(payload) {
      if (order.stamps) {
        stamps.push([EVENT_ID.exec(payload.toString())![1]!, performance.timeOrigin + performance.now()]);
        return;
      }
      counts.events += 1;
      if (counts.events % order.count !== 0) return;
      const atNs = String(process.hrtime.bigint());
      report({ round: ++counts.round, atNs, bytes: payload.length, text: counts.round === 1 ? payload.toString() : null });
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
  report({ closed: true, stamps });
  stamps = [];
});
