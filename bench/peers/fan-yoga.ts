// graphql-yoga over graphql-ws, as its documentation has it.
import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createSchema, createYoga, type YogaServerInstance } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { createBroadcast, event, fanOutSchema } from './fan-out-event.ts';

const broadcast = createBroadcast<unknown>();
const yoga = createYoga({
  schema: createSchema({
    typeDefs: fanOutSchema,
    resolvers: { Subscription: { caseEvents: { subscribe: () => broadcast.listen(), resolve: (message: unknown) => message } } },
  }),
  logging: false,
});
let version = 0;
const server = createServer((request, response) => {
  if (request.url?.startsWith('/graphql')) return void yoga(request, response);
  broadcast.publish(event(++version));
  response.end('ok');
});
type Envelop = ReturnType<YogaServerInstance<object, object>['getEnveloped']>;
useServer(
  {
    execute: (args) => (args.rootValue as Envelop).execute(args),
    subscribe: (args) => (args.rootValue as Envelop).subscribe(args),
    onSubscribe: async (ctx, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...ctx,
        req: ctx.extra.request,
        socket: ctx.extra.socket,
        params,
      });
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      };
      const errors = validate(args.schema, args.document) as never[];
      return errors.length > 0 ? errors : (args as never);
    },
  },
  new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }),
);
server.listen(0, '127.0.0.1', () => console.log(`listening ${(server.address() as { port: number }).port}`));
process.on('SIGTERM', () => process.exit(0));
