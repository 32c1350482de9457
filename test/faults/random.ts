/** A stream of numbers that a seed decides, so that a schedule of faults can be played again. */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    /** From `min` on, below `max`. */
    between: (min: number, max: number): number => min + next() * (max - min),
    chance: (share: number): boolean => next() < share,
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!,
    shuffled: <T>(from: readonly T[]): T[] =>
      from
        .map((each) => [next(), each] as const)
        .sort(([a], [b]) => a - b)
        .map(([, each]) => each),
  };
}
export type Random = ReturnType<typeof createRandom>;

export const newSeed = (): number => Math.floor(Math.random() * 2 ** 31);
