import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database } from '../../src/app/database.ts';
import { inTeamTransaction } from '../../src/app/team-transaction.ts';
import { SYSTEM_TEAM } from '../../src/kernel/context.ts';
import { openProxy, type TcpProxy } from '../faults/tcp-proxy.ts';
import { createWorld, type World } from '../world.ts';

const POOL = 2;

let world: World;
let wire: TcpProxy;
let db: Database;
beforeAll(async () => {
  world = await createWorld();
  const url = new URL(world.db.url);
  wire = await openProxy(Number(url.port));
  url.port = String(wire.port);
  db = await openDatabase({ url: url.href, poolSize: POOL, waitMs: 1_000, silentMs: 400 });
});
afterAll(async () => {
  await db.close();
  await wire.close();
  await world.close();
});

const read = () => db.readAs('00000000-0000-0000-0000-000000000000')('select pg_sleep(0.2)');
const write = () => inTeamTransaction(db, SYSTEM_TEAM, async ({ sql }) => ({ result: await sql('select 1'), underWay: [] }));
/** Until every connection that was lost is out of its pool. */
const works = async (act: () => Promise<unknown>) => {
  for (let tries = 0; tries < 30; tries++) {
    if (
      await act().then(
        () => true,
        () => false,
      )
    )
      return true;
    await sleep(100);
  }
  return false;
};

test('a connection that is reset under a reader fails its statement and not the process', async () => {
  const reading = Promise.allSettled([read(), read()]);
  await sleep(100);
  wire.cut();
  expect((await reading).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await works(read)).toBe(true);
});

test('a connection that was forgotten on the way is given up, by readers and by writers, and the pool is whole again', async () => {
  await Promise.all([read(), read(), write(), write(), db.readSystem('select 1')]);
  wire.forget();
  const asked = await Promise.allSettled([read(), write(), db.readSystem('select 1')]);
  const codes = asked.map((each) => (each.status === 'rejected' ? (each.reason as { code?: string }).code : each.status));
  expect(codes).toEqual(['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT']);
  for (const act of [read, write, () => db.readSystem('select 1')]) expect(await works(act)).toBe(true);
});

test('however often `begin` fails on a dead connection, the pool keeps its size', async () => {
  for (let times = 0; times < POOL + 1; times++) {
    await Promise.all([write(), write()]);
    wire.forget();
    await Promise.allSettled([write(), write()]);
    expect(await works(() => Promise.all([write(), write()]))).toBe(true);
  }
});
