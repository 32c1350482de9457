import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCase, ownShareByCase, sharesByCase } from '../../src/cases/case.loaders.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { changeShare } from '../../src/cases/change-share.ts';
import { shareCase } from '../../src/cases/share-case.ts';
import { withdrawShare } from '../../src/cases/withdraw-share.ts';
import { Level } from '../../src/kernel/level.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid, dealWorld, refusedWith, teamGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const change = (by: TestTeam, id: string, team: TestTeam, more: { level?: Level; role?: ShareRole }) =>
  changeShare(world.ctx(by), { caseId: caseGid(id), teamId: teamGid(team), ...more });
const withdraw = (by: TestTeam, id: string, team: TestTeam) =>
  withdrawShare(world.ctx(by), { caseId: caseGid(id), teamId: teamGid(team) });

describe('shareCase', () => {
  test('gives the team its level and its supervisors FOLLOW', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK, ShareRole.PARTNER);
    expect(await Promise.all([deal.neighbour, deal.other, deal.city].map((t) => deal.seesCase(t, id)))).toEqual([
      'WORK',
      'FOLLOW',
      'FOLLOW',
    ]);
    expect(await world.events(id)).toEqual(['CASE_OPENED', 'CASE_SHARED']);
  });

  test('lets an invited team at WORK invite in its turn', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    await deal.share(deal.neighbour, id, deal.partner, Level.SUMMARY);
    expect(await deal.seesCase(deal.partner, id)).toBe('SUMMARY');
  });

  test('shows a team at SUMMARY its own share and nobody else’s', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    const ctx = world.ctx(deal.partner);
    expect((await ctx.load(ownShareByCase, id)).map((s) => [s.teamId, s.role])).toEqual([[deal.partner.id, 'REFERRER']]);
    expect(await ctx.load(sharesByCase, id)).toEqual([]);
  });

  test('refuses a second lead, a share of nothing, and a partner above SUMMARY', async () => {
    const id = await deal.opened();
    expect(await refusedWith(deal.share(deal.park, id, deal.neighbour, Level.NONE, ShareRole.LEAD))).toEqual([
      'INVALID role',
      'INVALID level',
    ]);
    expect(await refusedWith(deal.share(deal.park, id, deal.partner, Level.FOLLOW))).toEqual(['INVALID level']);
  });

  test('refuses a team that takes part already, an ended team, and forged ids', async () => {
    const id = await deal.opened();
    const ended = await world.team(TeamKind.PARK, deal.district, { endsOn: '2020-01-01' });
    await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW);
    expect(await refusedWith(deal.share(deal.park, id, deal.neighbour, Level.WORK))).toEqual(['CONFLICT teamId']);
    expect(await refusedWith(deal.share(deal.park, id, ended, Level.WORK))).toEqual(['NOT_FOUND teamId']);
    const forged = { caseId: teamGid(deal.park), teamId: teamGid(deal.other), role: ShareRole.SUPPORT, level: Level.WORK };
    expect(await refusedWith(shareCase(world.ctx(deal.park), forged))).toEqual(['NOT_FOUND caseId']);
  });

  test('refuses followers and strangers', async () => {
    const id = await deal.opened();
    expect(await refusedWith(deal.share(deal.city, id, deal.other, Level.FOLLOW))).toEqual(['FORBIDDEN caseId']);
    expect(await refusedWith(deal.share(deal.neighbour, id, deal.other, Level.FOLLOW))).toEqual(['NOT_FOUND caseId']);
  });

  test('shares once when two share with the same team at once, and versions stay apart', async () => {
    const id = await deal.opened();
    const call = () => deal.share(deal.park, id, deal.neighbour, Level.FOLLOW);
    const outcomes = await world.atOnce('cases', id, [call, call]);
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await loadCase(world.ctx(deal.park), id)).toMatchObject({ version: 2 });
  });
});

