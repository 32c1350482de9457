import type { FaultyCluster } from './faulty-cluster.ts';
import type { Random } from './random.ts';

/** What a nemesis lays its hands on: two that share one are not let loose together. */
export type Grip = 'database' | 'nodes' | 'wires' | 'bus' | 'clients';

export interface Attack {
  cluster: FaultyCluster;
  random: Random;
  /** How long it lasts; what takes longer to come back takes longer. */
  spanMs: number;
  /** When writes were acknowledged, for outages. */
  acked: () => readonly number[];
  /** Somebody who will ask for everything since the beginning, and not read it. */
  deaf: { token: string; after: string };
}

export interface Nemesis {
  name: string;
  grip: Grip;
  /** Needs the bus to be NATS. */
  nats?: boolean;
  /** Breaks something, and mends it again whatever happens. Returns what it did, in a few words. */
  strike(attack: Attack): Promise<string>;
}

/** Milliseconds from an instant to the first of these behind it; null when there is none. */
export function firstAfter(instants: readonly number[], from: number): number | null {
  const found = instants.find((at) => at > from);
  return found === undefined ? null : Math.round(found - from);
}

export const wallClock = (): number => performance.timeOrigin + performance.now();
