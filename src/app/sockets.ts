import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { createWire } from '../events/frame.ts';
import type { Hub } from '../events/hub.ts';
import type { SignedIn } from '../teams/tokens.ts';
import { createSocketAdmission, type RefusalReason, type SocketLimits } from './socket-admission.ts';
import { BAD_TOKEN, createProtocol, SIGN_IN_AGAIN, type Close, type ProtocolDeps, type Session } from './socket-protocol.ts';
import { takeUpgrades } from './socket-upgrade.ts';

export interface SocketDeps extends Omit<ProtocolDeps, 'hub' | 'signedIn'> {
  hub: Hub;
  allowedOrigins: readonly string[];
  limits: SocketLimits;
  /** As for HTTP: the caller is whom the balancer saw. */
  trustProxy?: boolean;
  metrics?: {
    sockets?: { set(value: number): void };
    socketsClosed?: { inc(labels: { code: string }): void };
    socketsRefused?: { inc(labels: { reason: RefusalReason }): void };
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
const WIRE = {
  noServer: true,
  maxPayload: MESSAGE_BYTES,
  maxFragments: FRAGMENTS,
  perMessageDeflate: false,
  // One message a turn of the event loop: ten thousand that come in one piece hold up nobody else.
  allowSynchronousEvents: false,
  handleProtocols,
};
const PING_MS = 12_000;
/** Answers of the protocol itself (pongs, errors) that a client does not take. */
const UNREAD_BYTES = 1024 * 1024;
const CLOSE = { badRequest: 4400, tooLarge: 1009, restart: 1012, tryAgainLater: 1013 } as const;
const WAVES = { size: 100, withinMs: 4_000, lingerMs: 500 } as const;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const ENDED_KEPT = 10_000;
const TEAM_FULL: Close = { code: CLOSE.tryAgainLater, reason: 'RATE_LIMITED: 本团队的连接过多，请稍后重连' };

interface Open extends Session {
  readonly ws: WebSocket;
  isAlive: boolean;
  expiry: NodeJS.Timeout | undefined;
}

/** `graphql-transport-ws` on the path of the API, over the server's own upgrade event. */
export function registerSockets(app: FastifyInstance, deps: SocketDeps): Sockets {
  const { path = '/graphql', hub, log } = deps;
  const wss = new WebSocketServer(WIRE);
  const sockets = new Set<Open>();
  const endedSessions = new Set<string>();
  let isClosing = false;
  const tally = () => deps.metrics?.sockets?.set(sockets.size);

  const refused = (reason: RefusalReason) => deps.metrics?.socketsRefused?.inc({ reason });
  const admission = createSocketAdmission(deps.limits, refused);

  const protocol = createProtocol({
    ...deps,
    signedIn(session, who) {
      const open = session as Open;
      // One that has closed meanwhile would never give its place back.
      if (!open.wire.isOpen() || hasEnded(who, endedSessions, deps.now)) return BAD_TOKEN;
      if (!admission.seat(who.viewer.teamId)) return TEAM_FULL;
      open.expiry = watchExpiry(open, who, deps.now);
      return null;
    },
  });
  const unwatch = hub.onSessionsEnded((ids) => {
    deps.metrics?.revoked?.inc(ids.length);
    keepEnded(endedSessions, ids);
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
      if (open.signedIn) admission.leave(open.signedIn.viewer.teamId);
      measureEnd(open, code, deps.metrics);
      tally();
      void closed(code, String(reason));
    });
  });

  const stopUpgrades = takeUpgrades(app.server, { ...deps, path, admission, refused, isClosing: () => isClosing }, (...upgrade) =>
    wss.handleUpgrade(...upgrade, (ws) => wss.emit('connection', ws, upgrade[0])),
  );
  const pings = setInterval(() => sockets.forEach(ping), PING_MS).unref();

  return {
    counts: () => ({ sockets: sockets.size, ...hub.counts() }),
    async closeAll() {
      isClosing = true;
      unwatch();
      await closeInWaves([...sockets]);
      clearInterval(pings);
      for (const { ws } of sockets) ws.terminate();
      stopUpgrades();
      wss.close();
    },
  };
}

function keepEnded(ended: Set<string>, ids: readonly string[]): void {
  for (const id of ids) ended.add(id);
  for (const id of ended) if (ended.size > ENDED_KEPT) ended.delete(id);
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

const hasEnded = ({ viewer, expiresAt }: SignedIn, endedSessions: ReadonlySet<string>, now = () => new Date()): boolean =>
  expiresAt <= now().getTime() || (viewer.sessionId !== null && endedSessions.has(viewer.sessionId));

/** Closes the socket when its token ends by time; withdrawals come from the log. */
function watchExpiry({ wire }: Open, { expiresAt }: SignedIn, now = () => new Date()): NodeJS.Timeout {
  const expire = () => wire.close(SIGN_IN_AGAIN, 'UNAUTHENTICATED: 令牌已到期，请续期后重连');
  return setTimeout(expire, Math.min(expiresAt - now().getTime(), LONGEST_TIMER_MS)).unref();
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
