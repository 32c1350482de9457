import type { FastifyInstance } from 'fastify';
import type { Tail } from '../events/logged-event.ts';
import type { Database } from './database.ts';
import { readiness } from './readiness.ts';

/** A node that has not looked at the log for this long does not deliver. */
const BEHIND_MS = 5_000;

/** `/livez`: the process answers. `/readyz`: requests can be served: database, log and tail. No detail to outsiders. */
export function registerHealth(app: FastifyInstance, { db, tail }: { db: Database; tail: Tail }): void {
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
    const { ready: isReady, failed } = await ready();
    return reply.code(isReady ? 200 : 503).send(isReady ? { status: 'ok' } : { status: 'unavailable', failed });
  });
}
