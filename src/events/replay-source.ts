import type { LoggedEvent } from './logged-event.ts';

/** Up to `limit` events behind a position, dense and in order. */
export type ReadLog = (afterPos: number, limit: number) => Promise<LoggedEvent[]>;

const KEPT = 5_000;

/** The latest events in memory, so that a herd of reconnecting clients does not read the same pages again and again. */
export function createReplaySource(readLog: ReadLog, onRead: (from: 'memory' | 'log') => void = () => {}) {
  let ring: LoggedEvent[] = [];
  return {
    push(events: readonly LoggedEvent[]): void {
      ring.push(...events);
      if (ring.length > KEPT * 2) ring = ring.slice(-KEPT);
    },
    async after(pos: number, limit: number): Promise<readonly LoggedEvent[]> {
      const first = ring[0]?.pos;
      const isHere = first !== undefined && pos + 1 >= first;
      onRead(isHere ? 'memory' : 'log');
      if (!isHere) return readLog(pos, limit);
      return ring.slice(pos + 1 - first, pos + 1 - first + limit);
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
