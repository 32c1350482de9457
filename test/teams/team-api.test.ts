import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { buildAppSchema } from '../../src/app/schema.ts';
import { SYSTEM_TEAM } from '../../src/kernel/context.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { createLoad } from '../../src/kernel/loaders.ts';
import { Role, TeamKind } from '../../src/kernel/viewer.ts';
import { loadDivisions } from '../../src/teams/load-divisions.ts';
import type { SignInCtx } from '../../src/teams/sign-in-deps.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { deskOf, PASSWORD } from './desk.ts';

let world: World;
let city: TestTeam;
let park: TestTeam;
let partner: TestTeam;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  park = await world.park(await world.district(city));
  partner = await world.partner();
  desk = deskOf(world);
  await loadDivisions(world.db.system);
});
afterAll(() => world.close());

/** Before sign-in: no viewer, and a reader that stands for no team. */
function anonymous(): SignInCtx {
  const ctx = { ...world.ctx(city), viewer: null, read: world.db.readAs(SYSTEM_TEAM), signIn: desk.deps };
  return Object.assign(ctx, { load: createLoad(ctx) });
}

async function ask<T = Record<string, unknown>>(
  ctx: object,
  source: string,
  variableValues: Record<string, unknown> = {},
): Promise<T> {
  const { data, errors } = await graphql({ schema: await buildAppSchema(), source, contextValue: ctx, variableValues });
  if (errors) throw errors[0]!;
  return JSON.parse(JSON.stringify(data)) as T;
}

const SIGN_IN = `mutation ($login: String!, $password: String!) {
  signIn(input: { login: $login, password: $password }) {
    token expiresAt refreshToken
    viewer { role scopes team { code kind parent { kind } } person { name } apiClient { name } memberships { role isDefault team { code } } }
    userErrors { code path message }
  }
}`;

describe('signIn over the API', () => {
  test('answers the token and who it acts for', async () => {
    const who = await desk.member(park, Role.CHIEF);
    const { signIn } = await ask(anonymous(), SIGN_IN, { login: who.login, password: PASSWORD });
    expect(signIn).toMatchObject({
      token: expect.any(String),
      refreshToken: expect.any(String),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      viewer: {
        role: 'CHIEF',
        scopes: [],
        team: { code: park.code, kind: 'PARK', parent: { kind: 'DISTRICT' } },
        person: { name: '示例' },
        apiClient: null,
        memberships: [{ role: 'CHIEF', isDefault: true, team: { code: park.code } }],
      },
      userErrors: [],
    });
  });

  test('answers a refusal in the payload', async () => {
    const { signIn } = await ask(anonymous(), SIGN_IN, { login: 'nobody', password: 'wrong' });
    expect(signIn).toEqual({
      token: null,
      expiresAt: null,
      refreshToken: null,
      viewer: null,
      userErrors: [{ code: 'BAD_CREDENTIALS', path: ['input'], message: '登录名或密码不正确，请核对后重试' }],
    });
  });
});

describe('teams', () => {
  const LIST = `query ($filter: TeamFilter) { teams(filter: $filter, first: 50) { nodes { code } totalCount } }`;
  const codes = async (of: TestTeam, filter: Record<string, unknown>) =>
    (await ask<{ teams: { nodes: { code: string }[]; totalCount: number } }>(world.ctx(of), LIST, { filter })).teams;

  test('are listed by kind, parent and words, with a count', async () => {
    const inParks = await codes(city, { kind: TeamKind.PARK, parentId: globalId('Team', park.parentId!) });
    expect(inParks).toEqual({ nodes: [{ code: park.code }], totalCount: 1 });
    expect((await codes(city, { search: park.code.toLowerCase() })).nodes).toEqual([{ code: park.code }]);
    expect((await codes(city, { search: '%' })).totalCount).toBe(0);
    expect((await codes(city, { parentId: globalId('Case', park.parentId!) })).totalCount).toBe(0);
  });

  test('are known to partners by name', async () => {
    expect((await codes(partner, {})).totalCount).toBe((await codes(city, {})).totalCount);
  });

  test('one is found by code or by id, not by both, and a forged id finds none', async () => {
    const by = (args: string) => ask(world.ctx(partner), `{ team(${args}) { code parent { code } children { code } } }`);
    const found = await by(`code: "${park.code}"`);
    expect(await by(`id: "${globalId('Team', park.id)}"`)).toEqual(found);
    expect(await by(`id: "forged"`)).toEqual({ team: null });
    await expect(by(`id: "x", code: "y"`)).rejects.toThrow('code 或 id');
  });

  test('show who serves to themselves and those above, and API clients to their chief', async () => {
    await desk.member(park);
    const source = `{ team(code: "${park.code}") { memberships { person { name } } apiClients { clientId } } }`;
    const look = async (ctx: object) =>
      (await ask<{ team: { memberships: unknown[] | null; apiClients: unknown[] | null } }>(ctx, source)).team;
    expect((await look(world.ctx(park))).memberships).not.toHaveLength(0);
    expect((await look(world.ctx(city))).memberships).not.toHaveLength(0);
    expect(await look(world.ctx(partner))).toEqual({ memberships: null, apiClients: null });
    expect((await look(world.ctx(park))).apiClients).toBeNull();
    expect((await look(await desk.chief(park))).apiClients).toEqual([]);
  });
});

describe('viewer', () => {
  test('is nobody before sign-in', async () => {
    expect(await ask(anonymous(), '{ viewer { role } }')).toEqual({ viewer: null });
  });

  test('lists the teams the person may switch to today', async () => {
    const who = await desk.member(park);
    await desk.serve(who, city, { isDefault: false });
    await desk.serve(who, partner, { isDefault: false, endsOn: '2020-12-31' });
    const ctx = desk.ctxOf(world.viewer(park, { personId: who.id }));
    const { viewer } = await ask<{ viewer: { memberships: { team: { code: string } }[] } }>(
      ctx,
      '{ viewer { memberships { team { code } } } }',
    );
    expect(viewer.memberships.map(({ team }) => team.code)).toEqual([park.code, city.code]);
  });
});

describe('divisions', () => {
  test('of a city are those in force; ended codes point to their successor', async () => {
    const { divisions } = await ask<{ divisions: { code: string }[] }>(
      world.ctx(partner),
      '{ divisions(parentCode: "510100") { code } }',
    );
    expect(divisions).toHaveLength(20);
    expect(
      await ask(world.ctx(partner), '{ division(code: "510132") { name validTo successor { code name parent { name } } } }'),
    ).toEqual({
      division: {
        name: '新津县',
        validTo: '2020-12-31',
        successor: { code: '510118', name: '新津区', parent: { name: '成都市' } },
      },
    });
  });
});
