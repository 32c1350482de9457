import type { FastifyInstance } from 'fastify';
import type { Tail } from '../events/logged-event.ts';
import type { Database } from './database.ts';
import { readiness } from './readiness.ts';

/** A node that has not looked at the log for this long does not deliver. */
const BEHIND_MS = 5_000;

/**
 * `/livez`: the process answers. `/readyz`: requests can be served: database, log and tail; and what is degraded while they
 * can. No detail to outsiders. Returns what to call when the node is about to stop.
 */
export function registerHealth(
  app: FastifyInstance,
  { db, tail, degraded }: { db: Database; tail: Tail; degraded: () => string[] },
): () => void {
  let isStopping = false;
  let behindSince: number | null = null;
  const ready = readiness({
    database: async () => (await db.readSystem('select 1')).length === 1,
    tail: async () => {
      const [row] = await db.readSystem<{ pos: string }>('select coalesce(max(pos), 0) as pos from event_pos');
      if (Number(row!.pos) <= tail.position()) behindSince = null;
      else behindSince ??= Date.now();
      return behindSince === null || Date.now() - behindSince < BEHIND_MS;
    },
  });
  app.get('/livez', { logLevel: 'warn' }, async () => ({ status: 'ok' }));
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    if (isStopping) return reply.code(503).send({ status: 'unavailable', failed: ['stopping'] });
    const { ready: isReady, failed } = await ready();
    if (!isReady) return reply.code(503).send({ status: 'unavailable', failed });
    const less = degraded();
    return reply.send(less.length > 0 ? { status: 'ok', degraded: less } : { status: 'ok' });
  });
  // Callers that keep a connection open find another node with their next request.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) reply.header('connection', 'close');
    done(null, payload);
  });
  return () => void (isStopping = true);
}
