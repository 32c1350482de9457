// The fan-out limit: one prepared string, `ws.send` to every socket.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  const size = Number(new URL(request.url!, 'http://x').searchParams.get('bytes') ?? 1_000);
  const text = `{"event":{${'x'.repeat(Math.max(0, size - 11))}}`;
  for (const socket of sockets.clients) socket.send(text);
  response.end('ok');
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(0, '127.0.0.1', () => console.log(`listening ${(server.address() as { port: number }).port}`));
process.on('SIGTERM', () => process.exit(0));
