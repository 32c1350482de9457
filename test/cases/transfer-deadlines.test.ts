import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importWorkCalendar } from '../../src/cases/import-work-calendar.ts';
import { recomputeAll } from '../../src/exchange/import-work-calendar.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { createWorld, type World } from '../world.ts';
import { transferWorld, type TransferWorld } from './transfer-world.ts';

let world: World;
let deal: TransferWorld;
beforeAll(async () => {
  world = await createWorld();
  world.clock.now = () => new Date('2026-12-29T02:00:00.000Z'); // a Tuesday
  deal = await transferWorld(world);
});
afterAll(() => world.close());

const PERSON = '11111111-1111-4111-8111-111111111111';
const dueOf = async (id: string) =>
  (
    await world.db.readSystem<{ due: Date; estimated: boolean }>(
      `select due_at as due, is_estimated as estimated from transfer where id = $1`,
      [id],
    )
  )[0]!;

describe('an offer whose deadline lies in a year that is not announced', () => {
  test('is estimated, moves when the holidays are known, and keeps the days it was promised', async () => {
    const what = await deal.make('LEAD');
    const id = await deal.offer(deal.park, what, deal.neighbour);
    const answered = await deal.offer(deal.park, await deal.make('LEAD'), deal.neighbour);
    await deal.decline(deal.neighbour, answered);
    // 30, 31, then by weekends alone 1, 4 and 5 January.
    const estimate = { due: new Date('2027-01-05T16:00:00.000Z'), estimated: true };
    expect([await dueOf(id), await dueOf(answered)]).toEqual([estimate, estimate]);
    await importWorkCalendar(world.ctx(deal.city, { role: Role.CHIEF, personId: PERSON }), {
      year: 2027,
      announcedOn: '2026-11-10',
      source: '国务院办公厅关于2027年部分节假日安排的通知',
      days: [{ day: '2027-01-01', isWorking: false, name: '元旦' }],
    });
    await recomputeAll({ pool: world.db.system, now: () => world.clock.now() });
    expect(await dueOf(id)).toEqual({ due: new Date('2027-01-06T16:00:00.000Z'), estimated: false });
    expect(await dueOf(answered)).toEqual(estimate);
    expect(await recomputeAll({ pool: world.db.system, now: () => world.clock.now() })).toBe(0);
  });
});
