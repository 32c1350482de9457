import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface SocketMessage {
  id?: string;
  type: string;
  payload?: Record<string, unknown>;
}

export type Line = Awaited<ReturnType<typeof dial>>;

/** One raw socket of the protocol, so that what no client library would send can be sent. Rejects when it is refused. */
export async function dial(url: string, token: string, options: { origin?: string; headers?: Record<string, string> } = {}) {
  const ws = new WebSocket(url, 'graphql-transport-ws', options);
  const messages: SocketMessage[] = [];
  ws.on('message', (data) => void messages.push(JSON.parse(String(data)) as SocketMessage));
  const closed = new Promise<{ code: number; reason: string }>((done) =>
    ws.once('close', (code, reason) => done({ code, reason: String(reason) })),
  );
  await new Promise((done, fail) => ws.once('open', done).once('error', fail));
  ws.on('error', () => {});
  const send = (message: object) => ws.send(JSON.stringify(message));
  const until = async (holds: () => boolean, withinMs = 20_000): Promise<boolean> => {
    const deadline = Date.now() + withinMs;
    while (!holds() && Date.now() < deadline && ws.readyState !== ws.CLOSED) await sleep(10);
    return holds();
  };
  let asked = 0;
  send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await until(() => messages.some(({ type }) => type === 'connection_ack'));
  return {
    ws,
    messages,
    closed,
    send,
    until,
    /** Subscribes and returns the first message of that id. */
    ask: async (payload: unknown): Promise<SocketMessage> => {
      const id = `ask${++asked}`;
      send({ type: 'subscribe', id, payload: payload as object });
      await until(() => messages.some((message) => message.id === id));
      return messages.find((message) => message.id === id) ?? { type: 'nothing came' };
    },
    ping: async (): Promise<boolean> => {
      const before = messages.filter(({ type }) => type === 'pong').length;
      send({ type: 'ping' });
      return until(() => messages.filter(({ type }) => type === 'pong').length > before);
    },
  };
}
