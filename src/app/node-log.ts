import type { Logger } from 'pino';
import { openBus } from '../events/open-bus.ts';
import { createSequencer } from '../events/sequencer.ts';
import { createTail, type RingTail } from '../events/tail.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Metrics } from './metrics.ts';

/** One node's end of the event log. */
export interface NodeLog {
  tail: RingTail;
  /** After own commits: number them soon. */
  committed(): void;
  close(): Promise<void>;
}

export async function openNodeLog(
  config: Pick<Config, 'bus' | 'natsUrl'>,
  db: Database,
  log: Logger,
  metrics: Metrics,
): Promise<NodeLog> {
  const onState = (connected: boolean, reason?: Error) => {
    metrics.busConnected.set(connected ? 1 : 0);
    if (connected) log.info({ bus: config.bus }, 'event bus connected');
    else log.warn({ bus: config.bus, err: reason }, 'event bus lost: events come by polling until it is back');
  };
  const bus = await openBus({ bus: config.bus, databaseUrl: db.url, natsUrl: config.natsUrl, onState });
  const onError = (error: Error) => log.warn({ err: error }, 'event log');
  const sequencer = createSequencer({ pool: db.log, bus, onError, onSequenced: (pos) => metrics.sequencedPos.set(pos) });
  const tail = await createTail({ pool: db.log, bus, start: 'end', onError });
  tail.onBatch((events) => metrics.appliedPos.set(events.at(-1)!.pos));
  return {
    tail,
    committed: () => sequencer.kick(),
    close: async () => {
      await sequencer.stop();
      await tail.stop();
      await bus.close();
    },
  };
}
