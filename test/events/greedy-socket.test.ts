import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { CASE_EVENTS, createStage, type Client, type Stage } from './stage.ts';

let world: World;
let stage: Stage;
let park: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
  park = await world.park(await world.city());
});
afterAll(async () => {
  await stage.close();
  await world.close();
});

/** In one segment, so that the server reads it in one turn. */
function atOnce({ ws }: Client, send: () => void): void {
  const { _socket: connection } = ws as unknown as { _socket: { cork(): void; uncork(): void } };
  connection.cork();
  send();
  connection.uncork();
}

test('thousands of messages in one piece are taken a few in a turn of the event loop, so that nobody else waits', async () => {
  const many = 2_000;
  const greedy = await stage.connect(stage.token(park));
  let [most, before] = [0, stage.counted.refused];
  const end = before + many;
  const look = () => {
    most = Math.max(most, stage.counted.refused - before);
    before = stage.counted.refused;
    if (before < end) setImmediate(look);
  };
  look();
  atOnce(greedy, () => {
    for (let i = 0; i < many; i++)
      greedy.send({ id: String(i), type: 'subscribe', payload: { query: 'subscription { teamFeed { nonsense } }' } });
  });
  await greedy.until(() => greedy.messages.length > many, 20_000);
  expect(most).toBeLessThan(10);
  greedy.ws.close();
});

test('an id that is used again at once belongs to the last operation alone, and nothing of the others outlives the socket', async () => {
  const client = await stage.connect(stage.token(park));
  const before = stage.hub.counts().subscribers;
  const { id: caseId } = await stage.case([[park, 3]]);
  atOnce(client, () => {
    for (let i = 0; i < 10; i++) {
      client.send({ id: 'a', type: 'subscribe', payload: { query: CASE_EVENTS, variables: { caseId } } });
      if (i < 9) client.send({ id: 'a', type: 'complete' });
    }
  });
  await client.until(() => client.messages.some(({ type }) => type === 'next'));
  await sleep(100);
  expect(stage.hub.counts().subscribers - before).toBe(1);
  expect([client.closed(), client.messages.filter(({ type }) => type === 'complete')]).toEqual([undefined, []]);
  client.ws.close();
  await client.until(() => client.closed());
  await client.until(() => stage.hub.counts().subscribers === before);
});
