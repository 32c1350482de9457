import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { agreeToDisclose, dismissCollision, withdrawDisclosure } from '../../src/cases/disclose-collision.ts';
import { acceptTransfer } from '../../src/cases/answer-transfer.ts';
import { offerTransfer } from '../../src/cases/offer-transfer.ts';
import { TransferReason } from '../../src/cases/transfer.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import { ask } from '../ask.ts';
import { caseGid, leadGid, leadInput, refusedWith, teamGid } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { collisionWorld, companyGid, type CollisionWorld } from './collision-world.ts';

let world: World;
let at: CollisionWorld;
let made = 0;
beforeAll(async () => {
  world = await createWorld();
  at = await collisionWorld(world);
});
afterAll(() => world.close());

async function collision() {
  const companyId = companyGid(
    await at.company(`成都${String.fromCharCode(0x9500 + ++made)}${String.fromCharCode(0x9700 + made)}航空科技有限公司`),
  );
  const register = async (team: TestTeam) =>
    (await registerLead(world.ctx(team), leadInput({ companyId, companyDescription: null, contacts: [] }))).leadId;
  const [parks, neighbours] = [await register(at.park), await register(at.neighbour)];
  const [row] = await world.db.readSystem<{ id: string }>(`select id from collision where other_lead_id = $1`, [parks]);
  return { uuid: row!.id, id: globalId('Collision', row!.id), parks, neighbours };
}
const agree = (team: TestTeam, collisionId: string, level: Level) => agreeToDisclose(world.ctx(team), { collisionId, level });
const withdraw = (team: TestTeam, collisionId: string) => withdrawDisclosure(world.ctx(team), { collisionId });
const stateOf = async (uuid: string) =>
  (await world.db.readSystem<{ state: string }>(`select state from collision where id = $1`, [uuid]))[0]!.state;
const crossSight = async ({ parks, neighbours }: { parks: string; neighbours: string }) => [
  await at.seesLead(at.neighbour, parks),
  await at.seesLead(at.park, neighbours),
];

