import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dayBefore } from '../../src/kernel/shanghai-day.ts';
import { refreshToken, signIn } from '../../src/teams/sign-in.ts';
import { signOut } from '../../src/teams/sign-out.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { deskOf, PASSWORD } from './desk.ts';

let world: World;
let park: TestTeam;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
});
let start: number;
beforeEach(() => {
  desk = deskOf(world);
  start = Date.now();
  after(0);
});
afterAll(() => world.close());

/** So many seconds after the start of the test. */
const after = (seconds: number) => {
  world.clock.now = () => new Date(start + seconds * 1_000);
};
const enter = async () => {
  const who = await desk.member(park);
  return { who, ...(await signIn(desk.deps, { login: who.login, password: PASSWORD })) };
};
const renew = (secret: string) => refreshToken(desk.deps, { refreshToken: secret });
const REFUSED = { errors: [{ code: 'BAD_CREDENTIALS', path: ['input', 'refreshToken'] }] };

describe('a refresh token', () => {
  test('gives a token and the next refresh token for the same sign-in, time after time', async () => {
    const first = await enter();
    const second = await renew(first.refreshToken);
    expect(second.viewer).toEqual(first.viewer);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const third = await renew(second.refreshToken);
    expect(third.viewer).toEqual(first.viewer);
    expect((await desk.deps.tokens.verify(third.token))!.viewer).toEqual(first.viewer);
  });

  test('whose answer was lost gives the same next one again, and that one is good', async () => {
    const first = await enter();
    const lost = await renew(first.refreshToken);
    after(59);
    const again = await renew(first.refreshToken);
    expect([again.refreshToken, again.viewer]).toEqual([lost.refreshToken, first.viewer]);
    expect((await desk.deps.tokens.verify(again.token))!.viewer).toEqual(first.viewer);
    expect((await renew(again.refreshToken)).viewer).toEqual(first.viewer);
  });

  test('is refused 60 seconds after its first exchange, however often it was asked in between; the sign-in goes on', async () => {
    const first = await enter();
    const second = await renew(first.refreshToken);
    after(40);
    await renew(first.refreshToken);
    after(60);
    await expect(renew(first.refreshToken)).rejects.toMatchObject(REFUSED);
    expect((await renew(second.refreshToken)).viewer).toEqual(first.viewer);
  });

  test('is over as soon as the next one is exchanged', async () => {
    const first = await enter();
    const second = await renew(first.refreshToken);
    const third = await renew(second.refreshToken);
    await expect(renew(first.refreshToken)).rejects.toMatchObject(REFUSED);
    expect((await renew(second.refreshToken)).refreshToken).toBe(third.refreshToken);
  });

  test('exchanged twice at once gives both the same next one', async () => {
    const first = await enter();
    const both = await world.atOnce('session', first.viewer.sessionId!, [
      () => renew(first.refreshToken),
      () => renew(first.refreshToken),
    ]);
    const [one, other] = both.map((each) => (each as PromiseFulfilledResult<typeof first>).value?.refreshToken);
    expect(one).toEqual(expect.any(String));
    expect(other).toBe(one);
    expect((await renew(one!)).viewer).toEqual(first.viewer);
  });

  test('of a sign-in withdrawn after the exchange is refused within the grace, and so is the next one', async () => {
    const first = await enter();
    const second = await renew(first.refreshToken);
    await signOut(await desk.as(second.token), {});
    await expect(renew(first.refreshToken)).rejects.toMatchObject(REFUSED);
    await expect(renew(second.refreshToken)).rejects.toMatchObject(REFUSED);
  });

  test('is refused within the grace when the membership has ended', async () => {
    const first = await enter();
    await renew(first.refreshToken);
    await world.db.readSystem(`update membership set ends_on = $2 where id = $1`, [
      first.who.membershipId,
      dayBefore(desk.today()),
    ]);
    await expect(renew(first.refreshToken)).rejects.toMatchObject(REFUSED);
  });

  test('is refused within the grace when its seven days are over', async () => {
    const first = await enter();
    after(7 * 86_400 - 30);
    await renew(first.refreshToken);
    after(7 * 86_400);
    await expect(renew(first.refreshToken)).rejects.toMatchObject(REFUSED);
  });
});
