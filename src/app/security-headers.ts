import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';

const OF_THE_PROBE = new Set(['content-type', 'content-length', 'date', 'connection']);

/** Helmet's headers on every answer. They never differ, so helmet is asked once and not for each request. */
export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
  const probe = Fastify();
  await probe.register(helmet, { crossOriginResourcePolicy: { policy: 'same-origin' } });
  probe.get('/', async () => '');
  const { headers } = await probe.inject('/');
  await probe.close();
  const fixed = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_PROBE.has(name)));
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(fixed);
    done();
  });
}
