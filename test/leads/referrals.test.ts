import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CaseStage } from '../../src/cases/case.ts';
import { linkCompanyTeam, unlinkCompanyTeam } from '../../src/cases/link-company-team.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { withdrawShare } from '../../src/cases/withdraw-share.ts';
import { REFERRAL_BATCH } from '../../src/cases/settle-referrals.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Role, TeamKind } from '../../src/kernel/viewer.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import { screenLead } from '../../src/leads/move-lead.ts';
import { updateLead } from '../../src/leads/update-lead.ts';
import { ask } from '../ask.ts';
import { company as addCompany } from '../companies/company-facts.ts';
import { caseGid, leadGid, leadInput, refusedWith, teamGid } from '../cases/deal-world.ts';
import { transferWorld, type TransferWorld } from '../cases/transfer-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let deal: TransferWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await transferWorld(world);
});
afterAll(() => world.close());

let named = 0;
const company = async (): Promise<string> => (await addCompany(world, `以商招商第${++named}有限公司`)).id;
const chief = (team: TestTeam = deal.city) => world.ctx(team, { role: Role.CHIEF });
const link = (companyId: string, team: TestTeam, by: TestTeam = deal.city) =>
  linkCompanyTeam(chief(by), { companyId, teamId: teamGid(team) });
const unlink = (companyId: string, by: TestTeam = deal.city) => unlinkCompanyTeam(chief(by), { companyId });
const brought = (referrerCompanyId: string, by: TestTeam = deal.park) => deal.lead(by, { referrerCompanyId });
const partner = () => world.partner();
const eventsOf = (id: string) =>
  world.db.readSystem<{ kind: string; audience: Record<string, number>; revoked: string[] | null }>(
    `select kind, audience, revoked from event where guard_id = $1 order by id`,
    [id],
  );

describe('a company that brought a lead', () => {
  test('is named by teams that read companies, shown at FOLLOW, and found by it', async () => {
    const by = await company();
    const leadId = await brought(by);
    const ASK = `query ($id: ID!, $by: ID!) {
      lead(id: $id) { referrerCompany { id } maskedFields } leads(filter: { referrerCompanyId: $by }, first: 5) { nodes { id } } }`;
    const { data } = await ask(world, deal.city, ASK, { id: leadGid(leadId), by });
    expect(data).toMatchObject({ lead: { referrerCompany: { id: by } }, leads: { nodes: [{ id: leadGid(leadId) }] } });
    const sworn = await partner();
    await link(by, sworn);
    const seen = await ask(world, sworn, ASK, { id: leadGid(leadId), by });
    expect(seen.data).toMatchObject({ lead: { referrerCompany: null }, leads: { nodes: [] } });
  });

  test('may not be named by a partner, must exist, and has not brought itself', async () => {
    const by = await company();
    const register = (team: TestTeam, more: object) => refusedWith(registerLead(world.ctx(team), leadInput(more)));
    expect(await register(deal.partner, { referrerCompanyId: by, owningTeamId: teamGid(deal.park) })).toEqual([
      'NOT_FOUND referrerCompanyId',
    ]);
    expect(await register(deal.park, { referrerCompanyId: globalId('Company', randomUUID()) })).toEqual([
      'NOT_FOUND referrerCompanyId',
    ]);
    expect(await register(deal.park, { referrerCompanyId: by, companyId: by })).toEqual(['INVALID referrerCompanyId']);
    const id = leadGid(await brought(by));
    expect(await refusedWith(updateLead(world.ctx(deal.park), { id, expectedVersion: 1, companyId: by }))).toEqual([
      'INVALID referrerCompanyId',
    ]);
  });

  test('is changed and cleared with the lead, and its partner team sees and loses the lead by it', async () => {
    const [one, other, none] = [await company(), await company(), await partner()];
    const sworn = await partner();
    await link(one, none);
    await link(other, sworn);
    const leadId = await brought(one);
    const change = (expectedVersion: number, referrerCompanyId: string | null) =>
      updateLead(world.ctx(deal.park), { id: leadGid(leadId), expectedVersion, referrerCompanyId });
    expect([await deal.seesLead(none, leadId), await deal.seesLead(sworn, leadId)]).toEqual(['SUMMARY', null]);
    await change(1, other);
    expect([await deal.seesLead(none, leadId), await deal.seesLead(sworn, leadId)]).toEqual([null, 'SUMMARY']);
    await change(2, null);
    expect(await deal.seesLead(sworn, leadId)).toBeNull();
    const told = (await eventsOf(leadId)).map(({ kind, revoked }) => [kind, revoked]);
    expect(told).toEqual([
      ['LEAD_REGISTERED', null],
      ['LEAD_UPDATED', [none.id]],
      ['LEAD_UPDATED', [sworn.id]],
    ]);
    await change(3, null);
    expect(await eventsOf(leadId)).toHaveLength(3);
  });
});

