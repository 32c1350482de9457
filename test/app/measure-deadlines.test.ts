import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { measureDeadlines } from '../../src/app/measure-deadlines.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { startHousekeeping } from '../../src/app/housekeeping.ts';
import { clockWorld, wall, type ClockWorld } from '../leads/clock-world.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
let city: ClockWorld;
beforeAll(async () => {
  world = await createWorld();
  city = await clockWorld(world);
});
afterAll(() => world.close());

const shown = async (text: string) => {
  const metrics = createMetrics();
  await measureDeadlines(metrics, world.db.system, wall(text));
  const lines = (await metrics.registry.metrics()).split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => /^zhaoshang_(running_clocks|calendar_days_left)/.test(line))
      .map((line) => line.replace('zhaoshang_', '').split(' ')),
  ) as Record<string, string>;
};

test('running clocks are counted by light', async () => {
  city.setNow('2026-11-23 10:00');
  await city.handed();
  await city.lead();
  expect(await shown('2026-11-26 20:00')).toMatchObject({
    'running_clocks{light="green"}': '2',
    'running_clocks{light="amber"}': '2',
    'running_clocks{light="red"}': '1',
  });
});

test('the days until the first unknown year are told, none when this very year is unknown', async () => {
  expect((await shown('2026-12-01 00:00')).calendar_days_left).toBe('31');
  expect((await shown('2025-01-01 00:00')).calendar_days_left).toBe('730');
  expect((await shown('2027-03-01 00:00')).calendar_days_left).toBe('0');
});

test('every round measures, also while another node tidies', async () => {
  const other = await world.db.system.connect();
  await other.query(`select pg_advisory_lock(hashtext('zhaoshang.housekeeping'))`);
  const [log, metrics] = [{ info: () => {}, warn: () => {} }, createMetrics()];
  const housekeeping = startHousekeeping({ db: world.db, log, now: () => wall('2026-12-01 00:00'), metrics });
  await housekeeping.stop();
  expect((await metrics.calendarDaysLeft.get()).values[0]?.value).toBe(31);
  other.release(true);
});
