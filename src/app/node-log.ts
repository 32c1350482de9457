import type { Logger } from 'pino';
import type { Bus } from '../events/bus.ts';
import { createLocalBus } from '../events/bus-local.ts';
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

async function openBus(config: Pick<Config, 'bus' | 'natsUrl'>, db: Database, log: Logger): Promise<Bus> {
  const onState = (connected: boolean, reason?: Error) =>
    connected ? log.info('event bus connected') : log.warn({ err: reason }, 'event bus lost: events come by polling until it is back');
  if (config.bus === 'nats') return (await import('../events/bus-nats.ts')).createNatsBus({ url: config.natsUrl!, onState });
  if (config.bus === 'pg') return (await import('../events/bus-pg.ts')).createPgBus({ url: db.url, onState });
  return createLocalBus();
}

export async function openNodeLog(config: Pick<Config, 'bus' | 'natsUrl'>, db: Database, log: Logger, metrics: Metrics): Promise<NodeLog> {
  const bus = await openBus(config, db, log);
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
