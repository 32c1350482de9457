import type { Hint } from './bus.ts';
import type { LoggedEvent } from './logged-event.ts';

/** Events that hints brought ahead of their turn. */
export function createInbox(size: number) {
  const waiting = new Map<number, LoggedEvent>();
  return {
    put: ({ events = [] }: Hint, last: number) => {
      for (const event of events) if (event.pos > last && waiting.size < size) waiting.set(event.pos, event);
    },
    has: (pos: number) => waiting.has(pos),
    /** The unbroken run that follows a position; what has been applied is dropped. */
    take: (last: number): LoggedEvent[] => {
      for (const pos of waiting.keys()) if (pos <= last) waiting.delete(pos);
      const run: LoggedEvent[] = [];
      for (let next = waiting.get(last + 1); next; next = waiting.get(next.pos + 1)) run.push(next);
      return run;
    },
  };
}
