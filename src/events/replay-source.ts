import type { LoggedEvent, Tail } from './logged-event.ts';

/** Up to `limit` events behind a position, dense and in order. */
export type ReadLog = (afterPos: number, limit: number) => Promise<LoggedEvent[]>;

/** The latest events from the tail's memory, so that a herd of reconnecting clients does not read the same pages again and again. */
export function createReplaySource(tail: Pick<Tail, 'recent'>, readLog: ReadLog, onRead: (from: 'memory' | 'log') => void) {
  return {
    async after(pos: number, limit: number): Promise<readonly LoggedEvent[]> {
      const here = tail.recent(pos, limit);
      onRead(here ? 'memory' : 'log');
      return here ?? readLog(pos, limit);
    },
  };
}
export type ReplaySource = ReturnType<typeof createReplaySource>;

/**
 * Position of the last event that is too old to replay, at or behind `pos`; null when nothing behind `pos` is too old.
 * Positions grow with time, so the border is found by halving.
 */
export async function lastTooOld(
  source: Pick<ReplaySource, 'after'>,
  pos: number,
  last: number,
  cutoff: Date,
): Promise<number | null> {
  const isTooOld = async (at: number) => {
    const [event] = await source.after(at - 1, 1);
    return event !== undefined && event.at < cutoff;
  };
  if (pos >= last || !(await isTooOld(pos + 1))) return null;
  let [old, young] = [pos + 1, last + 1];
  while (young - old > 1) {
    const middle = Math.floor((old + young) / 2);
    if (await isTooOld(middle)) old = middle;
    else young = middle;
  }
  return old;
}
