import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRandom } from '../faults/random.ts';
import { createWorld, type World } from '../world.ts';
import { lifeOf, type Life, type Verdict } from './revocation.ts';
import { createStage, type Stage } from './stage.ts';

/** Reliability goal 24: so many interleavings of write, withdraw, grant, kill and come back. */
const LIVES = Number(process.env.REVOCATIONS ?? (process.env.TEST_ALL === '1' ? 1_000 : 40));
const SEED = Number(process.env.REVOCATION_SEED ?? Date.now() % 2_147_483_647);
const ACTS = 25;
const AT_ONCE = 32;

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  // Whoever hears nothing more of its case is told by progress how far its stream has come.
  stage = await createStage(world, { progressMs: 1_000 });
});
afterAll(async () => {
  await stage.close();
  await world.close();
});

/** What may happen next. */
function choices(life: Life): Array<() => unknown> {
  const access = life.hasAccess() ? life.revoke : life.grant;
  const socket = life.isListening() ? life.kill : life.resume;
  return [life.write, life.write, life.writeLate, life.tell, life.tell, life.pause, access, socket];
}

async function live(at: number): Promise<Array<Verdict & { life: number }>> {
  const random = createRandom(SEED + at);
  const life = await lifeOf(world, stage, random.next, at % 2 === 0);
  for (let acts = 0; acts < ACTS; acts++) {
    await random.pick(choices(life))();
  }
  const verdicts = await life.settle();
  await life.close();
  return verdicts.map((verdict) => ({ ...verdict, life: at }));
}

test(`no event from behind a withdrawal reaches the team, and what is its own reaches it once (seed ${SEED})`, async () => {
  const wrong: unknown[] = [];
  const rest = Array.from({ length: LIVES }, (_, at) => at).values();
  const work = async () => {
    for (const at of rest) {
      const verdicts = await live(at);
      wrong.push(...verdicts.filter(({ got, expected }) => JSON.stringify(got) !== JSON.stringify(expected)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect({ seed: SEED, wrong }).toEqual({ seed: SEED, wrong: [] });
  expect(stage.errors).toEqual([]);
}, 300_000);
