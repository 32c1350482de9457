export interface Rate {
  /** So many at once, after a quiet time. */
  burst: number;
  perSecond: number;
}
const KEPT = 10_000;

/** When the next handshake of a key is due. Nothing is queued here: only the time of the last one is kept. */
export function createPace({ burst, perSecond }: Rate) {
  const stepMs = 1_000 / perSecond;
  const dues = new Map<string, number>();
  const dueAt = (key: string, nowMs: number) => Math.max(dues.get(key) ?? -Infinity, nowMs - burst * stepMs) + stepMs;
  return {
    waitMs: (key: string, nowMs: number): number => Math.max(0, dueAt(key, nowMs) - nowMs),
    take(key: string, nowMs: number): void {
      const due = dueAt(key, nowMs);
      dues.delete(key);
      dues.set(key, due);
      if (dues.size > KEPT) dues.delete(dues.keys().next().value!);
    },
  };
}
