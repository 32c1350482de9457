import { setTimeout as sleep } from 'node:timers/promises';
import type { Campaign } from './campaign.ts';
import type { Nemesis } from './nemesis.ts';
import { NEMESES } from './nemeses.ts';
import type { Random } from './random.ts';

export interface Struck {
  name: string;
  detail: string;
}

/** Those whose name has the text in it. */
export const nemesesNamed = (text: string): Nemesis[] => NEMESES.filter(({ name }) => name.includes(text));

/** One that the others do not get in the way of, now and then two at once. Each has its turn before any has a second. */
function* turns(random: Random, able: readonly Nemesis[]): Generator<Nemesis[], never> {
  let left: Nemesis[] = [];
  for (;;) {
    if (left.length === 0) left = random.shuffled(able);
    const first = left.shift()!;
    const second = random.chance(0.25) ? left.find(({ grip }) => grip !== first.grip) : undefined;
    left = left.filter((each) => each !== second);
    yield second ? [first, second] : [first];
  }
}

/** What strikes together, how long, with which luck, and the pause behind it. */
export interface Round {
  together: Nemesis[];
  spanMs: number;
  random: Random;
  pauseMs: number;
}

/** The seed alone decides, whatever the cluster and its clients do meanwhile: the same seed plays the same rounds again. */
export function* plan(random: Random, able: readonly Nemesis[]): Generator<Round> {
  let number = 0;
  for (const together of turns(random, able)) {
    const spanMs = Math.round(random.chance(0.1) ? random.between(10_000, 30_000) : random.between(1_000, 6_000));
    yield { together, spanMs, random: random.fork(`round ${++number}`), pauseMs: random.between(200, 1_500) };
  }
}

/**
 * Strikes for so many seconds, in an order and with spans that the seed decides. Returns what went wrong with the
 * nemeses themselves: a service that did not come back in time.
 */
export async function strikeFor(
  { seconds, only }: { seconds: number; only: string },
  campaign: Campaign,
  random: Random,
  say: (struck: Struck) => void,
): Promise<string[]> {
  const failures: string[] = [];
  const strike = async (nemesis: Nemesis, { spanMs, random: luck }: Round): Promise<void> => {
    try {
      say({ name: nemesis.name, detail: await campaign.strike(nemesis, spanMs, luck.fork(nemesis.name)) });
    } catch (error) {
      failures.push(`${nemesis.name}: ${(error as Error).message}`);
    }
  };
  const able = nemesesNamed(only).filter(({ nats }) => campaign.cluster.nats || !nats);
  const end = Date.now() + seconds * 1_000;
  for (const round of plan(random, able)) {
    await Promise.all(round.together.map((nemesis) => strike(nemesis, round)));
    if (Date.now() >= end) break;
    await sleep(round.pauseMs);
  }
  return failures;
}
