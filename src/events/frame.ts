import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/**
 * One WebSocket as the hub sees it. Frames of a group share their body: per socket only the operation's id differs, so
 * the body is serialised and encoded once, and sockets whose clients chose the same id are given the very same bytes.
 */
export interface Wire {
  /** False when the socket is no longer open. */
  write(prefix: Buffer, body: Buffer): boolean;
  /** Bytes that the client has not taken yet. */
  buffered(): number;
  isOpen(): boolean;
  close(code: number, reason: string): void;
  /** Since when (ms) too much has been waiting; null when the client keeps up. */
  laggingSinceMs: number | null;
}

/** What we need of `ws` beyond its public face; guarded wherever it is used. */
interface Internals {
  _socket?: Socket | null;
  _sender?: { _state?: number; _bufferedBytes: number };
}
const OPEN = 1;
/** After a close frame that a stalled client never answers. */
const TERMINATE_AFTER_MS = 5_000;
/** Bodies up to here are copied behind each new prefix: one buffer costs the connection less than two. */
const COPIED_BYTES = 16 * 1024;
/** Ids as our client numbers its operations; their prefixes are kept for all sockets. */
const SHORT_ID = /^\d{1,3}$/;
const shortPrefixes = new Map<string, Buffer>();

export function framePrefix(id: string): Buffer {
  const known = shortPrefixes.get(id);
  if (known) return known;
  const prefix = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  if (SHORT_ID.test(id)) shortPrefixes.set(id, prefix);
  return prefix;
}

/** The end of the message, shared by all sockets of a group and level. */
export const frameBody = (payload: object): Buffer => Buffer.from(`${JSON.stringify(payload)}}`);

const headerBytes = (size: number): number => (size < 126 ? 2 : size < 65_536 ? 4 : 10);

/** Header of an unmasked text frame. */
function writeHeader(head: Buffer, size: number): void {
  head[0] = 0x81;
  if (size < 126) head[1] = size;
  else if (size < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 127;
    head.writeUInt32BE(0, 2);
    head.writeUInt32BE(size, 6);
  }
}

/** Header and the socket's own part of the payload. */
function headed(prefix: Buffer, body: Buffer): Buffer {
  const size = prefix.length + body.length;
  const at = headerBytes(size);
  const head = Buffer.allocUnsafe(at + prefix.length);
  writeHeader(head, size);
  prefix.copy(head, at);
  return head;
}

/** A frame whose prefix can be exchanged for another of the same length, as long as no connection holds on to it. */
interface Frame {
  readonly body: Buffer;
  readonly bytes: Buffer;
  prefix: Buffer;
  isHeld: boolean;
}

/** The last frame that was written: whoever hears an event next most likely gets the same, but for the id. */
let last: Frame | null = null;

function frameOf(prefix: Buffer, body: Buffer): Frame {
  if (last?.body === body) {
    if (last.prefix === prefix) return last;
    if (!last.isHeld && last.prefix.length === prefix.length) {
      prefix.copy(last.bytes, last.bytes.length - body.length - prefix.length);
      last.prefix = prefix;
      return last;
    }
  }
  const size = prefix.length + body.length;
  const at = headerBytes(size);
  const bytes = Buffer.allocUnsafeSlow(at + size);
  writeHeader(bytes, size);
  prefix.copy(bytes, at);
  body.copy(bytes, at + prefix.length);
  return (last = { body, bytes, prefix, isHeld: false });
}

/** Straight to the connection. What it has not passed on when `write` returns, it still holds and nobody may change. */
function writeTo(socket: Socket, prefix: Buffer, body: Buffer): void {
  if (body.length <= COPIED_BYTES && socket.writableLength === 0) {
    const frame = frameOf(prefix, body);
    socket.write(frame.bytes);
    if (socket.writableLength > 0) frame.isHeld = true;
    return;
  }
  // A connection that is behind holds on to the shared body, not to a copy for each message.
  socket.cork();
  socket.write(headed(prefix, body));
  socket.write(body);
  socket.uncork();
}

class SocketWire implements Wire {
  laggingSinceMs: number | null = null;
  private readonly ws: WebSocket;
  private readonly isPlain: boolean;

  constructor(ws: WebSocket) {
    this.ws = ws;
    this.isPlain = ws.extensions === '';
  }

  write(prefix: Buffer, body: Buffer): boolean {
    const { ws } = this;
    if (ws.readyState !== OPEN) return false;
    const { _socket: socket, _sender: sender } = ws as unknown as Internals;
    if (this.isPlain && socket && !socket.destroyed && sender?._state === 0) writeTo(socket, prefix, body);
    else ws.send(Buffer.concat([prefix, body]), { binary: false });
    return true;
  }

  buffered(): number {
    return this.ws.bufferedAmount;
  }

  isOpen(): boolean {
    return this.ws.readyState === OPEN;
  }

  close(code: number, reason: string): void {
    const { ws } = this;
    ws.close(code, reason);
    setTimeout(() => ws.terminate(), TERMINATE_AFTER_MS).unref();
  }
}

export const createWire = (ws: WebSocket): Wire => new SocketWire(ws);
