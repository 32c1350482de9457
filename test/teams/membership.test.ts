import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { globalId } from '../../src/kernel/global-id.ts';
import { dayBefore } from '../../src/kernel/shanghai-day.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { endMembership } from '../../src/teams/end-membership.ts';
import { refreshToken, signIn } from '../../src/teams/sign-in.ts';
import { startMembership, type StartMembership } from '../../src/teams/start-membership.ts';
import { loadMembership } from '../../src/teams/team-nodes.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { deskOf, PASSWORD } from './desk.ts';

let world: World;
let city: TestTeam;
let park: TestTeam;
let otherPark: TestTeam;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  const district = await world.district(city);
  park = await world.park(district);
  otherPark = await world.park(district);
  desk = deskOf(world);
});
afterAll(() => world.close());

const enter = (login: string, password = PASSWORD) => signIn(desk.deps, { login, password });
const officer = (login: string, more: Partial<StartMembership> = {}): StartMembership => ({ login, role: Role.OFFICER, ...more });
const ending = (membershipId: string, endsOn?: string) => ({ membershipId: globalId('Membership', membershipId), endsOn });

describe('startMembership', () => {
  test('lets a new person in from today, and the team hears of it', async () => {
    const ctx = await desk.chief(park);
    const id = await startMembership(ctx, officer('New.One', { newPerson: { name: '示例·新人', password: PASSWORD } }));
    expect((await enter('new.one')).viewer).toMatchObject({ teamId: park.id, role: Role.OFFICER });
    expect((await desk.events('MEMBERSHIP_STARTED')).at(-1)).toMatchObject({ subjectId: id, audience: { [park.id]: 3 } });
  });

  test('in a second team leaves the default team unless told', async () => {
    const who = await desk.member(park);
    const ctx = await desk.chief(otherPark);
    await startMembership(ctx, officer(who.login));
    expect((await enter(who.login)).viewer.teamId).toBe(park.id);
    const third = await desk.chief(city);
    await startMembership(third, officer(who.login, { isDefault: true }));
    expect((await enter(who.login)).viewer.teamId).toBe(city.id);
  });

  test('is for the chief of the team or of one above, not for officers, neighbours or those below', async () => {
    const who = await desk.person();
    const teamId = globalId('Team', park.id);
    const refused = [
      desk.ctxOf(world.viewer(park, { personId: who.id })),
      await desk.chief(otherPark),
      await desk.chief(await world.partner()),
    ];
    for (const ctx of refused) {
      await expect(startMembership(ctx, officer(who.login, { teamId }))).rejects.toMatchObject({
        errors: [{ code: 'FORBIDDEN' }],
      });
    }
    await expect(
      startMembership(await desk.chief(park), officer(who.login, { teamId: globalId('Team', city.id) })),
    ).rejects.toThrow('FORBIDDEN');
    await startMembership(await desk.chief(city), officer(who.login, { teamId }));
  });

  test('twice at once in one period is done once', async () => {
    const who = await desk.person();
    const ctx = await desk.chief(park);
    const calls = [1, 2].map(() => () => startMembership(ctx, officer(who.login)));
    const outcomes = await world.atOnce('person', who.id, calls);
    expect(outcomes.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((each) => each.status === 'rejected')).toMatchObject({ reason: { errors: [{ code: 'CONFLICT' }] } });
  });

  test('names every fault of the input at once', async () => {
    const input = officer('??', { startsOn: '2026-02-01', endsOn: '2026-01-01', newPerson: { name: ' ', password: 'x' } });
    const refusal = startMembership(await desk.chief(park), input);
    await expect(refusal).rejects.toMatchObject({
      errors: [
        { path: ['input', 'login'] },
        { path: ['input', 'endsOn'] },
        { path: ['input', 'newPerson', 'name'] },
        { path: ['input', 'newPerson', 'password'] },
      ],
    });
  });

  test('neither takes over a login nor invents a person', async () => {
    const who = await desk.person();
    const ctx = await desk.chief(park);
    await expect(startMembership(ctx, officer(who.login, { newPerson: { name: '他人', password: PASSWORD } }))).rejects.toThrow(
      'CONFLICT',
    );
    await expect(startMembership(ctx, officer('nobody.here'))).rejects.toThrow('NOT_FOUND');
  });

  test('keeps the password out of the fingerprint of a repeated call', async () => {
    const ctx = await desk.chief(park);
    const input = (password: string) =>
      officer('keyed.one', { idempotencyKey: 'start-0001', newPerson: { name: '示例', password } });
    expect(await startMembership(ctx, input(PASSWORD))).toBe(await startMembership(ctx, input('另一个密码也足够长-1')));
  });
});

