import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Client } from '@zhaoshang/client';
import { createStage, type Stage } from '../events/stage.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { quickClient, until } from './listening.ts';
import { createNetwork, createRelay } from './network.ts';

/** Real sockets over the real hub for the tests of a file; clients and networks of a test end with it. */
export function useStage() {
  let world: World;
  let stage: Stage;
  let park: TestTeam;
  const clients: Client[] = [];
  const opened: Array<{ close(): void }> = [];
  beforeAll(async () => {
    world = await createWorld();
    stage = await createStage(world, { progressMs: 100 });
    park = await world.park(await world.city());
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    for (const each of opened.splice(0)) each.close();
    await until(() => stage.sockets.counts().sockets === 0);
  });
  afterAll(async () => {
    await stage.close();
    await world.close();
  });
  const kept = (client: Client): Client => {
    clients.push(client);
    return client;
  };
  const between = async <T extends { close(): void }>(open: (url: string) => Promise<T>): Promise<T> => {
    const made = await open(stage.url);
    opened.push(made);
    return made;
  };
  return {
    world: () => world,
    stage: () => stage,
    park: () => park,
    kept,
    relayed: () => between(createRelay),
    networked: () => between(createNetwork),
    clientOf: (url: string, more: object = {}) => kept(quickClient({ url, token: stage.token(park), ...more })),
  };
}

/** A case whose versions are told one after another. */
export async function caseOf(stage: Stage, team: TestTeam) {
  const { uuid, id, audience } = await stage.case([[team, 3]]);
  let version = 0;
  return {
    uuid,
    id,
    audience,
    last: () => version,
    tell: async (count = 1) => {
      for (let i = 0; i < count; i++) stage.append({ guardId: uuid, audience, version: ++version });
      await stage.apply();
    },
  };
}
