/** Under load a batch begins this long after the one before: more events share its statements, and none waits noticeably. */
const SPACING_MS = 4;
/**
 * Where more come, what numbering takes from the writers counts for more than an event's wait: a batch has its price
 * whatever it holds, that of about thirty events.
 */
const BUSY_PER_MS = 1.25;
const BUSY_SPACING_MS = 10;
/** Share of the newest batch in the rate, and the most it may say: one burst is no load. */
const WEIGHT = 1 / 16;
const MOST_PER_MS = 4;

export interface BatchPace {
  /** How long the next batch has to wait, at this time (ms). */
  pauseMs(now: number): number;
  /** A batch begins. */
  begin(now: number): void;
  /** It held this many events. */
  held(count: number): void;
}

/** How far apart the batches of one sequencer begin, by how many events came of late. */
export function createBatchPace(): BatchPace {
  let begunAt = -Infinity;
  let apartMs = Infinity;
  let perMs = 0;
  return {
    pauseMs: (now) => Math.max(0, begunAt + (perMs > BUSY_PER_MS ? BUSY_SPACING_MS : SPACING_MS) - now),
    begin: (now) => {
      apartMs = now - begunAt;
      begunAt = now;
    },
    held: (count) => {
      perMs += (Math.min(count / apartMs, MOST_PER_MS) - perMs) * WEIGHT;
    },
  };
}
