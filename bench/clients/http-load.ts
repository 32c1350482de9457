import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  body: string;
}
export interface LoadResult {
  requests: number;
  perSecond: number;
  latenciesMs: number[];
}

/** One keep-alive connection, one request at a time, over a raw socket: the client is to cost as little as can be. */
export class Connection {
  private socket: Socket;
  private chunks: Buffer[] = [];
  private size = 0;
  private expected = -1;
  private settle: { done: (raw: Buffer) => void; failed: (error: Error) => void } | null = null;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => this.take(chunk));
    this.socket.on('error', (error) => this.settle?.failed(error));
    this.socket.on('close', () => this.settle?.failed(new Error('connection closed')));
  }

  send(request: Buffer): Promise<Buffer> {
    return new Promise((done, failed) => {
      this.settle = { done, failed };
      this.socket.write(request);
    });
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.expected < 0) this.expected = expectedBytes(this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks));
    const whole =
      this.expected > 0 ? this.size >= this.expected : chunk.subarray(-7).toString('latin1').endsWith('\r\n0\r\n\r\n');
    if (this.expected < 0 || !whole) return;
    const raw = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    const settle = this.settle;
    this.settle = null;
    this.chunks = [];
    this.size = 0;
    this.expected = -1;
    settle?.done(raw);
  }

  close(): void {
    this.settle = null;
    this.socket.destroy();
  }
}

/** Bytes of the whole answer; 0 for a chunked one; -1 while the head is incomplete. */
function expectedBytes(raw: Buffer): number {
  const end = raw.indexOf('\r\n\r\n');
  if (end < 0) return -1;
  const length = /\r\ncontent-length: (\d+)/i.exec(raw.toString('latin1', 0, end));
  return length ? end + 4 + Number(length[1]) : 0;
}

export function answerOf(raw: Buffer): Answer {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.toString('latin1', 0, end);
  const body = raw.subarray(end + 4);
  return {
    status: Number(head.slice(9, 12)),
    body: /transfer-encoding: chunked/i.test(head) ? unchunked(body) : body.toString('utf8'),
  };
}

function unchunked(body: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const line = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, line), 16);
    if (size === 0) break;
    parts.push(body.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  return Buffer.concat(parts).toString('utf8');
}

export const post = (path: string, headers: Record<string, string>, body: string): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\n${Object.entries(
      headers,
    )
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

export async function ask(port: number, request: Buffer): Promise<Answer> {
  const connection = new Connection(port);
  try {
    return answerOf(await connection.send(request));
  } finally {
    connection.close();
  }
}

/** Asks the requests in turn over `connections` for a while; a status other than 200 or an answer with errors ends the bench. */
export async function load(
  port: number,
  requests: readonly Buffer[],
  connections: number,
  durationMs: number,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const from = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    const connection = new Connection(port);
    try {
      while (performance.now() - from < durationMs) {
        const sent = performance.now();
        const raw = await connection.send(requests[next++ % requests.length]!);
        latenciesMs.push(performance.now() - sent);
        if (raw.toString('latin1', 9, 12) !== '200' || raw.includes('"errors"'))
          throw new Error(`refused: ${raw.toString('utf8', 0, 2_000)}`);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - from) / 1000;
  return { requests: latenciesMs.length, perSecond: latenciesMs.length / seconds, latenciesMs };
}
