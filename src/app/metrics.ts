import { collectDefaultMetrics, Counter, Gauge, Registry } from '@prometheus-io/client';
import type { FastifyInstance } from 'fastify';

/** One registry with the names we promise to operators; the composition root hands the parts on as ports. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    sequencedPos: new Gauge({ name: 'zhaoshang_sequenced_pos', help: 'Last position given out in the event log', registers }),
    appliedPos: new Gauge({ name: 'zhaoshang_applied_pos', help: 'Last position this process has delivered', registers }),
    busConnected: new Gauge({
      name: 'zhaoshang_bus_connected',
      help: '1 while the event bus is connected; 0: events come by polling',
      registers,
    }),
    sockets: new Gauge({ name: 'zhaoshang_sockets', help: 'Open WebSocket connections', registers }),
    groups: new Gauge({ name: 'zhaoshang_subscription_groups', help: 'Subscription groups that share an execution', registers }),
    executions: new Counter({
      name: 'zhaoshang_shared_executions_total',
      help: 'Executions for groups, one per event, group and level',
      registers,
    }),
    delivered: new Counter({
      name: 'zhaoshang_pushed_messages_total',
      help: 'Events pushed to subscribers, replays not counted',
      registers,
    }),
    lagging: new Counter({
      name: 'zhaoshang_lagging_total',
      help: 'Times a subscriber was no longer pushed to and read on from the log',
      registers,
    }),
    httpRequests: new Counter({
      name: 'zhaoshang_http_requests_total',
      help: 'Answered HTTP requests',
      labelNames: ['code'] as const,
      registers,
    }),
    costRefused: new Counter({
      name: 'zhaoshang_cost_refused_total',
      help: 'Operations refused by the admission gate',
      labelNames: ['code'] as const,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Counts every answer and serves `/metrics`. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics = createMetrics()): Metrics {
  app.addHook('onResponse', async (_request, reply) => {
    metrics.httpRequests.inc({ code: String(reply.statusCode) });
  });
  app.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return metrics;
}