describe('endMembership', () => {
  test('at once ends the tokens and refresh tokens for that team, and for that team only', async () => {
    const who = await desk.member(park);
    await desk.serve(who, city, { isDefault: false });
    const { token, refreshToken: secret, viewer } = await enter(who.login);
    await endMembership(await desk.chief(park), ending(who.membershipId));
    expect(await desk.deps.tokens.verify(token)).toBeNull();
    await expect(refreshToken(desk.deps, { refreshToken: secret })).rejects.toThrow('BAD_CREDENTIALS');
    expect((await enter(who.login)).viewer.teamId).toBe(city.id);
    const event = (await desk.events('MEMBERSHIP_ENDED')).at(-1)!;
    expect(event).toMatchObject({
      subjectId: who.membershipId,
      audience: { [park.id]: 3 },
      payload: { sessionIds: [viewer.sessionId] },
    });
  });

  test('on a later day ends sign-ins now and lets the person in again until then', async () => {
    const who = await desk.member(park);
    const before = await enter(who.login);
    await endMembership(await desk.chief(city), ending(who.membershipId, desk.today()));
    expect(await desk.deps.tokens.verify(before.token)).toBeNull();
    expect((await enter(who.login)).viewer.teamId).toBe(park.id);
  });

  test('while the person signs in leaves no good token behind', async () => {
    const who = await desk.member(park);
    const ctx = await desk.chief(park);
    const [entered] = await world.atOnce('membership', who.membershipId, [
      () =>
        enter(who.login).then(
          ({ token }) => token,
          () => '',
        ),
      () => endMembership(ctx, ending(who.membershipId)).then(() => ''),
    ]);
    const token = (entered as PromiseFulfilledResult<string>).value;
    expect(token === '' ? null : await desk.deps.tokens.verify(token)).toBeNull();
  });

  test('is refused for a neighbour as not found, for an officer as forbidden, and twice', async () => {
    const who = await desk.member(park);
    await expect(endMembership(await desk.chief(otherPark), ending(who.membershipId))).rejects.toThrow('NOT_FOUND');
    await expect(endMembership(desk.ctxOf(world.viewer(park, { personId: who.id })), ending(who.membershipId))).rejects.toThrow(
      'FORBIDDEN',
    );
    const ctx = await desk.chief(park);
    await expect(endMembership(ctx, ending(who.membershipId, dayBefore(desk.today())))).rejects.toThrow('INVALID');
    await endMembership(ctx, ending(who.membershipId));
    await expect(endMembership(ctx, ending(who.membershipId))).rejects.toThrow('CONFLICT');
    await expect(endMembership(ctx, { membershipId: 'forged' })).rejects.toThrow('NOT_FOUND');
  });
});

describe('a membership', () => {
  test('is shown to its person, its team and the teams above, and to nobody else', async () => {
    const who = await desk.member(park);
    await desk.serve(who, otherPark, { isDefault: false });
    const sees = async (team: TestTeam, personId: string | null = null) =>
      (await loadMembership(world.ctx(team, { personId }), who.membershipId)) !== null;
    expect(
      await Promise.all([sees(park), sees(city), sees(otherPark), sees(otherPark, who.id), sees(await world.partner())]),
    ).toEqual([true, true, false, true, false]);
  });
});
