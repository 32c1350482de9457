import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openDatabase, type Database } from '../../src/app/database.ts';
import { inTeamTransaction } from '../../src/app/team-transaction.ts';
import { SYSTEM_TEAM } from '../../src/kernel/context.ts';
import { until } from '../events/log-world.ts';
import { openProxy, type TcpProxy } from '../faults/tcp-proxy.ts';
import { createWorld, type World } from '../world.ts';

const POOL = 2;

let world: World;
let wire: TcpProxy;
let db: Database;
let url: string;
beforeAll(async () => {
  world = await createWorld();
  const through = new URL(world.db.url);
  wire = await openProxy(Number(through.port));
  through.port = String(wire.port);
  url = through.href;
  db = await openDatabase({ url, poolSize: POOL, waitMs: 5_000, silentMs: 1_000 });
});
afterAll(async () => {
  await db.close();
  await wire.close();
  await world.close();
});

const readFrom = (from: Database, sql: string) => from.readAs('00000000-0000-0000-0000-000000000000')(sql);
const read = () => readFrom(db, 'select 1');
const write = () => inTeamTransaction(db, SYSTEM_TEAM, async ({ sql }) => ({ result: await sql('select 1'), underWay: [] }));
/** Until every connection that was lost is out of its pool. */
const works = async (act: () => Promise<unknown>) => {
  for (let tries = 0; tries < 100; tries++) {
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
  const patient = await openDatabase({ url, poolSize: POOL });
  const asleep = 'select pg_sleep(3)';
  const reading = Promise.allSettled([readFrom(patient, asleep), readFrom(patient, asleep)]);
  const watching = new pg.Client({ connectionString: world.db.url });
  await watching.connect();
  const underWay = `select from pg_stat_activity where state = 'active' and query = '${asleep}'`;
  await until(async () => (await watching.query(underWay)).rowCount === POOL);
  await watching.end();
  wire.cut();
  expect((await reading).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await works(() => readFrom(patient, 'select 1'))).toBe(true);
  await patient.close();
});

test('a connection that was forgotten on the way is given up, by readers and by writers, and the pool is whole again', async () => {
  await Promise.all([read(), read(), write(), write(), db.readSystem('select 1')]);
  wire.forget();
  const asked = await Promise.allSettled([read(), write(), db.readSystem('select 1')]);
  const codes = asked.map((each) => (each.status === 'rejected' ? (each.reason as { code?: string }).code : each.status));
  expect(codes).toEqual(['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT']);
  for (const act of [read, write, () => db.readSystem('select 1')]) expect(await works(act)).toBe(true);
});

test('a connection at rest is kept, and given up when it is forgotten after a long rest', async () => {
  const pid = async () => (await db.readSystem<{ pid: number }>('select pg_backend_pid() as pid'))[0]!.pid;
  const before = await pid();
  await sleep(1_300);
  expect(await pid()).toBe(before);
  await sleep(1_300);
  wire.forget();
  await expect(pid()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(await works(pid)).toBe(true);
  expect(await works(() => Promise.all([read(), read(), write(), write()]))).toBe(true);
});

test('however often `begin` fails on a dead connection, the pool keeps its size', async () => {
  for (let times = 0; times < POOL + 1; times++) {
    await Promise.all([write(), write()]);
    wire.forget();
    await Promise.allSettled([write(), write()]);
    expect(await works(() => Promise.all([write(), write()]))).toBe(true);
  }
});