describe('the team that speaks for a company', () => {
  test('sees what the company brought, past and to come, and its case, and is told of each step', async () => {
    const [by, sworn] = [await company(), await partner()];
    const before = await brought(by);
    const caseId = (await deal.takeUp(await brought(by))).caseId;
    await link(by, sworn);
    const after = await brought(by);
    expect([await deal.seesLead(sworn, before), await deal.seesCase(sworn, caseId), await deal.seesLead(sworn, after)]).toEqual([
      'SUMMARY',
      'SUMMARY',
      'SUMMARY',
    ]);
    await screenLead(world.ctx(deal.park), { id: leadGid(before), expectedVersion: 2 });
    await moveCase(world.ctx(deal.park), { id: caseGid(caseId), expectedVersion: 2, stage: CaseStage.ADMISSION });
    const heard = async (id: string) =>
      (await eventsOf(id)).filter(({ audience }) => audience[sworn.id] === 1).map(({ kind }) => kind);
    expect(await heard(before)).toEqual(['LEAD_UPDATED', 'LEAD_SCREENED']);
    expect(await heard(caseId)).toEqual(['CASE_SHARED', 'CASE_STAGE_MOVED']);
    const opened = (await deal.takeUp(after)).caseId;
    expect(await deal.seesCase(sworn, opened)).toBe('SUMMARY');
  });

  test('goes on seeing it through joint work and transfer', async () => {
    const [by, sworn] = [await company(), await partner()];
    await link(by, sworn);
    const leadId = await brought(by);
    await deal.accept(deal.neighbour, await deal.offer(deal.park, { kind: 'LEAD', id: leadId }, deal.neighbour));
    expect(await deal.seesLead(sworn, leadId)).toBe('SUMMARY');
    const caseId = (await deal.takeUp(leadId, deal.neighbour)).caseId;
    await deal.direct({ kind: 'CASE', id: caseId }, deal.park);
    expect([await deal.seesLead(sworn, leadId), await deal.seesCase(sworn, caseId)]).toEqual(['SUMMARY', 'SUMMARY']);
  });

  test('loses what it saw as such when the link ends, and keeps what it brought itself', async () => {
    const [by, sworn] = [await company(), await partner()];
    await link(by, sworn);
    const leadId = await brought(by);
    const caseId = (await deal.takeUp(leadId)).caseId;
    const own = await deal.lead(deal.park, { referrerCompanyId: by, referrerTeamId: teamGid(sworn) });
    const ownCase = (await deal.takeUp(own)).caseId;
    await unlink(by);
    expect([await deal.seesLead(sworn, leadId), await deal.seesCase(sworn, caseId)]).toEqual([null, null]);
    expect([await deal.seesLead(sworn, own), await deal.seesCase(sworn, ownCase)]).toEqual(['SUMMARY', 'SUMMARY']);
    expect((await eventsOf(leadId)).at(-1)).toMatchObject({ kind: 'LEAD_UPDATED', revoked: [sworn.id] });
    expect((await eventsOf(caseId)).at(-1)).toMatchObject({ kind: 'CASE_SHARE_WITHDRAWN', revoked: [sworn.id] });
    const fresh = await brought(by);
    expect(await deal.seesLead(sworn, fresh)).toBeNull();
  });

  test('is one partner team for one company, set by a chief of the city', async () => {
    const [by, other, sworn] = [await company(), await company(), await partner()];
    const ended = await world.team(TeamKind.PARTNER, null, { endsOn: '2020-01-01' });
    expect(await refusedWith(link(by, deal.park))).toEqual(['INVALID teamId']);
    expect(await refusedWith(link(by, ended))).toEqual(['NOT_FOUND teamId']);
    expect(await refusedWith(link(globalId('Company', randomUUID()), sworn))).toEqual(['NOT_FOUND companyId']);
    await link(by, sworn);
    await link(by, sworn);
    expect(await refusedWith(link(by, await partner()))).toEqual(['CONFLICT companyId']);
    expect(await refusedWith(link(other, sworn))).toEqual(['CONFLICT teamId']);
    for (const team of [deal.park, deal.district, deal.partner, await world.team(TeamKind.DEPARTMENT, deal.city)]) {
      expect(() => link(other, deal.partner, team)).toThrow(/FORBIDDEN/);
      expect(() => unlink(by, team)).toThrow(/FORBIDDEN/);
    }
    expect(() => linkCompanyTeam(world.ctx(deal.city), { companyId: other, teamId: teamGid(deal.partner) })).toThrow(/FORBIDDEN/);
    await unlink(by);
    expect(await refusedWith(unlink(by))).toEqual(['NOT_FOUND companyId']);
    expect(await world.events(await uuid(by))).toEqual(['COMPANY_TEAM_LINKED', 'COMPANY_TEAM_UNLINKED']);
  });

  test('is one of two that are linked at once', async () => {
    const by = await company();
    const pair = [await partner(), await partner()];
    const outcomes = await Promise.allSettled(pair.map((team) => link(by, team)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('sees the rest by housekeeping where there are many, and what somebody held meanwhile', async () => {
    const [by, sworn] = [await company(), await partner()];
    const leads = await Promise.all(Array.from({ length: REFERRAL_BATCH + 5 }, () => brought(by)));
    const seen = async () =>
      (
        await world.db.readSystem<{ n: number }>(
          `select count(*)::int as n from access where team_id = $1 and subject_id = any($2)`,
          [sworn.id, leads],
        )
      )[0]!.n;
    const client = await world.db.system.connect();
    await client.query('begin');
    await client.query('select 1 from lead where id = $1 for update', [leads[0]]);
    await link(by, sworn);
    expect(await seen()).toBeLessThanOrEqual(REFERRAL_BATCH);
    await deal.tidy();
    expect(await seen()).toBe(leads.length - 1);
    await client.query('rollback');
    client.release();
    await deal.tidy();
    expect(await seen()).toBe(leads.length);
  });

  test('is shown on both sides, to those who read companies', async () => {
    const [by, sworn] = [await company(), await partner()];
    await link(by, sworn);
    const ASK = `query ($id: ID!, $by: ID!) { team(id: $id) { company { id } } company: node(id: $by) { ... on Company { partnerTeam { id } } } }`;
    const { data } = await ask(world, deal.park, ASK, { id: teamGid(sworn), by });
    expect(data).toEqual({ team: { company: { id: by } }, company: { partnerTeam: { id: teamGid(sworn) } } });
    const own = await ask(world, sworn, `query ($id: ID!) { team(id: $id) { company { id } } }`, { id: teamGid(sworn) });
    expect(own.data).toEqual({ team: { company: null } });
  });
});

const uuid = async (gid: string): Promise<string> => Buffer.from(gid, 'base64url').toString().split(':')[1]!;

describe('referrals', () => {
  const COUNTS = '{ leads accepted signed started }';
  const reach = async (caseId: string, ...stages: CaseStage[]) => {
    for (const stage of stages)
      await moveCase(world.ctx(deal.park), {
        id: caseGid(caseId),
        expectedVersion: await deal.versionOf({ kind: 'CASE', id: caseId }),
        stage,
      });
  };

  test('are counted through what the viewer sees, by company, by team, and in the ranking', async () => {
    const [by, sworn, rival] = [await company(), await partner(), await company()];
    await link(by, sworn);
    const [, taken, signed, started] = [await brought(by), await brought(by), await brought(by), await brought(by)];
    await deal.takeUp(taken!);
    await reach((await deal.takeUp(signed!)).caseId, CaseStage.ADMISSION, CaseStage.SIGNED);
    const { ADMISSION, SIGNED, REGISTERED, LANDED, STARTED } = CaseStage;
    await reach((await deal.takeUp(started!)).caseId, ADMISSION, SIGNED, REGISTERED, LANDED, STARTED);
    await brought(rival);
    await brought(by, deal.neighbour);
    const ASK = `query ($by: ID!, $team: ID!) { company: node(id: $by) { ... on Company { referrals ${COUNTS} } } team(id: $team) { referrals ${COUNTS} } }`;
    const seen = async (team: TestTeam) => (await ask(world, team, ASK, { by, team: teamGid(sworn) })).data;
    const all = { leads: 5, accepted: 3, signed: 2, started: 1 };
    expect(await seen(deal.city)).toEqual({ company: { referrals: all }, team: { referrals: all } });
    const parks = { ...all, leads: 4 };
    expect(await seen(deal.park)).toEqual({ company: { referrals: parks }, team: { referrals: parks } });
    const nothing = { leads: 0, accepted: 0, signed: 0, started: 0 };
    expect(await seen(await world.park(deal.other))).toEqual({ company: { referrals: nothing }, team: { referrals: nothing } });
    expect(await seen(sworn)).toEqual({ company: null, team: { referrals: all } });
    expect(await seen(await partner())).toEqual({ company: null, team: { referrals: nothing } });

    const RANK = `query ($by: ReferrerKind!, $after: String) { referralRanking(by: $by, first: 1, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { company { id } team { id } leads accepted signed started } } }`;
    const viewer = await partner();
    interface Ranking {
      referralRanking: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: object[] };
    }
    const ranking = async (team: TestTeam, kind: string, after: string | null = null) =>
      (await ask<Ranking>(world, team, RANK, { by: kind, after })).data?.referralRanking;
    expect(await ranking(sworn, 'TEAM')).toMatchObject({ totalCount: 1, nodes: [{ team: { id: teamGid(sworn) }, ...all }] });
    expect(await ranking(viewer, 'TEAM')).toMatchObject({ totalCount: 0, nodes: [] });
    expect(await ranking(viewer, 'COMPANY')).toBeUndefined();
    const counts: number[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Ranking['referralRanking'] = (await ranking(deal.city, 'COMPANY', after))!;
      counts.push((page.nodes[0] as { leads: number }).leads);
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(counts).toHaveLength((await ranking(deal.city, 'COMPANY'))!.totalCount);
  });

  test('count a case only where it is seen too', async () => {
    const [by, sworn] = [await company(), await partner()];
    await link(by, sworn);
    const { caseId } = await deal.takeUp(await brought(by));
    await reach(caseId, CaseStage.ADMISSION, CaseStage.SIGNED);
    const ASK = `query ($team: ID!) { team(id: $team) { referrals ${COUNTS} } }`;
    const seen = async () => (await ask(world, sworn, ASK, { team: teamGid(sworn) })).data;
    const counts = { leads: 1, accepted: 1, signed: 1, started: 0 };
    expect(await seen()).toEqual({ team: { referrals: counts } });
    await withdrawShare(world.ctx(deal.park), { caseId: caseGid(caseId), teamId: teamGid(sworn) });
    expect(await seen()).toEqual({ team: { referrals: { ...counts, signed: 0 } } });
  });

  test('do not tell one referrer at SUMMARY who else brought the lead', async () => {
    const [by, sworn, association] = [await company(), await partner(), await partner()];
    await link(by, sworn);
    await deal.lead(deal.park, { referrerCompanyId: by, referrerTeamId: teamGid(association) });
    const ASK = `query ($team: ID!) { team(id: $team) { referrals { leads } } }`;
    const asked = async (viewer: TestTeam, team: TestTeam) =>
      (await ask<{ team: { referrals: { leads: number } } }>(world, viewer, ASK, { team: teamGid(team) })).data!.team.referrals
        .leads;
    expect([await asked(association, association), await asked(association, sworn), await asked(sworn, association)]).toEqual([
      1, 0, 0,
    ]);
    expect([await asked(deal.park, sworn), await asked(deal.park, association)]).toEqual([1, 1]);
  });

  test('count a lead once for a team that brought it in both ways, and follow a merge of companies', async () => {
    const [by, sworn, merged] = [await company(), await partner(), await company()];
    await link(by, sworn);
    await deal.lead(deal.park, { referrerCompanyId: by, referrerTeamId: teamGid(sworn) });
    const late = await brought(merged);
    expect(await deal.seesLead(sworn, late)).toBeNull();
    await world.db.readSystem(`update company set merged_into_id = $2 where id = $1`, [await uuid(merged), await uuid(by)]);
    await deal.tidy();
    expect(await deal.seesLead(sworn, late)).toBe('SUMMARY');
    const ASK = `query ($by: ID!, $team: ID!) { company: node(id: $by) { ... on Company { referrals { leads } } } team(id: $team) { referrals { leads } } }`;
    expect((await ask(world, deal.park, ASK, { by, team: teamGid(sworn) })).data).toEqual({
      company: { referrals: { leads: 2 } },
      team: { referrals: { leads: 2 } },
    });
  });
});
