import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { giveStake, takeStake } from '../../src/access/given-stakes.ts';
import { AccessGround } from '../../src/access/level.ts';
import type { GivenGround } from '../../src/access/stake.ts';
import { tidy } from '../../src/app/housekeeping.ts';
import { settleCase, type LockedCase } from '../../src/cases/change-case.ts';
import { explainAccess } from '../../src/cases/explain-access.ts';
import { lockForWrite } from '../../src/access/lock-for-write.ts';
import { Level } from '../../src/kernel/level.ts';
import { settleLead, type LockedLead } from '../../src/leads/change-lead.ts';
import { loadLead } from '../../src/leads/lead.loaders.ts';
import { caseGid, dealWorld, leadGid, type DealWorld } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const giveOnLead = (leadId: string, to: TestTeam, ground: GivenGround, level: Level) =>
  world.ctx(deal.park).act('test', {}, async (tx) => {
    const lead = await lockForWrite<LockedLead>(tx, 'Lead', { id: leadGid(leadId) });
    await giveStake(tx, { kind: 'LEAD', subjectId: lead.id, teamId: to.id, ground, level });
    return { ...(await settleLead(tx, lead)) };
  });
const levelOn = async (leadId: string, team: TestTeam) => (await loadLead(world.ctx(team), leadId))?.level ?? Level.NONE;

describe('a stake that an act gave', () => {
  test('shows the record to its team alone where it was given to decide by', async () => {
    for (const ground of [AccessGround.DISCLOSURE, AccessGround.TRANSFER_OFFER, AccessGround.ARBITRATION] as const) {
      const leadId = await deal.lead();
      expect(await giveOnLead(leadId, deal.neighbour, ground, Level.FOLLOW)).toEqual({ gained: [deal.neighbour.id], lost: [] });
      expect([await levelOn(leadId, deal.neighbour), await levelOn(leadId, deal.other)]).toEqual(['FOLLOW', 'NONE']);
    }
  });

  test('is followed by the supervisors where its team goes on working or reading', async () => {
    for (const ground of [AccessGround.JOINT_CLAIM, AccessGround.ORIGIN] as const) {
      const leadId = await deal.lead();
      await giveOnLead(leadId, deal.neighbour, ground, Level.FOLLOW);
      expect([await levelOn(leadId, deal.neighbour), await levelOn(leadId, deal.other)]).toEqual(['FOLLOW', 'FOLLOW']);
    }
  });

  test('is explained to the team that has it, and to others on the record', async () => {
    const leadId = await deal.lead();
    await giveOnLead(leadId, deal.neighbour, AccessGround.DISCLOSURE, Level.SUMMARY);
    const own = await explainAccess(world.ctx(deal.neighbour), leadGid(leadId), null);
    expect(own).toMatchObject({ level: 'SUMMARY', reasons: [{ ground: 'DISCLOSURE', chain: [deal.neighbour.id] }] });
  });

  test('goes when it is taken, and whoever loses the record by it is named', async () => {
    const leadId = await deal.lead();
    await giveOnLead(leadId, deal.neighbour, AccessGround.ORIGIN, Level.FOLLOW);
    const { lost } = await world.ctx(deal.park).act('test', {}, async (tx) => {
      const lead = await lockForWrite<LockedLead>(tx, 'Lead', { id: leadGid(leadId) });
      await takeStake(tx, lead.id, AccessGround.ORIGIN);
      return { ...(await settleLead(tx, lead)) };
    });
    expect(lost.toSorted()).toEqual([deal.neighbour.id, deal.other.id].toSorted());
    expect(await levelOn(leadId, deal.neighbour)).toBe(Level.NONE);
  });

  test('outlasts a change of shares of a case', async () => {
    const caseId = await deal.opened();
    await world.ctx(deal.park).act('test', {}, async (tx) => {
      const locked = await lockForWrite<LockedCase>(tx, 'Case', { id: caseGid(caseId) });
      await giveStake(tx, {
        kind: 'CASE',
        subjectId: caseId,
        teamId: deal.neighbour.id,
        ground: AccessGround.ORIGIN,
        level: Level.FOLLOW,
      });
      return { ...(await settleCase(tx, locked)) };
    });
    await deal.share(deal.park, caseId, deal.partner, Level.SUMMARY);
    expect((await explainAccess(world.ctx(deal.neighbour), caseGid(caseId), null))?.level).toBe('FOLLOW');
  });

  test('comes back with a team that is opened again', async () => {
    const leadId = await deal.lead();
    await giveOnLead(leadId, deal.neighbour, AccessGround.ORIGIN, Level.FOLLOW);
    await world.db.readSystem(`delete from access where subject_id = $1 and team_id = $2`, [leadId, deal.neighbour.id]);
    await world.ctx(deal.city).act('test', {}, async (tx) => {
      tx.record({ kind: 'TEAM_UPDATED', subject: { type: 'Team', id: deal.neighbour.id }, payload: { reopened: true } });
      return {};
    });
    expect(await tidy({ pool: world.db.system, now: () => world.clock.now() }, { clean: false })).toMatchObject({ settled: 1 });
    expect(await levelOn(leadId, deal.neighbour)).toBe(Level.FOLLOW);
  });
});
