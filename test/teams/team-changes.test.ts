import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { globalId } from '../../src/kernel/global-id.ts';
import { dayBefore } from '../../src/kernel/shanghai-day.ts';
import { Role, TeamKind } from '../../src/kernel/viewer.ts';
import { createTeam } from '../../src/teams/create-team.ts';
import { endMembership } from '../../src/teams/end-membership.ts';
import { loadDivisions } from '../../src/teams/load-divisions.ts';
import { signIn } from '../../src/teams/sign-in.ts';
import type { SignedInCtx } from '../../src/teams/sign-in-deps.ts';
import { startMembership } from '../../src/teams/start-membership.ts';
import type { CreateTeamInput, UpdateTeamInput } from '../../src/teams/team.inputs.ts';
import { updateTeam } from '../../src/teams/update-team.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { deskOf, PASSWORD } from './desk.ts';

let world: World;
let city: TestTeam;
let district: TestTeam;
let park: TestTeam;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  district = await world.district(city);
  park = await world.park(district);
  desk = deskOf(world);
  await loadDivisions(world.db.system);
});
afterAll(() => world.close());

let made = 0;
const found = (ctx: SignedInCtx, parent: TestTeam, kind: TeamKind, more: Partial<CreateTeamInput> = {}) =>
  createTeam(ctx, { code: `cd-new-${++made}`, name: '新团队', kind, parentId: globalId('Team', parent.id), ...more });
const change = (ctx: SignedInCtx, id: string, more: Partial<UpdateTeamInput> = {}) =>
  updateTeam(ctx, { id: globalId('Team', id), expectedVersion: 1, ...more });
const refusal = (code: string, ...path: string[]) => ({ errors: [expect.objectContaining({ code, path })] });
const row = async (id: string) =>
  (await world.db.readSystem(`select code, name, parent_id, ends_on, version from team where id = $1`, [id]))[0];

describe('createTeam', () => {
  test('by a chief above sets the team up with its divisions and tells every team that reads companies', async () => {
    const id = await found(await desk.chief(district), district, TeamKind.PARK, { divisionCodes: ['510107', '510107'] });
    expect(await row(id)).toMatchObject({ code: `CD-NEW-${made}`, parent_id: district.id, version: 1 });
    expect(await world.db.readSystem(`select division_code from team_division where team_id = $1`, [id])).toEqual([
      { division_code: '510107' },
    ]);
    expect((await desk.events('TEAM_CREATED')).at(-1)).toMatchObject({ subjectId: id, audience: null });
  });

  test('beside the supervision path is for the chief of the city', async () => {
    await expect(found(await desk.chief(district), district, TeamKind.TASK_FORCE)).rejects.toMatchObject(
      refusal('FORBIDDEN', 'input'),
    );
    for (const kind of [TeamKind.DEPARTMENT, TeamKind.TASK_FORCE, TeamKind.PARTNER])
      await found(await desk.chief(city), city, kind);
    await found(await desk.chief(city), district, TeamKind.TASK_FORCE);
  });

  test('is refused to officers, to neighbours and to the team below', async () => {
    const officer = await desk.member(city);
    const refused = [
      desk.ctxOf(world.viewer(city, { personId: officer.id })),
      await desk.chief(await world.district(city)),
      await desk.chief(park),
    ];
    for (const ctx of refused) {
      await expect(found(ctx, district, TeamKind.PARK)).rejects.toMatchObject(refusal('FORBIDDEN', 'input'));
    }
  });

  test('is refused where such a team may not stand', async () => {
    const chief = await desk.chief(city);
    const inParent = refusal('INVALID', 'input', 'parentId');
    await expect(found(chief, park, TeamKind.PARK)).rejects.toMatchObject(inParent);
    await expect(found(chief, district, TeamKind.DISTRICT)).rejects.toMatchObject(inParent);
    await expect(found(chief, city, TeamKind.CITY)).rejects.toMatchObject(refusal('INVALID', 'input', 'kind'));
    await expect(found(chief, { ...city, id: globalId('Case', city.id) }, TeamKind.DISTRICT)).rejects.toMatchObject(
      refusal('NOT_FOUND', 'input', 'parentId'),
    );
    const ended = await world.team(TeamKind.DISTRICT, city, { endsOn: '2020-01-01' });
    await expect(found(chief, ended, TeamKind.PARK)).rejects.toMatchObject(inParent);
  });

  test('names every fault of the input, unknown divisions and a code that is taken', async () => {
    const chief = await desk.chief(city);
    const wrong = { code: '区', name: ' ', startsOn: '2026-02-01', endsOn: '2026-01-01' };
    await expect(found(chief, city, TeamKind.DISTRICT, wrong)).rejects.toMatchObject({
      errors: [{ path: ['input', 'code'] }, { path: ['input', 'name'] }, { path: ['input', 'endsOn'] }],
    });
    await expect(found(chief, city, TeamKind.DISTRICT, { divisionCodes: ['999999'] })).rejects.toThrow('999999');
    await found(chief, city, TeamKind.DISTRICT, { code: 'CD-TWICE' });
    await expect(found(chief, city, TeamKind.DISTRICT, { code: 'cd-twice' })).rejects.toMatchObject(
      refusal('CONFLICT', 'input', 'code'),
    );
  });
});

