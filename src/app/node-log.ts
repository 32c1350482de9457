import type { Logger } from 'pino';
import type { Bus } from '../events/bus.ts';
import type { Tail } from '../events/logged-event.ts';
import { openBus } from '../events/open-bus.ts';
import { createSequencer } from '../events/sequencer.ts';
import { createTail } from '../events/tail.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import { sequencerMetrics, tailMetrics, type Metrics } from './metrics.ts';

/** One node's end of the event log. */
export interface NodeLog {
  tail: Tail;
  isBusConnected(): boolean;
  /** After own commits: number them soon. */
  committed(): void;
  close(): Promise<void>;
}

interface LogParts {
  log: Logger;
  metrics: Metrics;
  now: () => Date;
  through?: ((bus: Bus) => Bus) | undefined;
}

export async function openNodeLog(
  config: Pick<Config, 'bus' | 'natsUrl'>,
  db: Database,
  { log, metrics, now, through = (bus) => bus }: LogParts,
): Promise<NodeLog> {
  let isBusConnected = false;
  const onState = (connected: boolean, reason?: Error) => {
    isBusConnected = connected;
    metrics.busConnected.set(connected ? 1 : 0);
    if (connected) log.info({ bus: config.bus }, 'event bus connected');
    else log.warn({ bus: config.bus, err: reason }, 'event bus lost: events come by polling until it is back');
  };
  const onStrange = () => metrics.hints.inc({ kind: 'strange' });
  const bus = through(await openBus({ bus: config.bus, databaseUrl: db.url, natsUrl: config.natsUrl, onState, onStrange }));
  const onError = (error: Error) => log.warn({ err: error }, 'event log');
  const sequencer = createSequencer({ pool: db.log, bus, onError, now, metrics: sequencerMetrics(metrics) });
  const tail = await createTail({ pool: db.log, bus, start: 'end', onError, metrics: tailMetrics(metrics) });
  metrics.appliedPos.set(tail.position());
  tail.onBatch((events) => metrics.appliedPos.set(events.at(-1)!.pos));
  return {
    tail,
    isBusConnected: () => isBusConnected,
    committed: () => sequencer.kick(),
    close: async () => {
      await sequencer.stop();
      await tail.stop();
      await bus.close();
    },
  };
}
