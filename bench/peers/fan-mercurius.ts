// mercurius' own subscriptions over its own pubsub.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { event, fanOutSchema } from './fan-out-event.ts';

const app = Fastify();
await app.register(mercurius, {
  schema: fanOutSchema,
  subscription: true,
  jit: 1,
  resolvers: {
    Subscription: {
      caseEvents: {
        subscribe: async (
          _root: unknown,
          _args: unknown,
          { pubsub }: { pubsub: { subscribe(topic: string): Promise<AsyncIterable<unknown>> } },
        ) => pubsub.subscribe('case'),
      },
    },
  } as never,
});
let version = 0;
app.post('/publish', async () => {
  app.graphql.pubsub.publish({ topic: 'case', payload: { caseEvents: event(++version) } });
  return 'ok';
});
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`listening ${(app.server.address() as { port: number }).port}`);
process.on('SIGTERM', () => process.exit(0));
