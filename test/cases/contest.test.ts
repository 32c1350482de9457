import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tellOverdueContests } from '../../src/app/overdue-contests.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { loadCase } from '../../src/cases/case.loaders.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { addContestStatement, withdrawContest } from '../../src/cases/contest-acts.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { decideContest } from '../../src/cases/decide-contest.ts';
import { importWorkCalendar } from '../../src/cases/import-work-calendar.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { loadLead } from '../../src/leads/lead.loaders.ts';
import { screenLead } from '../../src/leads/move-lead.ts';
import { ask } from '../ask.ts';
import { DAY_MS } from '../leads/claim-world.ts';
import { contestGid, contestWorld, type ContestWorld } from './contest-world.ts';
import { caseGid, leadGid, refusedWith } from './deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let at: ContestWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await contestWorld(world);
});
afterAll(() => world.close());

describe('contestClaim', () => {
  test('is put to the lowest team above both sides, with five working days', async () => {
    const { contestId } = await at.contested();
    expect(await at.contestOf(contestId)).toMatchObject({
      code: expect.stringMatching(/^ZC2026-\d{6}$/),
      arbiterTeamId: at.city.id,
      holdingTeamId: at.park.id,
      contesterTeamId: at.neighbour.id,
      state: 'OPEN',
      openedAt: at.now(),
      // Tuesday 1 September 2026; the fifth working day behind it is Tuesday the 8th.
      dueAt: new Date('2026-09-08T16:00:00.000Z'),
      isEstimated: false,
    });
  });

  test('across an unannounced year has an estimated deadline, which moves when the year is announced', async () => {
    const own = await createWorld();
    const theirs = await contestWorld(own);
    theirs.pass(120); // Wednesday 30 December 2026
    const { contestId } = await theirs.contested();
    const deadline = async () => {
      const contest = await theirs.contestOf(contestId);
      return [contest?.dueAt.toISOString(), contest?.isEstimated];
    };
    expect(await deadline()).toEqual(['2027-01-06T16:00:00.000Z', true]);
    const days = [{ day: '2027-01-01', isWorking: false, name: '元旦' }];
    const notice = { year: 2027, announcedOn: '2026-11-12', source: '国务院办公厅通知', days };
    await importWorkCalendar(own.ctx(theirs.city, { role: Role.CHIEF, personId: own.viewer(theirs.city).teamId }), notice);
    expect(await deadline()).toEqual(['2027-01-07T16:00:00.000Z', false]);
    await own.close();
  });

  test('between two parks of one district is put to the district', async () => {
    const sister = await world.park(at.district);
    const company = await at.company();
    await at.claimed(at.park, company);
    const { contestId } = await contestClaim(world.ctx(sister), at.input(await at.lead(sister, company)));
    expect((await at.contestOf(contestId, at.district))?.arbiterTeamId).toBe(at.district.id);
  });

  test('freezes the stage of both sides, their cases included, until it is decided', async () => {
    const { leadId, rivalLeadId, contestId } = await at.contested();
    const frozen = { errors: [{ code: 'FROZEN' }] };
    for (const [team, lead] of [
      [at.park, leadId],
      [at.neighbour, rivalLeadId],
    ] as const)
      await expect(screenLead(world.ctx(team), { id: leadGid(lead), expectedVersion: 2 })).rejects.toMatchObject(frozen);
    await at.decide(at.city, contestId);
    await screenLead(world.ctx(at.park), { id: leadGid(leadId), expectedVersion: 3 });
    await screenLead(world.ctx(at.neighbour), { id: leadGid(rivalLeadId), expectedVersion: 3 });
  });

  test('freezes a case that the lead has become', async () => {
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    await contestClaim(world.ctx(at.neighbour), at.input(await at.lead(at.neighbour, company)));
    const move = { id: caseGid(caseId), stage: CaseStage.ADMISSION, expectedVersion: 2 };
    await expect(moveCase(world.ctx(at.park), move)).rejects.toMatchObject({ errors: [{ code: 'FROZEN' }] });
  });

  test('shows both timelines to the arbiter, each side only its own', async () => {
    const { contestId } = await at.contested();
    const timelines = async (by: TestTeam) => {
      const { data } = await ask<{ contest: Record<'holder' | 'contester', { nodes: { kind: string }[] }> }>(
        world,
        by,
        `query ($id: ID!) { contest(id: $id) { code holderLead { code } contesterLead { code }
           holder: holderTimeline(first: 10) { nodes { kind } } contester: contesterTimeline(first: 10) { nodes { kind } } } }`,
        { id: contestGid(contestId) },
      );
      return [data!.contest.holder, data!.contest.contester].map(({ nodes }) => nodes.map(({ kind }) => kind));
    };
    const [holder, contester] = [
      ['CLAIM_CONTESTED', 'LEAD_CLAIMED', 'LEAD_REGISTERED'],
      ['CLAIM_CONTESTED', 'LEAD_REGISTERED'],
    ];
    expect(await timelines(at.city)).toEqual([holder, contester].map((kinds) => expect.arrayContaining(kinds)));
    const [own, others] = await timelines(at.park);
    expect([own, others]).toEqual([expect.arrayContaining(holder!), []]);
    expect((await timelines(at.neighbour))[0]).toEqual([]);
  });

  test('is seen by both sides, those above them and the arbiter, by nobody else', async () => {
    const { contestId } = await at.contested();
    const stranger = await world.park(at.district);
    const seen = async (team: TestTeam) => (await at.contestOf(contestId, team)) !== null;
    expect(await Promise.all([at.park, at.neighbour, at.city, at.district, at.other].map(seen))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(await Promise.all([stranger, at.partner].map(seen))).toEqual([false, false]);
  });

  test('keeps the lease open while it waits, and gives the waiting time back afterwards', async () => {
    const { claimId, contestId } = await at.contested();
    const before = new Date((await at.contestOf(contestId))!.claimExpiresAt);
    at.pass(59);
    await at.decide(at.city, contestId);
    expect((await at.row(claimId)).expires_at).toEqual(new Date(before.getTime() + 59 * DAY_MS));
    at.pass(-59);
  });

  test('refuses a lapsed claim and says what to do instead', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    const rival = await at.lead(at.neighbour, company);
    at.pass(61);
    await expect(contestClaim(world.ctx(at.neighbour), at.input(rival))).rejects.toMatchObject({
      errors: [{ code: 'ILLEGAL_MOVE', path: ['input', 'intent'], message: expect.stringContaining('claimLead') }],
    });
    at.pass(-61);
  });

  test('refuses what cannot be contested, naming the field', async () => {
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const rival = await at.lead(at.neighbour, company);
    const by = (team: TestTeam, more: object = {}, lead = rival) =>
      refusedWith(contestClaim(world.ctx(team), at.input(lead, more)));
    expect(await by(at.neighbour, { reason: ' ' })).toEqual(['REQUIRED reason']);
    expect(await by(at.neighbour, { intent: ClaimIntent.LOGISTICS })).toEqual(['NOT_FOUND intent']);
    expect(await by(at.park)).toEqual(['NOT_FOUND leadId']);
    expect(await by(at.park, {}, leadId)).toEqual(['INVALID intent']);
    expect(await by(at.neighbour, {}, await at.unlisted(at.neighbour))).toEqual(['REQUIRED leadId']);
    const unrelated = await at.lead(at.neighbour, await at.company('无关的企业有限公司'));
    expect(await by(at.neighbour, {}, unrelated)).toEqual(['NOT_FOUND intent']);
  });

  test('is open once a claim: of two at once one wins', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    const third = await world.park(at.other);
    const rivals = [at.neighbour, third];
    const leads = await Promise.all(rivals.map((team) => at.lead(team, company)));
    const done = await Promise.allSettled(rivals.map((team, i) => contestClaim(world.ctx(team), at.input(leads[i]!))));
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(done.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { errors: [{ code: 'CONFLICT' }] } });
  });
});

