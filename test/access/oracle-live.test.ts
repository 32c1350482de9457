import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createWorld, type World } from '../world.ts';
import { eventKey, heardBy, livingOf, type ActSpec, type Heard, type Life } from './life.ts';
import { createLiveNode, type LiveNode, type Stream } from './live-node.ts';
import { perform, roundsSpec } from './random-acts.ts';
import { readPositions, shownBy, type Log } from './shown-live.ts';
import { placed, settled, worldSpec } from './random-world.ts';

const WORLDS = Number(process.env.ORACLE_WORLDS ?? 300);
const SEED = Number(process.env.ORACLE_SEED ?? Date.now() % 2_147_483_647);
/** Worlds that are awake at once: each event is looked at for every team that listens. */
const BLOCK = 100;
const AT_ONCE = 8;
const ROUNDS = 3;

let world: World;
let node: LiveNode;
beforeAll(async () => {
  world = await createWorld();
  node = await createLiveNode(world);
});
afterAll(async () => {
  await node.close();
  await world.close();
});

async function forEach<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of rest) await run(item);
    }),
  );
}

/** A stream of one team, and all that it must have been told. */
interface Listener {
  name: string;
  living: Living;
  team: number;
  stream: Stream & { close(): Promise<unknown> };
  expected: Heard[];
}
interface Living {
  number: number;
  life: Life;
  rounds: ActSpec[][];
  from: number;
}

const spec = fc.record({ world: worldSpec, rounds: roundsSpec(ROUNDS), from: fc.nat(1_000) });

async function born(
  number: number,
  { world: of, rounds, from }: { world: Parameters<typeof placed>[0]; rounds: ActSpec[][]; from: number },
) {
  const random = placed(of);
  await settled(world, random);
  return { number, life: livingOf(random), rounds, from };
}

async function round(livings: readonly Living[], listeners: readonly Listener[], at: number): Promise<void> {
  const begun = new Map(livings.map(({ life }) => [life, life.told.length]));
  await forEach(livings, async ({ life, rounds }) => {
    for (const act of rounds[at]!) await perform(world, life, act);
  });
  await node.deliver();
  for (const { living, team, expected } of listeners)
    expected.push(...heardBy(living.life, team, living.life.told.slice(begun.get(living.life))));
}

const eachTeam = (livings: readonly Living[]) =>
  livings.flatMap((living) => living.life.random.teams.map((_, team) => ({ living, team })));

async function listen(livings: readonly Living[]): Promise<Listener[]> {
  const listeners: Listener[] = [];
  await forEach(eachTeam(livings), async ({ living, team }) => {
    const stream = await node.feed(living.life.random.teams[team]!, null);
    listeners.push({ name: 'live', living, team, stream, expected: [] });
  });
  return listeners;
}

/** Every team comes back with the first cursor it got and with one picked from all it got. */
async function comeBack(live: readonly Listener[], log: Log): Promise<Listener[]> {
  const again: Listener[] = [];
  await forEach(live, async ({ living, team, stream }) => {
    const { life, from } = living;
    const [positions, count] = [stream.positions(), stream.frames.length];
    for (const at of [0, from % count]) {
      const behind = positions[at]!;
      const missed = life.told.filter((told) => log.positions.get(eventKey(life, told))! > behind);
      const back = await node.feed(life.random.teams[team]!, stream.frames[at]!.cursor);
      again.push({ name: `from message ${at}`, living, team, stream: back, expected: heardBy(life, team, missed) });
    }
  });
  return again;
}

describe('streams', () => {
  test(`tell each team of ${WORLDS} random worlds exactly what the oracle allows, live and replayed (seed ${SEED})`, async () => {
    process.stderr.write(`stream oracle: seed ${SEED}, ${WORLDS} worlds\n`);
    const specs = fc.sample(spec, { numRuns: WORLDS, seed: SEED });
    for (let start = 0; start < WORLDS; start += BLOCK) {
      const livings: Living[] = [];
      await forEach([...specs.slice(start, start + BLOCK).entries()], async ([at, each]) => {
        livings.push(await born(start + at, each));
      });
      const live = await listen(livings);
      for (let at = 0; at < ROUNDS - 1; at++) await round(livings, live, at);
      const again = await comeBack(live, await readPositions(world));
      const all = [...live, ...again];
      // The last round reaches those who listened all along and those who came back: nothing twice at the seam.
      await round(livings, all, ROUNDS - 1);
      const log = await readPositions(world);
      for (const { name, living, team, stream, expected } of all) {
        const who = `${living.life.random.teams[team]!.kind} ${team} of world ${living.number}, ${name}`;
        expect({ who, heard: shownBy(stream, log) }).toEqual({ who, heard: expected });
      }
      await Promise.all(all.map(({ stream }) => stream.close()));
    }
    expect(node.errors).toEqual([]);
  }, 600_000);
});
