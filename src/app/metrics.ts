import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { FastifyInstance } from 'fastify';
import type { SequencerMetrics } from '../events/sequencer.ts';
import type { TailMetrics } from '../events/tail.ts';

/** What a registry holds, by the name that follows `zhaoshang_`. */
function makers(registry: Registry) {
  const registers = [registry];
  const name = (rest: string) => `zhaoshang_${rest}`;
  return {
    gauge: (rest: string, help: string) => new Gauge({ name: name(rest), help, registers }),
    counter: (rest: string, help: string) => new Counter({ name: name(rest), help, registers }),
    gaugeBy: <L extends string>(rest: string, help: string, ...labelNames: L[]) =>
      new Gauge({ name: name(rest), help, registers, labelNames }),
    counterBy: <L extends string>(rest: string, help: string, ...labelNames: L[]) =>
      new Counter({ name: name(rest), help, registers, labelNames }),
    histogram: (rest: string, help: string, buckets: number[]) => new Histogram({ name: name(rest), help, registers, buckets }),
    histogramBy: <L extends string>(rest: string, help: string, buckets: number[], ...labelNames: L[]) =>
      new Histogram({ name: name(rest), help, registers, buckets, labelNames }),
  };
}
type Makers = ReturnType<typeof makers>;

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const BATCH_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const BATCH_EVENTS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000];

const logMetrics = ({ gauge, counter, counterBy, histogram }: Makers) => ({
  sequencedPos: gauge('sequenced_pos', 'Last position of the event log that this node knows of'),
  appliedPos: gauge('applied_pos', 'Last position this node has applied'),
  lagEvents: gauge('log_lag_events', 'Numbered events this node has not applied yet'),
  lagSeconds: gauge('log_lag_seconds', 'How long the next event to apply has been numbered; 0 when there is none'),
  pendingEvents: gauge('pending_events', 'Committed events without a position, counted up to 10,000'),
  pendingSeconds: gauge('pending_seconds', 'How long the oldest of them has been waiting; 0 when there is none'),
  batches: counter('sequencer_batches_total', 'Batches this node has numbered'),
  batchEvents: histogram('sequencer_batch_events', 'Events in a batch', BATCH_EVENTS),
  batchSeconds: histogram('sequencer_batch_seconds', 'Duration of a batch, from taking the lock to its commit', BATCH_SECONDS),
  fenced: counter('sequencer_fenced_total', 'Times another node was numbering'),
  sequencerFailures: counter('sequencer_failures_total', 'Batches that failed; the next try makes up for them'),
  applied: counterBy('applied_events_total', 'Events applied, by where they came from: hint or log', 'source'),
  busConnected: gauge('bus_connected', 'Whether the event bus is connected; without it events come by polling'),
  hints: counterBy('bus_hints_total', 'Hints of the bus: news, stale (known already) or strange (not a hint)', 'kind'),
});

const streamMetrics = ({ gauge, counter, counterBy }: Makers) => ({
  sockets: gauge('sockets', 'Open WebSocket connections'),
  socketsClosed: counterBy('sockets_closed_total', 'WebSocket connections that ended, by close code', 'code'),
  socketsRefused: counterBy(
    'sockets_refused_total',
    'WebSocket connections refused, by reason: rate, node, address, team or origin',
    'reason',
  ),
  groups: gauge('subscription_groups', 'Subscription groups that share an execution'),
  subscribers: gauge('subscribers', 'Open subscriptions'),
  executions: counter('shared_executions_total', 'Executions for groups, one per event, group and level'),
  delivered: counter('pushed_messages_total', 'Events pushed to subscribers, replays not counted'),
  lagging: counter('lagging_total', 'Times a subscriber was no longer pushed to and read on from the log'),
  slowClosed: counter('slow_closed_total', 'Sockets closed because they did not take what they were sent'),
  replayReads: counterBy('replay_reads_total', 'Pages read for replays, by source: memory or log', 'source'),
  revoked: counter('revoked_sessions_total', 'Sign-ins whose withdrawal this node has learned from the log'),
});

