import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inTransaction, systemOf } from '../../src/exchange/import-ctx.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { respondToLead } from '../../src/leads/report-lead.ts';
import { tendClocks } from '../../src/leads/tend-clocks.ts';
import { leadGid, teamGid } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';
import { clockWorld, wall, type ClockWorld } from './clock-world.ts';

let world: World;
let city: ClockWorld;
beforeAll(async () => {
  world = await createWorld();
  city = await clockWorld(world);
});
afterAll(() => world.close());

/** Only the clock for the first response is left to run. */
const responding = async (): Promise<string> => {
  const id = await city.handed();
  await world.db.readSystem(`delete from response_clock where lead_id = $1 and kind <> 'RESPOND'`, [id]);
  return id;
};
const ids = (...teams: Array<{ id: string }>): string[] => teams.map(({ id }) => id).sort();

describe('a clock of a park', () => {
  test('is told amber to the owner, late to all above, and climbs from park to district to city, each thing once', async () => {
    city.setNow('2026-09-28 00:00');
    const id = await responding();
    const at = async (text: string) => {
      city.setNow(text);
      const { told } = await city.tend();
      await city.tend();
      return { told, last: (await city.told(id)).at(-1) };
    };
    const above = ids(city.park, city.district, city.city);
    expect(await at('2026-09-29 14:23')).toEqual({ told: 0, last: undefined });
    expect(await at('2026-09-29 14:24')).toEqual({
      told: 1,
      last: { kind: 'LEAD_CLOCK_AMBER', of: 'RESPOND', light: 'AMBER', to: null, heardBy: ids(city.park) },
    });
    expect(await at('2026-09-29 23:59')).toMatchObject({ told: 0 });
    expect(await at('2026-09-30 00:00')).toEqual({
      told: 1,
      last: { kind: 'LEAD_CLOCK_LATE', of: 'RESPOND', light: 'RED', to: city.district.id, heardBy: above },
    });
    expect((await city.clocks(id))[0]).toMatchObject({ state: 'RUNNING', escalatedTo: city.district.id });
    // One more working day behind 30 September is 8 October.
    expect(await at('2026-10-08 23:59')).toMatchObject({ told: 0 });
    expect(await at('2026-10-09 00:00')).toEqual({
      told: 1,
      last: { kind: 'LEAD_CLOCK_ESCALATED', of: 'RESPOND', light: 'RED', to: city.city.id, heardBy: above },
    });
    expect(await at('2027-12-31 00:00')).toMatchObject({ told: 0 });
    expect((await city.clocks(id))[0]).toMatchObject({ state: 'RUNNING', escalatedTo: city.city.id });
  });

  test('that was met meanwhile is not told of', async () => {
    city.setNow('2026-11-23 10:00');
    const id = await responding();
    await respondToLead(world.ctx(city.park), { leadId: leadGid(id), text: '已联系' });
    city.setNow('2026-11-30 10:00');
    await city.tend();
    expect(await city.told(id)).toEqual([]);
  });

  test('of a lead that somebody is acting on waits for the next round', async () => {
    city.setNow('2026-11-23 10:00');
    const id = await responding();
    city.setNow('2026-11-30 10:00');
    const acting = await world.db.system.connect();
    await acting.query('begin');
    await acting.query('select 1 from lead where id = $1 for update', [id]);
    expect(await city.tend()).toEqual({ told: 0, isDone: true });
    await acting.query('rollback');
    acting.release();
    expect(await city.tend()).toEqual({ told: 1, isDone: true });
  });

  test('that nobody looked at for long is told late at once, without the amber before it', async () => {
    city.setNow('2026-11-02 10:00');
    const id = await responding();
    city.setNow('2026-11-30 10:00');
    await city.tend();
    await city.tend();
    expect((await city.told(id)).map(({ kind, to }) => [kind, to])).toEqual([['LEAD_CLOCK_LATE', city.district.id]]);
  });
});

describe('escalation', () => {
  test('passes over a district that has ended', async () => {
    const district = await world.team(TeamKind.DISTRICT, city.city, { endsOn: '2026-06-30' });
    const park = await world.park(district);
    city.setNow('2026-11-23 10:00');
    const id = await city.lead(city.partner, { owningTeamId: teamGid(park) });
    city.setNow('2026-11-25 00:00');
    await city.tend();
    expect((await city.told(id)).at(-1)).toMatchObject({ kind: 'LEAD_CLOCK_LATE', to: city.city.id });
  });

  test.each([TeamKind.DEPARTMENT, TeamKind.TASK_FORCE])('of a %s ends with itself: late, and nobody called', async (kind) => {
    const team = await world.team(kind, city.city);
    city.setNow('2026-11-23 10:00');
    const id = await city.lead(city.partner, { owningTeamId: teamGid(team) });
    city.setNow('2026-11-25 00:00');
    await city.tend();
    city.setNow('2026-11-26 00:00');
    await city.tend();
    expect((await city.told(id)).filter(({ of }) => of === 'RESPOND')).toEqual([
      { kind: 'LEAD_CLOCK_LATE', of: 'RESPOND', light: 'RED', to: null, heardBy: [team.id] },
    ]);
    expect((await city.clocks(id))[0]).toMatchObject({ kind: 'RESPOND', escalatedTo: null });
  });
});

describe('two nodes at once', () => {
  test('tell of each clock once, and one that is killed between batches leaves the rest to the next', async () => {
    city.setNow('2026-11-23 10:00');
    await city.tend();
    const leads: string[] = [];
    for (let i = 0; i < 60; i++) leads.push(await responding());
    city.setNow('2026-11-25 00:00');
    const killed = inTransaction({ pool: world.db.system, now: () => wall('2026-11-25 00:00') }, async (tx) => {
      expect((await tendClocks(systemOf(tx))).told).toBe(50);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    const rounds = async () => {
      let total = 0;
      for (;;) {
        const { told, isDone } = await city.tend();
        total += told;
        if (isDone) return total;
      }
    };
    const [one, other] = await Promise.all([rounds(), rounds()]);
    const more = await rounds();
    expect(one + other + more).toBe(60);
    const told = await world.db.readSystem<{ n: number }>(
      `select count(*)::int as n from event where kind = 'LEAD_CLOCK_LATE' and subject_id = any($1) group by subject_id`,
      [leads],
    );
    expect(told.map(({ n }) => n)).toEqual(Array.from({ length: 60 }, () => 1));
  });
});
