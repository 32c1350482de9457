export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

/**
 * Interleaved rounds: each visits every variant, the order turns by one per round and runs backwards every second
 * round, so that no variant always follows the same neighbour or meets the same noise.
 */
export async function interleaved<T>(
  rounds: number,
  variants: readonly string[],
  run: (variant: string, round: number) => Promise<T>,
): Promise<Map<string, T[]>> {
  const results = new Map<string, T[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round++) {
    const turn = round % variants.length;
    const order = [...variants.slice(turn), ...variants.slice(0, turn)];
    if (round % 2 === 1) order.reverse();
    for (const variant of order) results.get(variant)!.push(await run(variant, round));
  }
  return results;
}

/** Median over the rounds of `top` ÷ `base` within the same round. */
export const ratio = <T>(
  results: ReadonlyMap<string, readonly T[]>,
  top: string,
  base: string,
  value: (result: T) => number,
): number | null => {
  const [over, under] = [results.get(top), results.get(base)];
  if (!over?.length || !under?.length) return null;
  return median(over.map((each, round) => value(each) / value(under[round]!)));
};
