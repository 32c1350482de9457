import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { createWire } from '../events/frame.ts';
import type { Hub } from '../events/hub.ts';
import type { SignedIn } from '../teams/tokens.ts';
import { isOriginAllowed } from './socket-origin.ts';
import { createProtocol, SIGN_IN_AGAIN, type ProtocolDeps, type Session } from './socket-protocol.ts';

export interface SocketDeps extends Omit<ProtocolDeps, 'hub' | 'signedIn'> {
  hub: Hub;
  allowedOrigins: readonly string[];
  metrics?: {
    sockets?: { set(value: number): void };
    socketsClosed?: { inc(labels: { code: string }): void };
    slowClosed?: { inc(): void };
    revoked?: { inc(value: number): void };
  };
  now?: () => Date;
  path?: string;
}
export interface Sockets {
  /** Graceful stop: 1012 in waves, so that clients come back to other nodes one after another. */
  closeAll(): Promise<void>;
  counts(): { sockets: number; groups: number; subscribers: number };
}

const MESSAGE_BYTES = 64 * 1024;
const INIT_BYTES = 4 * 1024;
const FRAGMENTS = 16;
const PING_MS = 12_000;
/** Answers of the protocol itself (pongs, errors) that a client does not take. */
const UNREAD_BYTES = 1024 * 1024;
const CLOSE = { badRequest: 4400, tooLarge: 1009, restart: 1012, tryAgainLater: 1013 } as const;
const WAVES = { size: 100, withinMs: 4_000, lingerMs: 500 } as const;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const ENDED_KEPT = 10_000;

interface Open extends Session {
  readonly ws: WebSocket;
  isAlive: boolean;
  expiry: NodeJS.Timeout | undefined;
}

/** `graphql-transport-ws` on the path of the API, over the server's own upgrade event. */
export function registerSockets(app: FastifyInstance, deps: SocketDeps): Sockets {
  const { path = '/graphql', hub, log } = deps;
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    maxFragments: FRAGMENTS,
    perMessageDeflate: false,
    handleProtocols,
  });
  const sockets = new Set<Open>();
  const endedSessions = new Set<string>();
  let isClosing = false;
  const tally = () => deps.metrics?.sockets?.set(sockets.size);

  const protocol = createProtocol({
    ...deps,
    signedIn: (session, who) => watchToken(session as Open, who, endedSessions, deps.now),
  });
  const unwatch = hub.onSessionsEnded((ids) => {
    deps.metrics?.revoked?.inc(ids.length);
    for (const id of ids) endedSessions.add(id);
    for (const id of endedSessions) if (endedSessions.size > ENDED_KEPT) endedSessions.delete(id);
    closeEnded(sockets, ids);
  });

  wss.on('connection', (ws: WebSocket) => {
    const open: Open = { ws, wire: createWire(ws), signedIn: null, isAlive: true, expiry: undefined };
    sockets.add(open);
    tally();
    ws.on('pong', () => (open.isAlive = true));
    ws.on('error', (error) => log.debug?.({ err: error }, 'socket error'));
    const closed = speak(open, protocol, log);
    ws.once('close', (code, reason) => {
      clearTimeout(open.expiry);
      sockets.delete(open);
      measureEnd(open, code, deps.metrics);
      tally();
      void closed(code, String(reason));
    });
  });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== path) return refuse(socket, '404 Not Found');
    if (!isOriginAllowed(request, deps.allowedOrigins)) return refuse(socket, '403 Forbidden');
    if (isClosing) return refuse(socket, '503 Service Unavailable');
    wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request));
  };
  app.server.on('upgrade', upgrade);
  const pings = setInterval(() => sockets.forEach(ping), PING_MS).unref();

  return {
    counts: () => ({ sockets: sockets.size, ...hub.counts() }),
    async closeAll() {
      isClosing = true;
      unwatch();
      await closeInWaves([...sockets]);
      clearInterval(pings);
      for (const { ws } of sockets) ws.terminate();
      app.server.off('upgrade', upgrade);
      wss.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {});
  // A caller that never closes its half would hold up the stop of the server.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function closeEnded(sockets: Iterable<Open>, ids: readonly string[]): void {
  for (const { signedIn, wire } of sockets) {
    if (signedIn?.viewer.sessionId && ids.includes(signedIn.viewer.sessionId))
      wire.close(SIGN_IN_AGAIN, 'UNAUTHENTICATED: 登录已撤销');
  }
}

function measureEnd({ wire }: Open, code: number, metrics: SocketDeps['metrics']): void {
  metrics?.socketsClosed?.inc({ code: String(code) });
  if (wire.laggingSinceMs !== null) metrics?.slowClosed?.inc();
}

/** Half-open connections are found within two pings. */
function ping(open: Open): void {
  if (!open.isAlive) return open.ws.terminate();
  open.isAlive = false;
  if (open.wire.isOpen()) open.ws.ping();
}

/** Binds one socket to the protocol. Returns what to call when it has closed. */
function speak(open: Open, protocol: ReturnType<typeof createProtocol>, log: SocketDeps['log']) {
  const { ws, wire } = open;
  return protocol.opened(
    {
      protocol: ws.protocol,
      send: (data) => {
        if (!wire.isOpen()) return;
        ws.send(data);
        if (wire.buffered() > UNREAD_BYTES) wire.close(CLOSE.tryAgainLater, '接收过慢，请稍后重连');
      },
      close: (code, reason) => wire.close(code ?? CLOSE.badRequest, reason ?? ''),
      onMessage: (onMessage) =>
        ws.on('message', (data, isBinary) => {
          if (isBinary) return wire.close(CLOSE.badRequest, 'BAD_REQUEST: 只接受文本消息');
          if (!open.signedIn && (data as Buffer).length > INIT_BYTES)
            return wire.close(CLOSE.tooLarge, 'TOO_LARGE: 登录前的消息不得超过 4 KiB');
          onMessage(String(data)).catch((error: unknown) => {
            log.error({ err: error }, 'socket message failed');
            // 1011 and 4500 would make clients give up for ever.
            wire.close(CLOSE.tryAgainLater, 'INTERNAL: 请稍后重连');
          });
        }),
    },
    open,
  );
}

/** Closes the socket when its token ends, by time or by withdrawal. False when that has happened already. */
function watchToken(
  open: Open,
  { viewer, expiresAt }: SignedIn,
  endedSessions: ReadonlySet<string>,
  now = () => new Date(),
): boolean {
  const leftMs = expiresAt - now().getTime();
  if (leftMs <= 0 || (viewer.sessionId !== null && endedSessions.has(viewer.sessionId))) return false;
  const expire = () => open.wire.close(SIGN_IN_AGAIN, 'UNAUTHENTICATED: 令牌已到期，请续期后重连');
  open.expiry = setTimeout(expire, Math.min(leftMs, LONGEST_TIMER_MS)).unref();
  return true;
}

async function closeInWaves(sockets: readonly Open[]): Promise<void> {
  const waves = Math.ceil(sockets.length / WAVES.size);
  for (let i = 0; i < waves; i++) {
    for (const { wire } of sockets.slice(i * WAVES.size, (i + 1) * WAVES.size))
      wire.close(CLOSE.restart, '服务重启，请以游标重连');
    await sleep(Math.min(200, WAVES.withinMs / waves));
  }
  const until = Date.now() + WAVES.lingerMs;
  while (sockets.some(({ ws }) => ws.readyState !== ws.CLOSED) && Date.now() < until) await sleep(20);
}
