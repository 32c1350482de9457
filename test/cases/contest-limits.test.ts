import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tellOverdueContests } from '../../src/app/overdue-contests.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { withdrawContest } from '../../src/cases/contest-acts.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { declineLead, screenLead } from '../../src/leads/move-lead.ts';
import { renewClaim } from '../../src/leads/renew-claim.ts';
import { claimGid } from '../leads/claim-world.ts';
import { contestGid, contestWorld, type ContestWorld } from './contest-world.ts';
import { caseGid, leadGid, refusedWith } from './deal-world.ts';
import { createWorld, type World } from '../world.ts';

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

  test('a whole share replaces what was agreed before', async () => {
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(await at.lead(at.neighbour, company)));
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '60' });
    at.pass(1);
    const third = await world.park(at.other);
    const again = await contestClaim(world.ctx(third), at.input(await at.lead(third, company)));
    await at.decide(at.city, again.contestId, { holderPercent: '100' });
    const newest = await world.db.readSystem<{ teamId: string; hundredths: number }>(
      `select p.team_id as "teamId", p.hundredths from credit_shares s join credit_party p on p.shares_id = s.id
       where s.case_id = $1 and s.figure = 'OUTPUT' and s.recorded_at = (select max(recorded_at) from credit_shares where case_id = $1)`,
      [caseId],
    );
    expect(newest).toEqual([{ teamId: at.park.id, hundredths: 10_000 }]);
    at.pass(-1);
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
