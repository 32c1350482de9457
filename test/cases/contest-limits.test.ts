import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tellOverdueContests } from '../../src/app/overdue-contests.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { withdrawContest } from '../../src/cases/contest-acts.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import type { DecideContestInput } from '../../src/cases/contest.inputs.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { joinClaim } from '../../src/leads/answer-claim-invitation.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { inviteToClaim } from '../../src/leads/invite-to-claim.ts';
import { declineLead, screenLead } from '../../src/leads/move-lead.ts';
import { renewClaim } from '../../src/leads/renew-claim.ts';
import { claimGid } from '../leads/claim-world.ts';
import { contestGid, contestWorld, type ContestWorld } from './contest-world.ts';
import { caseGid, leadGid, refusedWith, teamGid } from './deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let at: ContestWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await contestWorld(world);
});
afterAll(() => world.close());

describe('what a contest must not do', () => {
  test('a team that joined by a ruling works along: it neither declines the lead nor opens the case', async () => {
    const { leadId, contestId, claimId } = await at.contested();
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '60' });
    const joint = world.ctx(at.neighbour);
    const target = { expectedVersion: 3 };
    expect(await refusedWith(declineLead(joint, { id: leadGid(leadId), reason: '不做了', ...target }))).toEqual(['FORBIDDEN id']);
    expect(await refusedWith(acceptLead(joint, { leadId: leadGid(leadId), ...target }))).toEqual(['FORBIDDEN leadId']);
    expect(await at.row(claimId)).toMatchObject({ outcome: null });
    await screenLead(joint, { id: leadGid(leadId), ...target });
  });

  test('nobody is in two contests at once, on either side', async () => {
    const { company, rivalLeadId } = await at.contested();
    const third = await world.park(at.other);
    const own = await at.lead(third, company);
    expect(await refusedWith(contestClaim(world.ctx(third), at.input(own)))).toEqual(['CONFLICT intent']);
    const other = await at.claimed(third, await at.company(), {});
    const { company_id: elsewhere } = (
      await world.db.readSystem<{ company_id: string }>('select company_id from claim where id = $1', [other.claimId])
    )[0]!;
    await world.db.readSystem('update lead set company_id = $2 where id = $1', [rivalLeadId, elsewhere]);
    expect(await refusedWith(contestClaim(world.ctx(at.neighbour), at.input(rivalLeadId)))).toEqual(['CONFLICT leadId']);
  });

  test('a ruling is final, and what was taken back is not opened again', async () => {
    const decided = await at.contested();
    await at.decide(at.city, decided.contestId);
    expect(await refusedWith(contestClaim(world.ctx(at.neighbour), at.input(decided.rivalLeadId)))).toEqual(['CONFLICT intent']);
    const withdrawn = await at.contested();
    await withdrawContest(world.ctx(at.neighbour), { contestId: contestGid(withdrawn.contestId) });
    expect(await refusedWith(contestClaim(world.ctx(at.neighbour), at.input(withdrawn.rivalLeadId)))).toEqual([
      'CONFLICT intent',
    ]);
  });

  test('no renewal is spent while the lease stands still', async () => {
    const { claimId } = await at.contested();
    at.pass(40);
    const renewal = { claimId: claimGid(claimId), expectedVersion: 2, evidence: [at.evidence()] };
    expect(await refusedWith(renewClaim(world.ctx(at.park), renewal))).toEqual(['FROZEN claimId']);
    at.pass(-40);
  });

  test('a ruling takes nothing from who has a part by an earlier ruling', async () => {
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    const ruled = async (by: TestTeam, more: Partial<DecideContestInput>) => {
      const { contestId } = await contestClaim(world.ctx(by), at.input(await at.lead(by, company)));
      await at.decide(at.city, contestId, more);
      return at.standing(caseId);
    };
    const [third, fourth] = [await world.park(at.other), await world.park(at.other)];
    expect(await ruled(at.neighbour, { outcome: ContestOutcome.JOINT, holderPercent: '60' })).toEqual({
      [at.park.id]: 6_000,
      [at.neighbour.id]: 4_000,
    });
    expect(await ruled(third, {})).toEqual({ [at.park.id]: 6_000, [at.neighbour.id]: 4_000 });
    expect(await ruled(fourth, { outcome: ContestOutcome.JOINT, holderPercent: '70' })).toEqual({
      [at.park.id]: 4_200,
      [at.neighbour.id]: 2_800,
      [fourth.id]: 3_000,
    });
  });

  test('all rulings on a lead reach its case, in their order, and what joint teams agreed stays theirs', async () => {
    const company = await at.company();
    const { leadId, claimId } = await at.claimed(at.park, company);
    const joint = await world.park(at.other);
    await inviteToClaim(world.ctx(at.park), { claimId: claimGid(claimId), teamId: teamGid(joint), percent: 40 });
    await joinClaim(world.ctx(joint), { claimId: claimGid(claimId) });
    for (const [team, more] of [
      [at.neighbour, { outcome: ContestOutcome.JOINT, holderPercent: '50' }],
      [await world.park(at.other), {}],
    ] as const) {
      const { contestId } = await contestClaim(world.ctx(team), at.input(await at.lead(team, company)));
      await at.decide(at.city, contestId, more);
    }
    const expectedVersion = (
      await world.db.readSystem<{ version: number }>(`select version from lead where id = $1`, [leadId])
    )[0]!.version;
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion });
    expect(await at.standing(caseId)).toEqual({ [at.park.id]: 3_000, [joint.id]: 2_000, [at.neighbour.id]: 5_000 });
  });

  test('a lead that a ruling closes keeps no claim of its own', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    const rival = await at.lead(at.neighbour, company);
    const other = await at.claim(at.neighbour, rival, { intent: ClaimIntent.LOGISTICS });
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(rival));
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '50' });
    expect(await at.row(other)).toMatchObject({ outcome: 'RELEASED' });
  });

  test('a lead whose case has ended contests nothing', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    const rival = await at.lead(at.neighbour, company);
    const { caseId } = await acceptLead(world.ctx(at.neighbour), { leadId: leadGid(rival), expectedVersion: 1 });
    await moveCase(world.ctx(at.neighbour), {
      id: caseGid(caseId),
      stage: CaseStage.LOST,
      expectedVersion: 1,
      reason: '投资方改投外地',
    });
    expect(await refusedWith(contestClaim(world.ctx(at.neighbour), at.input(rival)))).toEqual(['ILLEGAL_MOVE leadId']);
  });

  test('an arbiter that reads only to decide is told that it no longer may, on the case too', async () => {
    const bureau = await world.team(TeamKind.DEPARTMENT, at.district);
    const company = await at.company();
    const { leadId } = await at.claimed(bureau, company);
    const { caseId } = await acceptLead(world.ctx(bureau), { leadId: leadGid(leadId), expectedVersion: 1 });
    const { contestId } = await contestClaim(world.ctx(at.park), at.input(await at.lead(at.park, company)));
    expect((await at.contestOf(contestId, at.district))?.arbiterTeamId).toBe(at.district.id);
    await at.decide(at.district, contestId);
    const revoked = await world.db.readSystem<{ kind: string; revoked: string[] }>(
      `select kind, revoked from event where subject_id in ($1, $2) and revoked is not null order by id`,
      [leadId, caseId],
    );
    expect(revoked).toEqual([
      { kind: 'CONTEST_DECIDED', revoked: [at.district.id] },
      { kind: 'CASE_THAWED', revoked: [at.district.id] },
    ]);
  });

  test('the round that finds it late and the ruling never lock each other out', async () => {
    at.pass(9);
    const open = await Promise.all(Array.from({ length: 6 }, () => at.contested()));
    at.pass(9);
    const tend = () => tellOverdueContests({ pool: world.db.system, now: () => at.now() });
    const done = await Promise.allSettled([tend(), ...open.map(({ contestId }) => at.decide(at.city, contestId)), tend()]);
    expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
    at.pass(-18);
  });
});
