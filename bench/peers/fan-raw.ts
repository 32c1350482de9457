// The fan-out limit: one prepared string, `ws.send` to every socket. The string is what it is told to send.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

let message = '';
const server = createServer(async (request, response) => {
  const told = await text(request);
  if (request.url === '/message') message = told;
  else for (const socket of sockets.clients) socket.send(message);
  response.end('ok');
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(0, '127.0.0.1', () => console.log(`listening ${(server.address() as { port: number }).port}`));
process.on('SIGTERM', () => process.exit(0));
