import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOfSocket, type SocketRefusal } from '../server/refusal-of-socket.ts';
import { createWorld, type World } from '../world.ts';
import { createStage } from './stage.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()));
afterAll(() => world.close());

async function knock(times: number, handshakes: { burst: number; perSecond: number }): Promise<Array<SocketRefusal | null>> {
  const stage = await createStage(world, {}, { handshakes });
  const answers = await Promise.all(Array.from({ length: times }, () => refusalOfSocket(stage.url)));
  await stage.close();
  return answers;
}

test('more handshakes than the burst wait for their turn, and none is refused', async () => {
  const began = performance.now();
  expect(await knock(40, { burst: 10, perSecond: 200 })).toEqual(Array(40).fill(null));
  // An address gets half the rate: the thirty behind the burst come 10 ms apart.
  expect(performance.now() - began).toBeGreaterThan(290);
});

test('handshakes whose turn is more than 2 s away are refused with 503, OVERLOADED and how long to wait', async () => {
  const refused = (await knock(40, { burst: 10, perSecond: 1 })).filter((each) => each !== null);
  // An address gets half the rate: the first behind the burst has its turn in 2 s, and one more comes in every 2 s that the forty take to knock.
  expect(refused.length).toBeGreaterThanOrEqual(40 - 10 - 4);
  expect(refused.length).toBeLessThan(40 - 10);
  for (const { status, retryAfter, errors } of refused) {
    expect([status, errors[0]!.extensions.code, retryAfter! > 2]).toEqual([503, 'OVERLOADED', true]);
  }
});
