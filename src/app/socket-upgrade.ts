import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { callerOf } from './caller.ts';
import type { createSocketAdmission, RefusalReason, UpgradeRefusal } from './socket-admission.ts';
import { isOriginAllowed } from './socket-origin.ts';

const ELSEWHERE: UpgradeRefusal = { status: '404 Not Found', code: 'NOT_FOUND', message: 'WebSocket 的路径有误' };
const FOREIGN: UpgradeRefusal = { status: '403 Forbidden', code: 'FORBIDDEN', message: '此网页来源不在 ALLOWED_ORIGINS 之中' };
const STOPPING: UpgradeRefusal = {
  status: '503 Service Unavailable',
  code: 'OVERLOADED',
  message: '此节点正在停止，请重试',
  retryAfter: 1,
};

export interface UpgradeDeps {
  path: string;
  allowedOrigins: readonly string[];
  trustProxy?: boolean;
  admission: Pick<ReturnType<typeof createSocketAdmission>, 'enter'>;
  refused: (reason: RefusalReason) => void;
  isClosing: () => boolean;
}
type Upgrade = [request: IncomingMessage, connection: Duplex, head: Buffer];

/** Hands on the connections that are let in, and tells all others why not. Returns what ends it. */
export function takeUpgrades(server: Server, deps: UpgradeDeps, letIn: (...upgrade: Upgrade) => void): () => void {
  const take = async (...[request, connection, head]: Upgrade): Promise<void> => {
    const heedless = () => {};
    connection.on('error', heedless);
    const refusal = await refusalOf(request, connection, deps);
    if (refusal) return refuseUpgrade(connection, refusal);
    connection.off('error', heedless);
    letIn(request, connection, head);
  };
  const onUpgrade = (...upgrade: Upgrade): void => void take(...upgrade);
  server.on('upgrade', onUpgrade);
  return () => void server.off('upgrade', onUpgrade);
}

async function refusalOf(request: IncomingMessage, connection: Duplex, deps: UpgradeDeps): Promise<UpgradeRefusal | null> {
  if (request.url?.split('?')[0] !== deps.path) return ELSEWHERE;
  if (!isOriginAllowed(request, deps.allowedOrigins)) {
    deps.refused('origin');
    return FOREIGN;
  }
  if (deps.isClosing()) return STOPPING;
  const refusal = await deps.admission.enter(connection, callerOf(request, deps.trustProxy ?? false));
  return refusal ?? (deps.isClosing() ? STOPPING : null);
}

/** The body is what HTTP answers with, so that programs read one kind of refusal. */
function refuseUpgrade(connection: Duplex, { status, code, message, retryAfter }: UpgradeRefusal): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code, ...(retryAfter && { retryAfter }) } }] });
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfter ? [`Retry-After: ${retryAfter}`] : []),
  ];
  connection.on('error', () => {});
  // A caller that never closes its half would hold up the stop of the server.
  connection.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => connection.destroy());
}
