import type { FastifyInstance } from 'fastify';
import { isOriginAllowed } from './socket-origin.ts';

const FOR_SO_LONG_S = 600;

/**
 * Pages that may open a socket may also ask over HTTP, or they could neither sign in nor renew a token. Tokens are sent
 * by the page, never by the browser by itself, so credentials of the browser are not allowed.
 */
export function registerCrossOrigin(app: FastifyInstance, path: string, allowed: readonly string[]): void {
  app.addHook('onRequest', ({ headers: { origin }, raw, routeOptions }, reply, done) => {
    if (origin !== undefined && routeOptions.url === path) {
      reply.header('vary', 'origin');
      if (isOriginAllowed(raw, allowed))
        reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'x-request-id, retry-after' });
    }
    done();
  });
  app.options(path, async (_request, reply) => {
    reply.headers({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': FOR_SO_LONG_S,
    });
    return reply.code(204).send();
  });
}