describe('changeShare', () => {
  test('is for the lead team and its supervisors', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW);
    await change(deal.park, id, deal.neighbour, { level: Level.WORK });
    expect(await deal.seesCase(deal.neighbour, id)).toBe('WORK');
    expect(await refusedWith(change(deal.neighbour, id, deal.neighbour, { level: Level.FOLLOW }))).toEqual(['FORBIDDEN caseId']);
    expect(await refusedWith(change(deal.other, id, deal.neighbour, { level: Level.FOLLOW }))).toEqual(['FORBIDDEN caseId']);
    await change(deal.city, id, deal.neighbour, { level: Level.SUMMARY });
    expect(await deal.seesCase(deal.neighbour, id)).toBe('SUMMARY');
  });

  test('keeps exactly one lead: nobody becomes it, nobody takes it away', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    expect(await refusedWith(change(deal.park, id, deal.neighbour, { role: ShareRole.LEAD }))).toEqual(['INVALID role']);
    expect(await refusedWith(change(deal.city, id, deal.park, { role: ShareRole.SUPPORT }))).toEqual(['INVALID teamId']);
    expect(await refusedWith(withdraw(deal.park, id, deal.park))).toEqual(['INVALID teamId']);
    const twice = world.insert('case_share', {
      id: id,
      case_id: id,
      team_id: deal.other.id,
      role: 'LEAD',
      level: 'WORK',
      granted_by_team_id: deal.park.id,
      since: new Date(),
    });
    await expect(twice).rejects.toThrow(/case_share_one_lead/);
  });
});

describe('withdrawShare', () => {
  test('takes the case from the team and those who saw it through the team, and names them', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    await withdraw(deal.park, id, deal.neighbour);
    expect(await Promise.all([deal.neighbour, deal.other, deal.city].map((t) => deal.seesCase(t, id)))).toEqual([
      null,
      null,
      'FOLLOW',
    ]);
    const [event] = await world.db.readSystem<{ revoked: string[]; audience: object }>(
      `select revoked, audience from event where subject_id = $1 and kind = 'CASE_SHARE_WITHDRAWN'`,
      [id],
    );
    expect(event!.revoked.toSorted()).toEqual([deal.neighbour.id, deal.other.id].toSorted());
    expect(Object.keys(event!.audience).toSorted()).toEqual([deal.park.id, deal.district.id, deal.city.id].toSorted());
  });

  test('lets a team leave by itself, at SUMMARY too, and leaves the others where they were', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW);
    await withdraw(deal.partner, id, deal.partner);
    expect(await Promise.all([deal.partner, deal.neighbour, deal.park].map((t) => deal.seesCase(t, id)))).toEqual([
      null,
      'FOLLOW',
      'WORK',
    ]);
    expect(await loadCase(world.ctx(deal.park), id)).toMatchObject({ version: 4 });
  });

  test('refuses another team’s share to those who do not lead', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY);
    expect(await refusedWith(withdraw(deal.neighbour, id, deal.partner))).toEqual(['FORBIDDEN teamId']);
    expect(await refusedWith(withdraw(deal.partner, id, deal.neighbour))).toEqual(['FORBIDDEN teamId']);
  });

  test('counts for an act that was already waiting', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    const outcomes = await world.atOnce('cases', id, [
      () => withdraw(deal.park, id, deal.neighbour),
      () => deal.note(deal.neighbour, id),
    ]);
    const codes = outcomes.map((o) => (o.status === 'fulfilled' ? 'done' : (o.reason.errors[0].code as string)));
    const notes = await world.db.readSystem<{ n: number }>('select count(*)::int as n from activity where case_id = $1', [id]);
    expect([codes[0], codes[1] === 'NOT_FOUND' ? 0 : 1]).toEqual(['done', notes[0]!.n]);
  });

  test('lets the team be invited again', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK);
    await withdraw(deal.park, id, deal.neighbour);
    await deal.share(deal.park, id, deal.neighbour, Level.SUMMARY);
    expect(await deal.seesCase(deal.neighbour, id)).toBe('SUMMARY');
  });
});
