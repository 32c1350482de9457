import type { IncomingMessage } from 'node:http';

/** Whom a WebSocket comes from, judged as Fastify judges requests: the peer, or what a trusted balancer saw. */
export function callerOf({ socket, headers }: IncomingMessage, trustProxy: boolean): string {
  const peer = socket.remoteAddress ?? '';
  if (!trustProxy) return peer;
  // Node joins repeated headers; what stands before the last comma is the caller's own claim.
  const seen = String(headers['x-forwarded-for'] ?? '');
  return seen.slice(seen.lastIndexOf(',') + 1).trim() || peer;
}
