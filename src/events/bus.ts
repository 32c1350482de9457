import type { LoggedEvent } from './logged-event.ts';

/** Positions up to `pos` exist. The events themselves may come along to save a read. */
export interface Hint {
  readonly pos: number;
  readonly events?: readonly LoggedEvent[];
}

/** Wakes the tails of all nodes. It is a hint only: it may lose, double and reorder, as every tail also polls. */
export interface Bus {
  publish(hint: Hint): void;
  /** Returns the unsubscriber. */
  onHint(listener: (hint: Hint) => void): () => void;
  close(): Promise<void>;
}

export interface BusOptions {
  bus: 'local' | 'pg' | 'nats';
  /** The database `pg` listens on. */
  databaseUrl: string;
  natsUrl?: string | undefined;
  /** Told at every change: the tail polls while the bus is away, so this is a line for the log and a metric, no fault. */
  onState?: (connected: boolean, reason?: Error) => void;
  /** Told of messages that are no hints. */
  onStrange?: () => void;
}
