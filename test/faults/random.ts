import { hash } from 'node:crypto';

export interface Random {
  next(): number;
  /** From `min` on, below `max`. */
  between(min: number, max: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(from: readonly T[]): T[];
  /** One of its own for a part: what others draw, and when, does not change what the part gets. */
  fork(part: string): Random;
}

/** A stream of numbers that a seed decides, so that a schedule of faults can be played again. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    chance: (share) => next() < share,
    pick: (from) => from[Math.floor(next() * from.length)]!,
    shuffled: (from) =>
      from
        .map((each) => [next(), each] as const)
        .sort(([a], [b]) => a - b)
        .map(([, each]) => each),
    fork: (part) => createRandom(hash('sha256', `${seed}/${part}`, 'buffer').readUInt32BE()),
  };
}

export const newSeed = (): number => Math.floor(Math.random() * 2 ** 31);