describe('disclosure', () => {
  test('needs both, and gives each side the lower level on the other lead, and nobody else anything', async () => {
    const it = await collision();
    await agree(at.park, it.id, Level.FOLLOW);
    expect([await stateOf(it.uuid), ...(await crossSight(it))]).toEqual(['OPEN', null, null]);
    await agree(at.neighbour, it.id, Level.SUMMARY);
    expect([await stateOf(it.uuid), ...(await crossSight(it))]).toEqual(['DISCLOSED', 'SUMMARY', 'SUMMARY']);
    expect(await at.seesLead(at.other, it.parks)).toBeNull();
    await agree(at.neighbour, it.id, Level.FOLLOW);
    expect(await crossSight(it)).toEqual(['FOLLOW', 'FOLLOW']);
    const kinds = await world.db.readSystem<{ kind: string }>(
      `select kind from event where subject_id = $1 and guard_id = $2 order by id`,
      [it.uuid, it.parks],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['COLLISION_FOUND', 'COLLISION_DISCLOSED', 'COLLISION_DISCLOSED']);
  });

  test('reaches the case that a lead became, before or after', async () => {
    const it = await collision();
    const before = await acceptLead(world.ctx(at.park), { leadId: leadGid(it.parks), expectedVersion: 1 });
    await agree(at.park, it.id, Level.FOLLOW);
    await agree(at.neighbour, it.id, Level.FOLLOW);
    expect(await at.seesCase(at.neighbour, before.caseId)).toBe('FOLLOW');
    const after = await acceptLead(world.ctx(at.neighbour), { leadId: leadGid(it.neighbours), expectedVersion: 1 });
    expect(await at.seesCase(at.park, after.caseId)).toBe('FOLLOW');
    await withdraw(at.park, it.id);
    expect([await at.seesCase(at.neighbour, before.caseId), await at.seesCase(at.park, after.caseId)]).toEqual([null, null]);
    const query = `query($id: ID!) { node(id: $id) { ... on Case { events(first: 50) { nodes { kind ... on CollisionClosed { otherTeam { id } } } } } } }`;
    const timeline = JSON.stringify(await ask(world, at.park, query, { id: caseGid(before.caseId) }));
    expect([timeline.includes('CASE_OPENED'), timeline.includes('COLLISION')]).toEqual([true, false]);
    const revoked = await world.db.readSystem<{ guard: string; revoked: string[] }>(
      `select guard_id as guard, revoked from event where subject_id = $1 and revoked is not null`,
      [it.uuid],
    );
    expect(Object.fromEntries(revoked.map((each) => [each.guard, each.revoked]))).toEqual({
      [it.parks]: [at.neighbour.id],
      [it.neighbours]: [at.park.id],
      [before.caseId]: [at.neighbour.id],
      [after.caseId]: [at.park.id],
    });
  });

  test('ends for both when one withdraws, and who lost a lead by it is told', async () => {
    const it = await collision();
    await agree(at.park, it.id, Level.SUMMARY);
    await agree(at.neighbour, it.id, Level.SUMMARY);
    await withdraw(at.neighbour, it.id);
    expect([await stateOf(it.uuid), ...(await crossSight(it))]).toEqual(['OPEN', null, null]);
    expect(await refusedWith(withdraw(at.neighbour, it.id))).toEqual(['ILLEGAL_MOVE collisionId']);
    await agree(at.neighbour, it.id, Level.FOLLOW);
    expect(await crossSight(it)).toEqual(['SUMMARY', 'SUMMARY']);
  });

  test('is the same whichever of two that agree at once comes first', async () => {
    const it = await collision();
    const done = await world.atOnce('collision', it.uuid, [
      () => agree(at.park, it.id, Level.FOLLOW),
      () => agree(at.neighbour, it.id, Level.SUMMARY),
    ]);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect([await stateOf(it.uuid), ...(await crossSight(it))]).toEqual(['DISCLOSED', 'SUMMARY', 'SUMMARY']);
  });

  test('that meets a withdrawal at once ends in one of the two orders, never half', async () => {
    const it = await collision();
    await agree(at.park, it.id, Level.FOLLOW);
    const done = await world.atOnce('collision', it.uuid, [
      () => withdraw(at.park, it.id),
      () => agree(at.neighbour, it.id, Level.FOLLOW),
    ]);
    expect(done.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect([await stateOf(it.uuid), ...(await crossSight(it))]).toEqual(['OPEN', null, null]);
  });

  test('and passing the case on at once wait for each other', async () => {
    const it = await collision();
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(it.parks), expectedVersion: 1 });
    const input = { subjectId: caseGid(caseId), expectedVersion: 1, reason: TransferReason.INDUSTRY_MISMATCH };
    const done = await world.atOnce<object>('lead', it.parks, [
      () => offerTransfer(world.ctx(at.park), { ...input, toTeamId: teamGid(at.other) }),
      () => agree(at.neighbour, it.id, Level.FOLLOW),
    ]);
    expect(done.map((each) => (each.status === 'fulfilled' ? 'done' : each.reason))).toEqual(['done', 'done']);
  });

  test('does not tell the other side who else collides with the lead, or asks about it', async () => {
    const it = await collision();
    await agree(at.park, it.id, Level.FOLLOW);
    await agree(at.neighbour, it.id, Level.FOLLOW);
    const third = await world.park(at.other);
    const [row] = await world.db.readSystem<{ id: string }>(`select company_id as id from lead where id = $1`, [it.parks]);
    await at.ask(third, { companyId: companyGid(row!.id) });
    const query = `query($id: ID!) { lead(id: $id) { level events(first: 50) { nodes { kind } } } }`;
    const told = async (team: TestTeam) => JSON.stringify((await ask(world, team, query, { id: leadGid(it.parks) })).data);
    expect(await told(at.neighbour)).toContain('"level":"FOLLOW"');
    expect(await told(at.neighbour)).not.toContain('COLLISION');
    expect(await told(at.park)).toContain('COLLISION_PROBED');
  });

  test('leaves the leads where they stand in the lists', async () => {
    const it = await collision();
    const keys = () =>
      world.db.readSystem(
        `select l.updated_at = a.updated_at as same, l.version from lead l join access a on a.subject_id = l.id where l.id = $1`,
        [it.parks],
      );
    await agree(at.park, it.id, Level.FOLLOW);
    await agree(at.neighbour, it.id, Level.FOLLOW);
    expect(new Set((await keys()).map((row) => JSON.stringify(row)))).toEqual(
      new Set([JSON.stringify({ same: true, version: 1 })]),
    );
  });
});

