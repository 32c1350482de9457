import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

export interface SocketRefusal {
  status: number;
  retryAfter: number | null;
  errors: Array<{ message: string; extensions: { code: string; retryAfter?: number } }>;
}

/** The answer that a WebSocket gets instead of an upgrade; null when it is let in, and left at once. */
export async function refusalOfSocket(url: string, headers: Record<string, string> = {}): Promise<SocketRefusal | null> {
  const ws = new WebSocket(url, 'graphql-transport-ws', { headers });
  ws.on('error', () => {});
  const answer = await new Promise<IncomingMessage | null>((done) => {
    ws.once('unexpected-response', (_request, response: IncomingMessage) => done(response));
    ws.once('open', () => done(null));
  });
  if (answer === null) {
    await new Promise((done) => ws.once('close', done).close());
    return null;
  }
  const { errors } = JSON.parse(await text(answer)) as Pick<SocketRefusal, 'errors'>;
  const retryAfter = answer.headers['retry-after'];
  return { status: answer.statusCode!, retryAfter: retryAfter === undefined ? null : Number(retryAfter), errors };
}
