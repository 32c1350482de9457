import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globalId } from '../../src/kernel/global-id.ts';
import { createWorld, type World } from '../world.ts';
import { livingOf, rankOf, type ActSpec, type Life } from './life.ts';
import { comeBack, hear, seats, sit, type Listener } from './listeners.ts';
import { createLiveNode, type LiveNode } from './live-node.ts';
import { perform, roundsSpec } from './random-acts.ts';
import { placed, settled, worldSpec, type WorldSpec } from './random-world.ts';
import { readPositions, shownBy } from './shown-live.ts';

const WORLDS = Number(process.env.ORACLE_WORLDS ?? 300);
const SEED = Number(process.env.ORACLE_SEED ?? Date.now() % 2_147_483_647);
/** Worlds that are awake at once: each event is looked at for every team that listens. */
const BLOCK = 100;
const AT_ONCE = 8;
const ROUNDS = 3;
/** Replay may hand on a body that was made a moment before (`hub-herd.ts`): the record in it is that much older. */
const BODIES_KEPT_MS = 1_100;

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

/** The results in the order of the items; a few items at a time. */
async function mapEach<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const work = async () => {
    for (const [at, item] of rest) results[at] = await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/** A world as data, with what happens in it and which of many things this run looks at. */
interface LifeSpec {
  world: WorldSpec;
  rounds: ActSpec[][];
  choice: number;
}
interface Living extends LifeSpec {
  life: Life;
}
const lifeSpec: fc.Arbitrary<LifeSpec> = fc.record({ world: worldSpec, rounds: roundsSpec(ROUNDS), choice: fc.nat(1_000) });

async function born(spec: LifeSpec): Promise<Living> {
  const random = placed(spec.world);
  await settled(world, random);
  return { ...spec, life: livingOf(random) };
}

/** Acts of all worlds, then one delivery: access at commit and access now differ by what came between. */
async function round(livings: readonly Living[], listeners: readonly Listener[], at: number): Promise<void> {
  const begun = new Map(livings.map(({ life }) => [life, life.told.length]));
  await mapEach(livings, async ({ life, rounds }) => {
    for (const act of rounds[at]!) await perform(world, life, act);
  });
  await node.deliver();
  for (const listener of listeners) hear(listener, listener.life.told.slice(begun.get(listener.life)));
}

/** The streams of a block of worlds from beginning to end; those who come back do so before the last round. */
async function listened(livings: readonly Living[], begun: number): Promise<Listener[]> {
  const choices = new Map(livings.map(({ life, choice }) => [life, choice]));
  const live = await mapEach(
    livings.flatMap(({ life, choice }) => seats(life, choice)),
    (seat) => sit(node, seat, 'live'),
  );
  for (let at = 0; at < ROUNDS - 1; at++) await round(livings, live, at);
  await sleep(BODIES_KEPT_MS);
  const log = await readPositions(world, begun);
  const again = await mapEach(live, (each) => comeBack(node, each, choices.get(each.life)!, log));
  const all = [...live, ...again.flat()];
  // Reaches those who listened all along and those who came back: nothing is lost or doubled at the seam.
  await round(livings, all, ROUNDS - 1);
  return all;
}

/** Teams without access cannot open the stream of a case. */
async function strangersRefused({ life }: Living): Promise<void> {
  for (const at of life.random.cases.keys()) {
    const stranger = life.random.teams.findIndex((_, team) => rankOf(life, team, { type: 'Case', at }) === 0);
    if (stranger < 0) continue;
    const opening = node.ofCase(life.random.teams[stranger]!, globalId('Case', life.random.cases[at]!.id), null);
    await expect(opening).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  }
}

describe('streams', () => {
  test(`tell each team of ${WORLDS} random worlds exactly what the oracle allows, live and replayed (seed ${SEED})`, async () => {
    const specs = fc.sample(lifeSpec, { numRuns: WORLDS, seed: SEED });
    const tally = { streams: 0, events: 0, revocations: 0, ended: 0 };
    for (let start = 0; start < WORLDS; start += BLOCK) {
      const livings = await mapEach(specs.slice(start, start + BLOCK), born);
      const begun = node.position();
      const listeners = await listened(livings, begun);
      await mapEach(livings, strangersRefused);
      expect(node.errors).toEqual([]);
      const log = await readPositions(world, begun);
      for (const { name, life, team, about, stream, heard, over } of listeners) {
        const number = start + livings.findIndex((each) => each.life === life);
        const who = `${life.random.teams[team]!.kind} ${team} of world ${number}, ${about ? 'case' : 'feed'}, ${name}`;
        expect({ who, over: stream.hasEnded(), heard: shownBy(stream, log) }).toEqual({ who, over, heard });
        const revocations = heard.filter((each) => 'revoked' in each).length;
        tally.revocations += revocations;
        tally.events += heard.length - revocations;
        tally.ended += Number(over);
      }
      tally.streams += listeners.length;
      await Promise.all(listeners.map(({ stream }) => stream.close()));
    }
    process.stderr.write(`stream oracle: seed ${SEED}, ${WORLDS} worlds, ${JSON.stringify(tally)}\n`);
  }, 10_800_000);
});
