import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClient, STREAM_FIELDS, type Client } from '@zhaoshang/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { connectionsOf } from '../../src/app/connections.ts';
import { listenTo } from '../client/listening.ts';
import { openEar, openEars, openScene, until, type Ear, type Scene } from './ears.ts';

/** Reliability goals 9, 12 and 13, against the real program. */
const MINUTES = 60_000;
let scene: Scene;
let clients: Client[] = [];
beforeEach(async () => {
  scene = await openScene();
}, MINUTES);
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
  await scene.close();
}, MINUTES);

const changed = async (node: Parameters<Scene['change']>[0], times: number): Promise<number[]> => {
  const versions: number[] = [];
  for (let n = 0; n < times; n++) versions.push(await scene.change(node));
  return versions;
};
/** All have heard all, once and in order; nothing else came. */
const heardAll = (ears: readonly Ear[], versions: readonly number[]): void => {
  const expected = versions.join();
  const wrong = ears.filter(({ heard, strange }) => heard.join() !== expected || strange.length > 0);
  expect(wrong.slice(0, 3).map(({ heard, strange, code }) => ({ heard: heard.join(), strange, code }))).toEqual([]);
};

test(
  '10,000 sockets on one node each hear every event once, within the bound of memory, and leave nothing behind',
  async () => {
    const node = await scene.start({ SOCKETS_PER_NODE: '10100', SOCKETS_PER_ADDRESS: '10100', SOCKETS_PER_TEAM: '10100' });
    const warm = await openEars(node, scene.caseId, 100);
    await changed(node, 20);
    const before = node.rssBytes();
    const ears = await openEars(node, scene.caseId, 10_000);
    const perSocket = (node.rssBytes() - before) / ears.length;
    expect([ears.filter(({ isReady }) => !isReady).length, await node.metric('subscribers')]).toEqual([0, 10_100]);
    expect(await node.metric('subscription_groups')).toBe(1);
    const executed = await node.metric('shared_executions_total');
    const versions = await changed(node, 10);
    await until(() => ears.every(({ heard }) => heard.length >= versions.length), 'every event at every socket');
    heardAll(ears, versions);
    // One an event and level; progress in between is one for all.
    expect((await node.metric('shared_executions_total')) - executed).toBeLessThan(versions.length + 20);
    expect(perSocket).toBeLessThanOrEqual(50 * 1024);
    for (const { ws } of [...ears, ...warm]) ws.close();
    await until(async () => (await node.metric('sockets')) === 0, 'all sockets to leave');
    expect([await node.metric('subscribers'), await node.metric('subscription_groups')]).toEqual([0, 0]);
  },
  10 * MINUTES,
);

describe('slow consumers', () => {
  const STALLED = 100;
  /** About 110 KB a message: what the kernel takes for a stalled connection is soon full. */
  const ALIASES = 20;

  test(
    `${STALLED} sockets that read nothing cost little, are closed with 1013, hold up nobody, and have everything when they come back`,
    async () => {
      const node = await scene.start();
      const healthy = await openEars(node, scene.caseId, 10, ALIASES);
      const first = await changed(node, 100);
      const stalled = await openEars(node, scene.caseId, STALLED, ALIASES);
      for (const { ws } of stalled) ws.pause();
      const before = node.rssBytes();
      let most = before;
      const versions: number[] = [];
      for (let n = 0; n < 100; n++) {
        versions.push(await scene.change(node));
        most = Math.max(most, node.rssBytes());
      }
      await until(() => healthy.every(({ heard }) => heard.length >= first.length + versions.length), 'the healthy');
      heardAll(healthy, [...first, ...versions]);
      expect(most - before).toBeLessThanOrEqual(64 * 1024 * 1024);
      expect(await node.metric('lagging_total')).toBeGreaterThanOrEqual(STALLED);
      await until(async () => (await node.metric('slow_closed_total')) === STALLED, 'the slow to be closed');
      for (const { ws } of stalled) ws.resume();
      await until(() => stalled.every(({ code }) => code !== null), 'the end of the slow');
      // They read what was on its way, then why it ended; a connection that is given up may lose the close frame.
      expect(stalled.filter(({ code }) => code !== 1013 && code !== 1006)).toEqual([]);
      const again = await Promise.all(
        stalled.map(({ cursor }) => openEar(node, scene.caseId, { after: cursor, aliases: ALIASES })),
      );
      await until(() => again.every((ear, i) => ear.heard.length + stalled[i]!.heard.length >= versions.length), 'the rest');
      heardAll(
        again.map((ear, i) => ({ ...ear, heard: [...stalled[i]!.heard, ...ear.heard] })),
        versions,
      );
      for (const { ws } of [...healthy, ...again]) ws.close();
    },
    10 * MINUTES,
  );
});

describe('a herd', () => {
  const CLIENTS = 5_000;
  const CASE = `subscription ($caseId: ID!, $after: String) { caseEvents(caseId: $caseId, after: $after) { ${STREAM_FIELDS} event { id version } } }`;

  test(
    `${CLIENTS} clients of a node that is killed go on at another without an error, a loss or a double, within its connections`,
    async () => {
      const limits = { SOCKETS_PER_NODE: '10000' };
      const own = await connections();
      const [dying, staying] = [await scene.start(limits), await scene.start(limits)];
      clients = Array.from({ length: CLIENTS }, () =>
        createClient({ url: [dying.url, staying.url], token: dying.token, webSocketImpl: WebSocket as never }),
      );
      const listeners: Array<ReturnType<typeof listenTo>> = [];
      for (let i = 0; i < CLIENTS; i += 250) {
        const some = clients.slice(i, i + 250).map((client) => listenTo(client, CASE, { caseId: scene.caseId }));
        await Promise.all(some.map(({ ready }) => ready));
        listeners.push(...some);
      }
      expect(await dying.metric('subscribers')).toBe(CLIENTS);
      const versions = await changed(dying, 5);
      await until(() => listeners.every(({ versions: heard }) => heard().length === 5), 'the first events');

      const executed = await staying.metric('shared_executions_total');
      dying.program.kill('SIGKILL');
      await dying.program.ended;
      const most = { connections: 0 };
      const isBack = async () => (await staying.metric('subscribers')) === CLIENTS;
      // Written while they are away and while they come back.
      for (let n = 0; n < 40 || !(await isBack()); n++) {
        versions.push(...(await changed(staying, 1)));
        most.connections = Math.max(most.connections, await connections());
        await sleep(50);
      }
      await until(() => listeners.every(({ versions: heard }) => heard().length >= versions.length), 'every client to catch up');
      const expected = versions.join();
      expect(listeners.filter(({ versions: heard }) => heard().join() !== expected).length).toBe(0);
      expect(listeners.flatMap(({ ends }) => ends)).toEqual([]);
      expect(most.connections).toBeLessThanOrEqual(own + connectionsOf(10));
      // What one of them is replayed, the others are too: far from one execution a client and event.
      expect((await staying.metric('shared_executions_total')) - executed).toBeLessThan(versions.length * 20);
      await Promise.all(clients.map((client) => client.close()));
      await until(async () => (await staying.metric('sockets')) === 0, 'all sockets to leave');
    },
    10 * MINUTES,
  );

  const connections = async (): Promise<number> => {
    const { rows } = await scene.world.db.system.query<{ count: number }>(
      'select count(*)::int from pg_stat_activity where datname = current_database()',
    );
    return rows[0]!.count;
  };
});