describe('a new department', () => {
  test('gets its first chief from the chief of its city, who may take the post back', async () => {
    const chief = await desk.chief(city);
    const teamId = globalId('Team', await found(chief, city, TeamKind.DEPARTMENT));
    const newcomer = { login: 'first.chief', newPerson: { name: '示例', password: PASSWORD }, role: Role.CHIEF, teamId };
    await expect(startMembership(await desk.chief(district), newcomer)).rejects.toThrow('FORBIDDEN');
    const id = await startMembership(chief, newcomer);
    expect((await signIn(desk.deps, { login: 'first.chief', password: PASSWORD })).viewer.role).toBe(Role.CHIEF);
    await endMembership(chief, { membershipId: globalId('Membership', id) });
    await expect(signIn(desk.deps, { login: 'first.chief', password: PASSWORD })).rejects.toThrow('FORBIDDEN');
  });
});

describe('updateTeam', () => {
  test('changes what is given under the version it was made against', async () => {
    const id = await found(await desk.chief(city), city, TeamKind.DISTRICT);
    const chief = await desk.chief(city);
    await change(chief, id, { name: '改名', divisionCodes: ['510104'] });
    expect(await row(id)).toMatchObject({ name: '改名', version: 2 });
    await expect(change(chief, id, { name: '又改' })).rejects.toMatchObject(refusal('CONFLICT', 'input', 'expectedVersion'));
    expect(await world.events(id)).toEqual(['TEAM_CREATED', 'TEAM_UPDATED']);
  });

  test('is for who may set the team up, not for its own chief', async () => {
    const team = await world.park(district);
    await expect(change(await desk.chief(team), team.id, { name: '自改' })).rejects.toMatchObject(refusal('FORBIDDEN', 'input'));
    await change(await desk.chief(district), team.id, { name: '改名' });
    await change(await desk.chief(city), city.id, { name: '市投促局' });
  });

  test('with a last day that has come withdraws every sign-in of the team and lets nobody in', async () => {
    const team = await world.park(district);
    const who = await desk.member(team);
    const { token, viewer } = await signIn(desk.deps, { login: who.login, password: PASSWORD });
    await change(await desk.chief(district), team.id, { endsOn: dayBefore(desk.today()) });
    expect(await desk.deps.tokens.verify(token)).toBeNull();
    await expect(signIn(desk.deps, { login: who.login, password: PASSWORD })).rejects.toThrow('FORBIDDEN');
    expect((await desk.events('SESSION_REVOKED')).at(-1)).toMatchObject({
      subjectId: team.id,
      payload: { sessionIds: [viewer.sessionId] },
    });
  });

  test('never ends a city', async () => {
    await expect(change(await desk.chief(city), city.id, { expectedVersion: 2, endsOn: desk.today() })).rejects.toMatchObject(
      refusal('INVALID', 'input', 'endsOn'),
    );
  });
});
