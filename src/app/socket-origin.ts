import type { IncomingMessage } from 'node:http';

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Browsers name the page that opens a socket, other programs do not. Pages of this server, of this machine and of the list may. */
export function isOriginAllowed({ headers }: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  const url = URL.parse(origin);
  return url !== null && (url.host === host || LOCAL.has(url.hostname));
}