describe('a ruling', () => {
  test('that upholds leaves the claim, and the ratio waits for the case', async () => {
    const { leadId, claimId, contestId } = await at.contested();
    await at.decide(at.city, contestId, { holderPercent: '80' });
    expect(await at.row(claimId)).toMatchObject({ team_id: at.park.id, outcome: null });
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 3 });
    expect(await at.sharesOf(caseId)).toEqual([
      { source: 'ARBITRATED', teamId: at.park.id, hundredths: 8_000 },
      { source: 'ARBITRATED', teamId: at.neighbour.id, hundredths: 2_000 },
    ]);
    expect((await loadCase(world.ctx(at.neighbour), caseId))?.level).toBe('FOLLOW'); // what it has a part of
  });

  test('that leaves the side that lost a part of the credit lets it read the case that goes on', async () => {
    const sightOf = async (holderPercent: string) => {
      const { rivalLeadId, contestId } = await at.contested();
      await at.decide(at.city, contestId, { outcome: ContestOutcome.OVERTURNED, holderPercent });
      const { caseId } = await acceptLead(world.ctx(at.neighbour), { leadId: leadGid(rivalLeadId), expectedVersion: 3 });
      return (await loadCase(world.ctx(at.park), caseId))?.level;
    };
    expect([await sightOf('20'), await sightOf('0')]).toEqual(['FOLLOW', undefined]);
    const company = await at.company();
    await at.claimed(at.park, company);
    const rival = await at.lead(at.neighbour, company);
    const { caseId } = await acceptLead(world.ctx(at.neighbour), { leadId: leadGid(rival), expectedVersion: 1 });
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(rival));
    await at.decide(at.city, contestId, { outcome: ContestOutcome.OVERTURNED, holderPercent: '20' });
    expect((await loadCase(world.ctx(at.park), caseId))?.level).toBe('FOLLOW');
    expect((await world.events(caseId)).slice(-2)).toEqual(['CASE_SHARED', 'CREDIT_SHARES_AGREED']);
  });

  test('that overturns passes the claim to the other side, in the same transaction', async () => {
    const { claimId, rivalLeadId, contestId } = await at.contested();
    await at.decide(at.city, contestId, { outcome: ContestOutcome.OVERTURNED });
    expect(await at.row(claimId)).toMatchObject({ outcome: 'OVERTURNED' });
    const live = await world.db.readSystem<{ lead_id: string; team_id: string }>(
      `select n.lead_id, n.team_id from claim c join claim n on n.group_id = c.group_id and n.ended_at is null where c.id = $1`,
      [claimId],
    );
    expect(live).toEqual([{ lead_id: rivalLeadId, team_id: at.neighbour.id }]);
    const rulings = await world.db.readSystem(`select outcome, holder_hundredths from ruling where contest_id = $1`, [contestId]);
    expect(rulings).toEqual([{ outcome: 'OVERTURNED', holder_hundredths: 0 }]);
  });

  test('that joins both lets the other side work on the lead and its case, with its ratio', async () => {
    const { leadId, rivalLeadId, claimId, contestId } = await at.contested();
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '60' });
    expect(await at.row(claimId)).toMatchObject({ outcome: null, team_id: at.park.id });
    expect((await loadLead(world.ctx(at.neighbour), leadId))?.level).toBe('WORK');
    expect(await loadLead(world.ctx(at.neighbour), rivalLeadId)).toMatchObject({
      stage: 'DECLINED',
      closingReason: expect.stringContaining('联合首谈'),
    });
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 3 });
    expect((await loadCase(world.ctx(at.neighbour), caseId))?.level).toBe('WORK');
    expect(await at.sharesOf(caseId)).toEqual([
      { source: 'ARBITRATED', teamId: at.park.id, hundredths: 6_000 },
      { source: 'ARBITRATED', teamId: at.neighbour.id, hundredths: 4_000 },
    ]);
  });

  test('that joins both where the case is open already brings the other side into it', async () => {
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(await at.lead(at.neighbour, company)));
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '70' });
    expect(await loadCase(world.ctx(at.neighbour), caseId)).toMatchObject({ level: 'WORK' });
    expect((await at.sharesOf(caseId)).map(({ hundredths }) => hundredths)).toEqual([7_000, 3_000]);
    await moveCase(world.ctx(at.neighbour), { id: caseGid(caseId), stage: CaseStage.ADMISSION, expectedVersion: 5 });
    expect((await world.events(caseId)).slice(1)).toEqual([
      'CASE_FROZEN',
      'CASE_THAWED',
      'CASE_SHARED',
      'CREDIT_SHARES_AGREED',
      'CASE_STAGE_MOVED',
    ]);
  });

  test('is made once, by the chief of the arbiter alone', async () => {
    const { contestId } = await at.contested();
    const wrong = async (by: TestTeam, role: Role) =>
      refusedWith(
        decideContest(world.ctx(by, { role }), {
          contestId: contestGid(contestId),
          outcome: ContestOutcome.UPHELD,
          reason: '理由',
        }),
      );
    for (const team of [at.park, at.neighbour, at.district, at.other])
      expect(await wrong(team, Role.CHIEF)).toEqual(['FORBIDDEN contestId']);
    expect(await wrong(at.city, Role.OFFICER)).toEqual(['FORBIDDEN contestId']);
    expect(await wrong(at.partner, Role.CHIEF)).toEqual(['NOT_FOUND contestId']);
    const done = await Promise.allSettled([
      at.decide(at.city, contestId),
      at.decide(at.city, contestId, { outcome: ContestOutcome.OVERTURNED }),
    ]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(done.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { errors: [{ code: 'ILLEGAL_MOVE' }] } });
  });

  test('is never edited or removed', async () => {
    const { contestId } = await at.contested();
    await at.decide(at.city, contestId);
    for (const sql of [`update ruling set reason = '改写'`, `delete from ruling`, `truncate ruling cascade`])
      await expect(world.db.readSystem(sql)).rejects.toThrow();
  });

  test('names a ratio that is one', async () => {
    const { contestId } = await at.contested();
    for (const holderPercent of ['100.01', '-1', '60%', 'NaN', '33.333'])
      expect(await refusedWith(at.decide(at.city, contestId, { holderPercent }))).toEqual(['INVALID holderPercent']);
    const joint = { outcome: ContestOutcome.JOINT };
    expect(await refusedWith(at.decide(at.city, contestId, { ...joint, reason: '' }))).toEqual([
      'REQUIRED reason',
      'REQUIRED holderPercent',
    ]);
    for (const holderPercent of ['0', '100'])
      expect(await refusedWith(at.decide(at.city, contestId, { ...joint, holderPercent }))).toEqual(['INVALID holderPercent']);
  });

  test('is heard by both sides and by those above them, each about its own lead', async () => {
    const { leadId, rivalLeadId, contestId } = await at.contested();
    await at.decide(at.city, contestId);
    expect(await world.events(leadId)).toEqual(['LEAD_REGISTERED', 'CLAIM_CONTESTED', 'CONTEST_DECIDED']);
    const heard = await world.db.readSystem<{ subjectId: string; audience: Record<string, number> }>(
      `select subject_id as "subjectId", audience from event where kind = 'CONTEST_DECIDED' and payload->>'contestId' = $1 order by id`,
      [contestId],
    );
    expect(heard.map(({ subjectId, audience }) => [subjectId, Object.keys(audience).toSorted()])).toEqual([
      [leadId, [at.park.id, at.district.id, at.city.id].toSorted()],
      [rivalLeadId, [at.neighbour.id, at.other.id, at.city.id].toSorted()],
    ]);
  });
});

