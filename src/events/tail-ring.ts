import type { LoggedEvent } from './logged-event.ts';

/** The last events in order, so that a replay near the head needs no SQL. */
export function createRing(size: number) {
  let events: LoggedEvent[] = [];
  return {
    push: (batch: readonly LoggedEvent[]) => {
      for (const event of batch) events.push(event);
      // Cut at twice the size: one copy per `size` events instead of one per event.
      if (events.length > 2 * size) events = events.slice(-size);
    },
    /** Up to `limit` events after a position, or null when some of them are no longer here. `last` is the tail's position. */
    after: (pos: number, last: number, limit: number): LoggedEvent[] | null => {
      if (pos >= last) return [];
      const first = events[0]?.pos ?? last + 1;
      return pos < first - 1 ? null : events.slice(pos + 1 - first, pos + 1 - first + limit);
    },
  };
}
