import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/**
 * One WebSocket as the hub sees it. Frames of a group share their body: per socket only the header and the operation's
 * id differ, so the body is serialised and encoded once and written straight to the connection.
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

export const framePrefix = (id: string): Buffer => Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);

/** The end of the message, shared by all sockets of a group and level. */
export const frameBody = (payload: object): Buffer => Buffer.from(`${JSON.stringify(payload)}}`);

/** Header of an unmasked text frame, followed by the socket's own part of the payload. */
function headed(prefix: Buffer, bodyBytes: number): Buffer {
  const size = prefix.length + bodyBytes;
  const at = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const head = Buffer.allocUnsafe(at + prefix.length);
  head[0] = 0x81;
  if (at === 2) head[1] = size;
  else if (at === 4) {
    head[1] = 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 127;
    head.writeUInt32BE(0, 2);
    head.writeUInt32BE(size, 6);
  }
  prefix.copy(head, at);
  return head;
}

export function createWire(ws: WebSocket): Wire {
  const inside = ws as unknown as Internals;
  const plain = ws.extensions === '';
  return {
    laggingSinceMs: null,
    write(prefix, body) {
      if (ws.readyState !== OPEN) return false;
      const socket = inside._socket;
      if (plain && socket && !socket.destroyed && inside._sender?._state === 0) {
        socket.cork();
        socket.write(headed(prefix, body.length));
        socket.write(body);
        socket.uncork();
      } else {
        ws.send(Buffer.concat([prefix, body]), { binary: false });
      }
      return true;
    },
    buffered: () => ws.bufferedAmount,
    isOpen: () => ws.readyState === OPEN,
    close(code, reason) {
      ws.close(code, reason);
      setTimeout(() => ws.terminate(), TERMINATE_AFTER_MS).unref();
    },
  };
}
