import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dayBefore } from '../../src/kernel/shanghai-day.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { foldLogin, refreshToken, signIn, switchTeam } from '../../src/teams/sign-in.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { deskOf, PASSWORD } from './desk.ts';

let world: World;
let city: TestTeam;
let park: TestTeam;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  park = await world.park(await world.district(city));
});
beforeEach(() => {
  desk = deskOf(world);
  world.clock.now = () => new Date();
});
afterAll(() => world.close());

const enter = (login: string, password = PASSWORD) => signIn(desk.deps, { login, password });

describe('signIn', () => {
  test('gives a token for the default team with the role held there', async () => {
    const who = await desk.person();
    await desk.serve(who, city, { role: Role.READER, isDefault: false });
    await desk.serve(who, park, { role: Role.CHIEF });
    const { token, viewer } = await enter(who.login);
    expect(viewer).toMatchObject({ teamId: park.id, role: Role.CHIEF, personId: who.id, clientId: null, scopes: [] });
    expect((await desk.deps.tokens.verify(token))!.viewer).toEqual(viewer);
  });

  test('takes the login in any case and width', () => {
    expect(foldLogin(' Ｗａｎｇ.ShiJu\0')).toBe('wang.shiju');
  });

  test('answers a wrong login and a wrong password alike', async () => {
    const who = await desk.member(park);
    const refusals = await Promise.allSettled([enter(who.login, 'wrong password'), enter('nobody', PASSWORD)]);
    const [password, login] = refusals.map((each) => (each as PromiseRejectedResult).reason.errors);
    expect(password).toEqual(login);
    expect(password).toMatchObject([{ code: 'BAD_CREDENTIALS', path: ['input'] }]);
  });

  test('refuses a sixth attempt after five failures, with the wait, for logins that nobody has too', async () => {
    const who = await desk.member(park);
    for (const login of [who.login, 'nobody']) {
      for (let i = 0; i < 5; i++) await expect(enter(login, 'wrong')).rejects.toThrow('BAD_CREDENTIALS');
      await expect(enter(login)).rejects.toMatchObject({
        errors: [{ code: 'TOO_MANY_ATTEMPTS', message: expect.stringContaining('60 秒') }],
      });
    }
  });

  test('refuses a disabled person as if there were none', async () => {
    const who = await desk.member(park);
    await world.db.readSystem('update person set disabled_at = now() where id = $1', [who.id]);
    await expect(enter(who.login)).rejects.toMatchObject({ errors: [{ code: 'BAD_CREDENTIALS' }] });
  });

  test('refuses whoever serves in no team today', async () => {
    const [past, future, ended] = [await desk.person(), await desk.person(), await desk.person()];
    const closed = await world.team(park.kind, null, { endsOn: dayBefore(desk.today()) });
    await desk.serve(past, park, { endsOn: dayBefore(desk.today()) });
    await desk.serve(future, park, { startsOn: '2999-01-01' });
    await desk.serve(ended, closed);
    for (const { login } of [past, future, ended]) {
      await expect(enter(login)).rejects.toMatchObject({ errors: [{ code: 'FORBIDDEN' }] });
    }
  });

  test('on the last day of a membership gives a token until midnight in Chengdu', async () => {
    world.clock.now = () => new Date('2026-11-23T15:30:00Z');
    const who = await desk.person();
    await desk.serve(who, park, { endsOn: '2026-11-23' });
    expect((await enter(who.login)).expiresAt.toISOString()).toBe('2026-11-23T16:00:00.000Z');
  });

  test('keeps neither password nor token in the database', async () => {
    const who = await desk.member(park);
    const { token, refreshToken: secret } = await enter(who.login);
    const [row] = await world.db.readSystem<{ text: string }>(
      `select (select string_agg(s::text, ' ') from session s) || (select string_agg(p::text, ' ') from person p) as text`,
    );
    for (const each of [token, secret, PASSWORD]) expect(row!.text).not.toContain(each);
  });
});

describe('refreshToken', () => {
  test('follows a change of role and stops with the membership', async () => {
    const who = await desk.member(park, Role.OFFICER);
    const first = await enter(who.login);
    await world.db.readSystem(`update membership set role = 'READER' where id = $1`, [who.membershipId]);
    const second = await refreshToken(desk.deps, { refreshToken: first.refreshToken });
    expect(second.viewer.role).toBe(Role.READER);
    await world.db.readSystem(`update membership set ends_on = $2 where id = $1`, [who.membershipId, dayBefore(desk.today())]);
    await expect(refreshToken(desk.deps, { refreshToken: second.refreshToken })).rejects.toThrow('BAD_CREDENTIALS');
  });

  test('is refused after seven days and for anything made up', async () => {
    const who = await desk.member(park);
    const { refreshToken: secret } = await enter(who.login);
    world.clock.now = () => new Date(Date.now() + 8 * 86_400_000);
    for (const each of [secret, '', 'x'.repeat(9_999)])
      await expect(refreshToken(desk.deps, { refreshToken: each })).rejects.toThrow('BAD_CREDENTIALS');
  });
});

describe('switchTeam', () => {
  const to = (team: TestTeam) => ({ teamId: globalId('Team', team.id) });

  test('gives a token for another team of the person and leaves the present one good', async () => {
    const who = await desk.member(park, Role.CHIEF);
    await desk.serve(who, city, { role: Role.READER, isDefault: false });
    const first = await enter(who.login);
    const { viewer } = await switchTeam(await desk.as(first.token), to(city));
    expect(viewer).toMatchObject({ teamId: city.id, role: Role.READER });
    expect(await desk.deps.tokens.verify(first.token)).not.toBeNull();
  });

  test('is refused without a membership in period there', async () => {
    const who = await desk.member(park);
    await desk.serve(who, city, { endsOn: dayBefore(desk.today()), isDefault: false });
    const ctx = await desk.as((await enter(who.login)).token);
    for (const team of [city, await world.partner()])
      await expect(switchTeam(ctx, to(team))).rejects.toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
    await expect(switchTeam(ctx, { teamId: 'forged' })).rejects.toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  });
});