const requestMetrics = ({ counterBy, histogramBy }: Makers) => ({
  httpRequests: counterBy('http_requests_total', 'Answered HTTP requests, by status', 'code'),
  httpSeconds: histogramBy('http_request_seconds', 'Duration of HTTP requests, by route', REQUEST_SECONDS, 'route'),
  gateRefused: counterBy(
    'gate_refusals_total',
    'Operations the admission gate refused, by code and transport',
    'code',
    'transport',
  ),
  operationErrors: counterBy(
    'operation_errors_total',
    'Errors in answers to operations that the gate had admitted, by code',
    'code',
  ),
});

const databaseMetrics = ({ gauge, gaugeBy }: Makers) => ({
  databaseUp: gauge('database_up', 'Whether the database answers this node'),
  databaseWritable: gauge('database_writable', 'Whether the database takes writes'),
  clockOffset: gauge(
    'clock_offset_seconds',
    "The database's clock minus this node's; beyond 2 s the node goes by the database's",
  ),
  poolConnections: gaugeBy('pool_connections', 'Connections to the database, by pool and state: idle or busy', 'pool', 'state'),
  poolMax: gaugeBy('pool_max_connections', 'Largest number of connections of a pool', 'pool'),
  poolWaiting: gaugeBy('pool_waiting', 'Requests that wait for a connection, by pool', 'pool'),
});

const deadlineMetrics = ({ gauge, gaugeBy }: Makers) => ({
  clocks: gaugeBy('running_clocks', 'Running clocks of leads, by light: green, amber or red', 'light'),
  calendarDaysLeft: gauge('calendar_days_left', 'Days until the first year whose holidays are not announced'),
});

/** One registry with the names we promise to operators; the composition root hands the parts on as ports. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const make = makers(registry);
  return {
    registry,
    ...logMetrics(make),
    ...streamMetrics(make),
    ...requestMetrics(make),
    ...databaseMetrics(make),
    ...deadlineMetrics(make),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** The sequencer's and the tail's share, as they speak of it. */
export const sequencerMetrics = (metrics: Metrics): SequencerMetrics => ({
  fenced: () => metrics.fenced.inc(),
  failed: () => metrics.sequencerFailures.inc(),
  numbered: ({ to, count }, seconds) => {
    metrics.sequencedPos.set(to);
    metrics.batches.inc();
    metrics.batchEvents.observe(count);
    metrics.batchSeconds.observe(seconds);
  },
});

export function tailMetrics(metrics: Metrics): TailMetrics {
  const [news, stale] = [metrics.hints.labels('news'), metrics.hints.labels('stale')];
  const applied = { hint: metrics.applied.labels('hint'), log: metrics.applied.labels('log') };
  // Shown from the start: a count that appears only with its first event looks like no rise at all.
  for (const each of [news, stale, applied.hint, applied.log]) each.inc(0);
  return {
    hint: (isNews) => (isNews ? news : stale).inc(),
    applied: (count, source) => applied[source].inc(count),
  };
}

/** Counts and times every answer and serves `/metrics`. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics = createMetrics()): Metrics {
  // A label set is looked up once: hashing it for every request would cost more than the count.
  const byCode = new Map<number, { inc(): void }>();
  const byRoute = new Map<string, { observe(seconds: number): void }>();
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode, elapsedTime } = reply;
    const route = request.routeOptions.url ?? 'none';
    let count = byCode.get(statusCode);
    if (!count) byCode.set(statusCode, (count = metrics.httpRequests.labels(String(statusCode))));
    count.inc();
    let seconds = byRoute.get(route);
    if (!seconds) byRoute.set(route, (seconds = metrics.httpSeconds.labels(route)));
    seconds.observe(elapsedTime / 1_000);
    done();
  });
  app.get('/metrics', { logLevel: 'warn' }, async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return metrics;
}
