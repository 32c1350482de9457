import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRevocations, loadRevocations } from '../../src/teams/revocations.ts';
import { refreshToken, signIn } from '../../src/teams/sign-in.ts';
import { changePassword, signOut } from '../../src/teams/sign-out.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { deskOf, PASSWORD } from './desk.ts';

let world: World;
let park: TestTeam;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
  desk = deskOf(world);
});
afterAll(() => world.close());

const enter = (login: string, password = PASSWORD) => signIn(desk.deps, { login, password });
const isGood = async (token: string) => (await desk.deps.tokens.verify(token)) !== null;

describe('signOut', () => {
  test('ends this sign-in at once, its refresh token too, and no other', async () => {
    const who = await desk.member(park);
    const [here, there] = [await enter(who.login), await enter(who.login)];
    expect(await signOut(await desk.as(here.token), {})).toBe(1);
    expect([await isGood(here.token), await isGood(there.token)]).toEqual([false, true]);
    await expect(refreshToken(desk.deps, { refreshToken: here.refreshToken })).rejects.toThrow('BAD_CREDENTIALS');
  });

  test('everywhere ends them all', async () => {
    const who = await desk.member(park);
    const [here, there] = [await enter(who.login), await enter(who.login)];
    expect(await signOut(await desk.as(here.token), { everywhere: true })).toBe(2);
    expect([await isGood(here.token), await isGood(there.token)]).toEqual([false, false]);
  });

  test('tells other nodes which sign-ins ended, and no team', async () => {
    const who = await desk.member(park);
    const { token, viewer } = await enter(who.login);
    await signOut(await desk.as(token), {});
    const event = (await desk.events('SESSION_REVOKED')).at(-1)!;
    expect([event.subjectId, event.audience, event.payload]).toEqual([viewer.sessionId, {}, { sessionIds: [viewer.sessionId] }]);
    const elsewhere = createRevocations(60_000);
    const logged = { kind: 'SESSION_REVOKED', payload: event.payload, at: new Date() } as unknown as Parameters<
      typeof elsewhere.apply
    >[0][number];
    expect(elsewhere.apply([logged])).toEqual([viewer.sessionId]);
    expect(elsewhere.has(viewer.sessionId!)).toBe(true);
  });

  test('is known to a node that starts afterwards', async () => {
    const who = await desk.member(park);
    const { token, viewer } = await enter(who.login);
    await signOut(await desk.as(token), {});
    const fresh = createRevocations(3_600_000);
    await loadRevocations(fresh, world.db.readSystem, 3_600_000, new Date());
    expect(fresh.has(viewer.sessionId!)).toBe(true);
  });
});

describe('changePassword', () => {
  const NEXT = '玉垒浮云变古今-2018';

  test('lets the new one in, the old one out, and ends the other sign-ins', async () => {
    const who = await desk.member(park);
    const [here, there] = [await enter(who.login), await enter(who.login)];
    await changePassword(await desk.as(here.token), { currentPassword: PASSWORD, newPassword: NEXT });
    expect([await isGood(here.token), await isGood(there.token)]).toEqual([true, false]);
    await expect(enter(who.login)).rejects.toThrow('BAD_CREDENTIALS');
    expect((await enter(who.login, NEXT)).viewer.personId).toBe(who.id);
  });

  test('is refused on a wrong present password, and closes after five', async () => {
    const who = await desk.member(park);
    const ctx = await desk.as((await enter(who.login)).token);
    const wrong = () => changePassword(ctx, { currentPassword: 'guess', newPassword: NEXT });
    for (let i = 0; i < 5; i++)
      await expect(wrong()).rejects.toMatchObject({ errors: [{ code: 'BAD_CREDENTIALS', path: ['input', 'currentPassword'] }] });
    await expect(wrong()).rejects.toMatchObject({ errors: [{ code: 'TOO_MANY_ATTEMPTS' }] });
  });

  test('is not taken for done when its key comes with another password', async () => {
    const who = await desk.member(park);
    const ctx = await desk.as((await enter(who.login)).token);
    const idempotencyKey = `change-${who.id}`;
    await changePassword(ctx, { currentPassword: PASSWORD, newPassword: NEXT, idempotencyKey });
    await expect(
      changePassword(ctx, { currentPassword: NEXT, newPassword: '窗含西岭千秋雪-2018', idempotencyKey }),
    ).rejects.toMatchObject({ errors: [{ code: 'IDEMPOTENCY_MISMATCH' }] });
    expect((await enter(who.login, NEXT)).viewer.personId).toBe(who.id);
  });

  test('sent twice at once under one key is done once', async () => {
    const who = await desk.member(park);
    const ctx = await desk.as((await enter(who.login)).token);
    const input = { currentPassword: PASSWORD, newPassword: NEXT, idempotencyKey: `change-${who.id}` };
    const before = (await desk.events('SESSION_REVOKED')).length;
    await enter(who.login);
    await Promise.all([changePassword(ctx, input), changePassword(ctx, input)]);
    expect((await desk.events('SESSION_REVOKED')).length - before).toBe(1);
  });

  test('sent again under its key when it is done is answered by what it did, and for another password refused', async () => {
    const who = await desk.member(park);
    const ctx = await desk.as((await enter(who.login)).token);
    const input = { currentPassword: PASSWORD, newPassword: NEXT, idempotencyKey: `again-${who.id}` };
    const before = (await desk.events('SESSION_REVOKED')).length;
    await enter(who.login);
    await changePassword(ctx, input);
    await changePassword(ctx, input);
    expect((await desk.events('SESSION_REVOKED')).length - before).toBe(1);
    await expect(changePassword(ctx, { ...input, newPassword: `${NEXT}-又一` })).rejects.toMatchObject({
      errors: [{ code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] }],
    });
    expect((await enter(who.login, NEXT)).viewer.personId).toBe(who.id);
  });

  test('is refused for a password that is too short', async () => {
    const who = await desk.member(park);
    const ctx = await desk.as((await enter(who.login)).token);
    await expect(changePassword(ctx, { currentPassword: PASSWORD, newPassword: 'short' })).rejects.toMatchObject({
      errors: [{ code: 'INVALID', path: ['input', 'newPassword'], message: expect.stringContaining('至少 10 个字符') }],
    });
  });
});
