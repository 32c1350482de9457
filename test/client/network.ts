import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const listening = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A network between a client and a server: it can be cut, or swallow everything without a word. */
export async function createNetwork(target: string) {
  const { hostname, port } = new URL(target);
  const pairs = new Set<[Socket, Socket]>();
  let isSwallowing = false;
  let dialled = 0;
  const server = createServer((near) => {
    dialled += 1;
    // What is accepted while the network swallows reaches nobody.
    if (isSwallowing) return void near.on('error', () => {}).resume();
    const far = connect(Number(port), hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near]] as const) {
      from.on('data', (chunk) => !isSwallowing && to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => {
        if (!isSwallowing) to.destroy();
        pairs.delete(pair);
      });
    }
  });
  const url = await listening(server);
  const cut = (which: () => boolean = () => true) =>
    pairs.forEach((pair) => which() && pair.forEach((socket) => socket.destroy()));
  return {
    url,
    dialled: () => dialled,
    cut,
    swallow: (on: boolean) => void (isSwallowing = on),
    close: () => {
      isSwallowing = false;
      cut();
      server.close();
    },
  };
}

/** Requests are not answered at all, or with this code. */
type Illness = 'silent' | 'UNAVAILABLE';

export interface Frame {
  id?: string;
  type: string;
  payload?: unknown;
}
/** Something between client and server that reads the frames: it may drop, double or alter them, and close with any code. */
export async function createRelay(target: string) {
  const taps: { down: (frame: Frame) => Frame[]; up: (frame: Frame) => Frame[] } = { down: (f) => [f], up: (f) => [f] };
  const clients = new Set<WebSocket>();
  let accepted = 0;
  let illness: Illness | undefined;
  let lose: ((answer: string) => void) | undefined;
  const http = createHttpServer((request, response) => {
    void forward(target, request, response, illness, lose);
    lose = undefined;
  });
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (near) => {
    accepted += 1;
    clients.add(near);
    const far = new WebSocket(`${target.replace('http', 'ws')}`, 'graphql-transport-ws');
    const opened = once(far, 'open').catch(() => near.terminate());
    near.on(
      'message',
      (data) =>
        void opened.then(() => taps.up(JSON.parse(String(data)) as Frame).forEach((frame) => far.send(JSON.stringify(frame)))),
    );
    far.on('message', (data) =>
      taps.down(JSON.parse(String(data)) as Frame).forEach((frame) => near.send(JSON.stringify(frame))),
    );
    near.on('close', () => {
      clients.delete(near);
      far.close();
    });
    far.on('close', (code) => near.close(code < 3_000 && code !== 1_012 && code !== 1_013 ? 1_012 : code));
    for (const each of [near, far]) each.on('error', () => {});
  });
  const url = `${await listening(http)}/graphql`;
  return {
    url,
    taps,
    accepted: () => accepted,
    /** How requests over HTTP fare; sockets are not concerned. */
    fallIll: (of: Illness) => void (illness = of),
    /** The next request is served, and its answer, told to the test alone, lost on the way back. */
    loseAnswer: () => new Promise<string>((told) => (lose = told)),
    /** Closes all clients with this code; 1006 breaks the connection instead. */
    drop: (code: number, reason = '') =>
      clients.forEach((client) => (code === 1_006 ? client.terminate() : client.close(code, reason))),
    close: () => {
      clients.forEach((client) => client.terminate());
      sockets.close();
      http.close();
    },
  };
}

async function forward(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  illness?: Illness,
  lose?: (answer: string) => void,
): Promise<void> {
  if (illness === 'silent') return;
  if (illness)
    return void response.writeHead(503).end(JSON.stringify({ errors: [{ message: '', extensions: { code: illness } }] }));
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { authorization } = request.headers;
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  const answer = await fetch(target.replace('ws', 'http'), { method: 'POST', headers, body: Buffer.concat(chunks) });
  if (lose) {
    lose(await answer.text());
    return void response.destroy();
  }
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
}