describe('a side whose lead goes to another team', () => {
  const pass = async (from: TestTeam, leadId: string, to: TestTeam) => {
    const input = {
      subjectId: leadGid(leadId),
      expectedVersion: 1,
      toTeamId: teamGid(to),
      reason: TransferReason.INDUSTRY_MISMATCH,
    };
    const { transferId } = await offerTransfer(world.ctx(from), input);
    await acceptTransfer(world.ctx(to), { transferId: globalId('Transfer', transferId) });
  };

  test('goes along: the new team acts, and sees the other side once it agrees itself', async () => {
    const it = await collision();
    await agree(at.park, it.id, Level.FOLLOW);
    await agree(at.neighbour, it.id, Level.FOLLOW);
    const heir = await world.park(at.district);
    await pass(at.park, it.parks, heir);
    expect(await refusedWith(withdraw(at.park, it.id))).toEqual(['FORBIDDEN collisionId']);
    expect(await at.seesLead(heir, it.neighbours)).toBeNull();
    await agree(heir, it.id, Level.FOLLOW);
    expect([await at.seesLead(heir, it.neighbours), await at.seesLead(at.park, it.neighbours)]).toEqual(['FOLLOW', null]);
    await withdraw(at.neighbour, it.id);
    expect(await at.seesLead(heir, it.neighbours)).toBeNull();
  });

  test('is resolved when it goes to the other side', async () => {
    const it = await collision();
    await pass(at.park, it.parks, at.neighbour);
    expect(await stateOf(it.uuid)).toBe('RESOLVED');
  });
});

describe('dismissCollision', () => {
  test('closes it for both, with a note for the own side alone, and takes back what was disclosed', async () => {
    const it = await collision();
    await agree(at.park, it.id, Level.FOLLOW);
    await agree(at.neighbour, it.id, Level.FOLLOW);
    await dismissCollision(world.ctx(at.park), { collisionId: it.id, note: '同名不同企业，已核对营业执照' });
    expect([await stateOf(it.uuid), ...(await crossSight(it))]).toEqual(['DISMISSED', null, null]);
    expect(await refusedWith(agree(at.neighbour, it.id, Level.FOLLOW))).toEqual(['ILLEGAL_MOVE collisionId']);
    expect(await refusedWith(dismissCollision(world.ctx(at.neighbour), { collisionId: it.id, note: ' ' }))).toEqual([
      'REQUIRED note',
    ]);
  });
});

test('a collision is acted on by the teams of its sides alone', async () => {
  const it = await collision();
  expect(await refusedWith(agree(at.district, it.id, Level.FOLLOW))).toEqual(['FORBIDDEN collisionId']);
  expect(await refusedWith(agree(at.partner, it.id, Level.FOLLOW))).toEqual(['NOT_FOUND collisionId']);
  expect(await refusedWith(agree(await world.park(at.other), it.id, Level.FOLLOW))).toEqual(['NOT_FOUND collisionId']);
  expect(await refusedWith(agree(at.park, 'forged', Level.FOLLOW))).toEqual(['NOT_FOUND collisionId']);
  expect(await refusedWith((async () => agree(at.park, it.id, Level.WORK))())).toEqual(['INVALID level']);
  const reader = { collisionId: it.id, level: Level.FOLLOW };
  expect(await refusedWith((async () => agreeToDisclose(world.ctx(at.park, { role: Role.READER }), reader))())).toEqual([
    'FORBIDDEN',
  ]);
});