describe('an open contest', () => {
  test('hears both sides and the arbiter, and nobody else', async () => {
    const { contestId } = await at.contested();
    const say = (team: TestTeam, text = '我方陈述') =>
      addContestStatement(world.ctx(team), { contestId: contestGid(contestId), text });
    await say(at.park, '我方先接触');
    at.pass(0.01);
    await say(at.neighbour);
    at.pass(0.01);
    await say(at.city, '请双方补充材料');
    at.pass(-0.02);
    expect(await refusedWith(say(at.district))).toEqual(['FORBIDDEN contestId']);
    expect(await refusedWith(say(at.partner))).toEqual(['NOT_FOUND contestId']);
    expect(await refusedWith(say(at.park, ' '))).toEqual(['REQUIRED text']);
    const { data } = await ask<{ contest: { statements: { text: string }[] } }>(
      world,
      at.neighbour,
      'query ($id: ID!) { contest(id: $id) { statements { text team { name } } } }',
      { id: contestGid(contestId) },
    );
    expect(data!.contest.statements.map(({ text }) => text)).toEqual(['我方先接触', '我方陈述', '请双方补充材料']);
  });

  test('may be taken back by the team that opened it, which thaws both sides', async () => {
    const { leadId, contestId, claimId } = await at.contested();
    expect(await refusedWith(withdrawContest(world.ctx(at.park), { contestId: contestGid(contestId) }))).toEqual([
      'FORBIDDEN contestId',
    ]);
    await withdrawContest(world.ctx(at.neighbour), { contestId: contestGid(contestId) });
    await screenLead(world.ctx(at.park), { id: leadGid(leadId), expectedVersion: 3 });
    expect(await at.row(claimId)).toMatchObject({ outcome: null, team_id: at.park.id });
    expect(await refusedWith(at.decide(at.city, contestId))).toEqual(['ILLEGAL_MOVE contestId']);
  });

  test('that is late is told once, and the team above the arbiter may then decide', async () => {
    const sister = await world.park(at.district);
    const company = await at.company();
    await at.claimed(at.park, company);
    const { contestId } = await contestClaim(world.ctx(sister), at.input(await at.lead(sister, company)));
    const tend = () => tellOverdueContests({ pool: world.db.system, now: () => at.now() });
    const others = await tend();
    expect(await refusedWith(at.decide(at.city, contestId))).toEqual(['FORBIDDEN contestId']);
    at.pass(8);
    expect(await tend()).toBeGreaterThan(others);
    expect(await tend()).toBe(0);
    expect((await at.contestOf(contestId))?.overdueAt).toEqual(at.now());
    await at.decide(at.city, contestId);
    expect((await at.contestOf(contestId, at.district))?.state).toBe('DECIDED');
    at.pass(-8);
  });

  test('is in the list of the team that is to decide it, the nearest deadline first', async () => {
    const { contestId } = await at.contested();
    const listed = async (by: TestTeam) => {
      const { data } = await ask<{ contests: { totalCount: number; nodes: { id: string; dueAt: string }[] } }>(
        world,
        by,
        '{ contests(filter: { state: OPEN, toDecide: true }, first: 100) { totalCount nodes { id dueAt } } }',
      );
      return data!.contests;
    };
    const { nodes, totalCount } = await listed(at.city);
    expect(nodes.map(({ id }) => id)).toContain(contestGid(contestId));
    expect(nodes.map(({ dueAt }) => dueAt)).toEqual(nodes.map(({ dueAt }) => dueAt).toSorted());
    expect(totalCount).toBe(nodes.length);
    expect((await listed(at.park)).nodes).toEqual([]);
  });
});
