import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { releaseClaim } from '../../src/leads/release-claim.ts';
import { teamGid } from '../cases/deal-world.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid, claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

interface Entry {
  code: string;
  companyMask: string;
  status: string;
  intent: string;
  team: { code: string };
  company: { name: string } | null;
  claim: { code: string } | null;
}
const REGISTER = `query ($filter: ClaimRegisterFilter, $first: Int, $after: String) {
  claimRegister(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { code companyMask status intent team { code } company { name } claim { code } } } }`;
interface Answer {
  claimRegister: { nodes: Entry[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } };
}
const register = async (by: TestTeam, filter: object = {}, first = 50, after: string | null = null) =>
  (await ask<Answer>(world, by, REGISTER, { filter, first, after })).data!.claimRegister;

describe('claimRegister', () => {
  test('tells every government team who talks about what, and nobody with whom but those who follow the lead', async () => {
    await at.claimed(at.park, await at.company('成都星澜新能源科技有限公司'));
    const told = { companyMask: '成都**科技', status: 'LIVE', intent: 'NEW_PLANT', team: { code: at.park.code } };
    const stranger = await ask<Answer>(world, at.neighbour, REGISTER, { first: 10 });
    expect(stranger.data!.claimRegister.nodes).toEqual([{ ...told, code: expect.any(String), company: null, claim: null }]);
    expect(JSON.stringify(stranger)).not.toContain('星澜');
    const [followed] = (await register(at.district)).nodes;
    expect(followed).toMatchObject({ ...told, company: { name: '成都星澜新能源科技有限公司' }, claim: { code: followed!.code } });
    expect(await world.ctx(at.neighbour).read(`select * from claim`)).toEqual([]);
  });

  test('names neither company nor claim in lists to who sees the lead at SUMMARY alone', async () => {
    const { leadId } = await at.claimed(at.park, await at.company('杭州北辰软件有限公司'), { intent: ClaimIntent.SERVICES });
    const row = { team_id: at.other.id, subject_id: leadId, kind: 'LEAD', level: 1, stage: 'NEW', updated_at: at.now() };
    await world.insert('access', row);
    const [entry] = (await register(at.other, { intent: 'SERVICES' })).nodes;
    expect(entry).toMatchObject({ companyMask: '杭州**软件', company: null, claim: { code: entry!.code } });
    const { data } = await ask<{ claims: { nodes: object[] } }>(world, at.other, '{ claims(first: 10) { nodes { code } } }');
    expect(data!.claims.nodes).toEqual([]);
  });

  test('is not for partners', async () => {
    const { errors } = await ask(world, at.partner, REGISTER, { first: 10 });
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  test('is narrowed by team, project and industry, and shows what has ended only when asked', async () => {
    const { claimId } = await at.claimed(at.neighbour, await at.company('武汉云舟电子有限公司'), { intent: ClaimIntent.R_AND_D });
    const filter = { teamId: teamGid(at.neighbour), intent: 'R_AND_D', industryDivision: 'c38' };
    expect((await register(at.city, filter)).nodes.map(({ companyMask }) => companyMask)).toEqual(['武汉**电子']);
    expect((await register(at.city, { ...filter, industryDivision: 'C39' })).nodes).toEqual([]);
    await releaseClaim(world.ctx(at.neighbour), { claimId: claimGid(claimId), expectedVersion: 1, reason: '不再推进' });
    expect((await register(at.city, filter)).nodes).toEqual([]);
    expect((await register(at.city, { ...filter, includeEnded: true })).nodes).toMatchObject([{ status: 'RELEASED' }]);
    expect((await register(at.city, { teamId: 'forged' })).nodes).toEqual([]);
  });

  test('is paged, the newest filing first, and counted when asked', async () => {
    const team = await world.park(at.district);
    for (let i = 0; i < 5; i++) {
      at.pass(0.01);
      await at.claimed(team, await at.company());
    }
    const filter = { teamId: teamGid(team) };
    const one = await register(at.city, filter, 3);
    const two = await register(at.city, filter, 3, one.pageInfo.endCursor);
    expect([one.nodes.length, two.nodes.length, one.pageInfo.hasNextPage, one.totalCount]).toEqual([3, 2, true, 5]);
    const codes = [...one.nodes, ...two.nodes].map(({ code }) => code);
    expect(codes).toEqual(codes.toSorted().toReversed());
  });
});

describe('claims', () => {
  const LIST = `query ($filter: ClaimFilter) { claims(filter: $filter, first: 50) { totalCount nodes { code level status team { code } } } }`;
  const list = async (by: TestTeam, filter: object = {}) =>
    ask<{ claims: { nodes: Array<{ status: string; team: { code: string } }>; totalCount: number } }>(world, by, LIST, {
      filter,
    });
  const teamsOf = async (by: TestTeam, filter: object = {}) =>
    (await list(by, filter)).data!.claims.nodes.map(({ team }) => team.code);

  test('are those on leads that the team follows, and of one team or about to lapse where asked', async () => {
    const own = await world.park(at.other);
    await at.claimed(own, await at.company());
    at.pass(10);
    await at.claimed(own, await at.company());
    expect(await teamsOf(own)).toEqual([own.code, own.code]);
    expect(await teamsOf(at.other, { teamId: teamGid(own), expiringWithinDays: 50 })).toEqual([own.code]);
    expect(await teamsOf(at.other, { teamId: teamGid(own), expiringWithinDays: 49 })).toEqual([]);
    expect(await teamsOf(at.neighbour, { teamId: teamGid(own) })).toEqual([]);
    expect((await list(own, { expiringWithinDays: 366 })).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    at.pass(50);
    expect((await list(own, { includeEnded: true })).data!.claims.nodes.map(({ status }) => status)).toEqual(['LAPSED', 'LIVE']);
  });
});
