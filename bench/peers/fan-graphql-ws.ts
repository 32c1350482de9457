// graphql-ws as its documentation has it: every socket executes for itself, with graphql-js.
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { createBroadcast, event, fanOutSchema } from './fan-out-event.ts';

const broadcast = createBroadcast<unknown>();
const schema = buildSchema(fanOutSchema);
const field = schema.getSubscriptionType()!.getFields().caseEvents!;
field.subscribe = () => broadcast.listen();
field.resolve = (message) => message;

let version = 0;
const server = createServer((_request, response) => {
  broadcast.publish(event(++version));
  response.end('ok');
});
useServer({ schema }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }));
server.listen(0, '127.0.0.1', () => console.log(`listening ${(server.address() as { port: number }).port}`));
process.on('SIGTERM', () => process.exit(0));
