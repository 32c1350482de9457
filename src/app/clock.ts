/** Nodes whose clocks differ less go by their own: tokens and periods allow for more than that. */
const APART_MS = 2_000;

export interface Clock {
  now(): Date;
  /** The database's clock minus this node's, as last measured. */
  offsetMs(): number;
  isApart(): boolean;
  measured(offsetMs: number): void;
}

/**
 * The database's clock is the one that all nodes share: a node that is far off goes by it, so that tokens, periods and
 * events of all nodes agree. Order never depends on a clock. A demo may run ahead of both, to show what time does.
 */
export function createClock(own: () => number = Date.now, aheadMs = 0): Clock {
  let offset = 0;
  const isApart = () => Math.abs(offset) >= APART_MS;
  return {
    now: () => new Date(own() + aheadMs + (isApart() ? Math.round(offset) : 0)),
    offsetMs: () => offset,
    isApart,
    measured: (offsetMs) => void (offset = offsetMs),
  };
}
