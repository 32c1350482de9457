/** How long to wait before the next attempt: anywhere between nothing and a ceiling that doubles up to `maxMs` (full jitter). */
export interface RetryBounds {
  /** Ceiling of the first wait, in milliseconds; 1,000 unless told. */
  firstMs: number;
  /** Ceiling of every wait, in milliseconds; 15,000 unless told. */
  maxMs: number;
}
export const RETRY: RetryBounds = { firstMs: 1_000, maxMs: 15_000 };

/** Full jitter spreads a herd evenly: when a node dies, its clients come back one after another, not at once. */
export function waitMs(attempt: number, { firstMs, maxMs }: RetryBounds, random: () => number = Math.random): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.floor(random() * ceiling);
}

/** Resolves after the time, or at once when the signal is given. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
