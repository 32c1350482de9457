import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { addLeadContact } from '../../src/leads/add-lead-contact.ts';
import { declineLead, screenLead } from '../../src/leads/move-lead.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import { updateLead } from '../../src/leads/update-lead.ts';
import { ask as askSchema } from '../ask.ts';
import { caseGid, leadGid, leadInput, teamGid } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { collisionWorld, companyGid, type CollisionWorld } from './collision-world.ts';

let world: World;
let at: CollisionWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await collisionWorld(world);
});
afterAll(() => world.close());

interface Side {
  id: string;
  state: string;
  matchLevel: string;
  reasons: string[] | null;
  myLead: { id: string } | null;
  theirLead: { id: string } | null;
  theirTeam: { id: string };
  theyAgreed: boolean;
  viewerCanAct: boolean;
}
const SIDE =
  'id state matchLevel reasons myLead { id } theirLead { id title intent } theirTeam { id } theirSince theyAgreed viewerCanAct';
const sidesOf = async (team: TestTeam, leadId: string): Promise<Side[]> => {
  const { data } = await askSchema<{ collisions: { nodes: Side[] } }>(
    world,
    team,
    `{ collisions(first: 50) { nodes { ${SIDE} } } }`,
  );
  return data!.collisions.nodes.filter(({ myLead }) => myLead?.id === leadGid(leadId));
};
const register = (team: TestTeam, companyId: string, more: object = {}) =>
  registerLead(world.ctx(team), leadInput({ companyId, companyDescription: null, contacts: [], ...more }));
const told = (leadId: string) =>
  world.db.readSystem<{ kind: string; audience: object }>(
    `select kind, audience from event where guard_id = $1 and kind like 'COLLISION%' order by id`,
    [leadId],
  );

describe('a lead of an investor that another team is at work on', () => {
  test('is registered all the same, and both teams hear of each other, blind', async () => {
    const companyId = companyGid(await at.company('成都玉垒动力电池有限公司'));
    const first = await register(at.park, companyId, { title: '玉垒一期' });
    expect(first.collisions).toEqual([]);
    const second = await register(at.neighbour, companyId, { title: '玉垒落户' });
    expect(second.collisions).toMatchObject([{ level: 'EXACT', teamId: at.park.id, leadId: null, reasons: null }]);
    for (const [team, own, other] of [
      [at.park, first.leadId, at.neighbour],
      [at.neighbour, second.leadId, at.park],
    ] as const) {
      expect(await sidesOf(team, own)).toMatchObject([
        {
          state: 'OPEN',
          matchLevel: 'EXACT',
          reasons: null,
          theirLead: null,
          theirTeam: { id: teamGid(other) },
          theyAgreed: false,
          viewerCanAct: true,
        },
      ]);
      expect(await told(own)).toEqual([{ kind: 'COLLISION_FOUND', audience: { [team.id]: 3 } }]);
    }
  });

  test('collides once with each team, whichever of its leads, so that nobody counts them', async () => {
    const companyId = companyGid(await at.company('成都石象湖光伏有限公司'));
    const old = await register(at.park, companyId);
    await register(at.park, companyId);
    const mine = await register(at.neighbour, companyId);
    expect(mine.collisions).toMatchObject([{ teamId: at.park.id, leadId: null }]);
    const again = await register(at.neighbour, companyId);
    expect(again.collisions).toMatchObject([{ leadId: mine.leadId }, { teamId: at.park.id, leadId: null }]);
    expect([await sidesOf(at.neighbour, mine.leadId), await sidesOf(at.neighbour, again.leadId)]).toMatchObject([
      [{ state: 'OPEN' }],
      [],
    ]);
    expect(await sidesOf(at.park, old.leadId)).toHaveLength(1);
    expect(await told(old.leadId)).toHaveLength(1);
  });

  test('is seen in full by the city, and on its own side by a district', async () => {
    const companyId = companyGid(await at.company('成都云顶石化有限公司'));
    const [a, b] = [await register(at.park, companyId), await register(at.neighbour, companyId)];
    const [{ id }] = (await sidesOf(at.park, a.leadId)) as [Side];
    const node = async (team: TestTeam) =>
      (
        await askSchema<{ node: Side | null }>(
          world,
          team,
          `query($id: ID!) { node(id: $id) { ... on Collision { ${SIDE} } } }`,
          { id },
        )
      ).data!.node;
    const above = await node(at.district);
    expect(above).toMatchObject({ myLead: { id: leadGid(a.leadId) }, theirLead: null, reasons: null, viewerCanAct: false });
    expect((await node(at.city))!.reasons).toContain('SAME_NAME');
    expect((await node(at.city))!.theirLead).not.toBeNull();
    expect(await node(at.partner)).toBeNull();
    expect(b.leadId).toBeDefined();
  });

  test('registered by a partner tells the partner nothing', async () => {
    const name = '成都白鹤梁半导体有限公司';
    await register(at.neighbour, companyGid(await at.company(name)));
    const { leadId, collisions } = await registerLead(
      world.ctx(at.partner),
      leadInput({ companyDescription: name, contacts: [], owningTeamId: teamGid(at.park) }),
    );
    expect(collisions).toBeNull();
    expect(await sidesOf(at.park, leadId)).toHaveLength(1);
    const events = await told(leadId);
    expect(events).toEqual([{ kind: 'COLLISION_FOUND', audience: { [at.park.id]: 3 } }]);
  });
});

describe('two teams at the same moment', () => {
  test('with one company do not miss each other', async () => {
    const companyId = companyGid(await at.company('成都金堂氢能有限公司'));
    const teams = await Promise.all(Array.from({ length: 4 }, () => world.park(at.other)));
    const made = await Promise.all(teams.map((team) => register(team, companyId)));
    const { n } = (
      await world.db.readSystem<{ n: number }>(`select count(*)::int as n from collision where lead_id = any($1)`, [
        made.map(({ leadId }) => leadId),
      ])
    )[0]!;
    expect(n).toBe(6);
  });
});

describe('facts that come later', () => {
  test('are looked at when the company becomes known, and when a contact is added', async () => {
    const companyId = companyGid(await at.company('成都龙泉驿车桥有限公司'));
    await register(at.park, companyId, { contacts: [{ name: '何欣', phone: '028-66668888' }] });
    const leadId = await at.lead(at.neighbour);
    expect(await sidesOf(at.neighbour, leadId)).toEqual([]);
    const added = await addLeadContact(world.ctx(at.neighbour), {
      leadId: leadGid(leadId),
      contact: { name: '何欣', phone: '+86 28 6666 8888' },
    });
    expect(added.collisions).toMatchObject([{ level: 'SIMILAR', teamId: at.park.id }]);
    const updated = await updateLead(world.ctx(at.neighbour), { id: leadGid(leadId), expectedVersion: 2, companyId });
    expect(updated.collisions).toMatchObject([{ level: 'EXACT', teamId: at.park.id }]);
    expect(await sidesOf(at.neighbour, leadId)).toMatchObject([{ matchLevel: 'EXACT' }]);
    const other = await updateLead(world.ctx(at.neighbour), { id: leadGid(leadId), expectedVersion: 3, intent: '扩产' });
    expect(other.collisions).toBeNull();
  });

  test('end what collides with a lead when its case is lost, until the case is taken up again', async () => {
    const companyId = companyGid(await at.company('成都怀安军酒业有限公司'));
    const [a, b] = [await register(at.park, companyId), await register(at.neighbour, companyId)];
    const { caseId } = await acceptLead(world.ctx(at.neighbour), { leadId: leadGid(b.leadId), expectedVersion: 1 });
    const move = (stage: CaseStage, expectedVersion: number) =>
      moveCase(world.ctx(at.neighbour), { id: caseGid(caseId), stage, expectedVersion, reason: '对方搁置' });
    await move(CaseStage.LOST, 1);
    expect(await sidesOf(at.park, a.leadId)).toMatchObject([{ state: 'RESOLVED' }]);
    await move(CaseStage.NEGOTIATING, 2);
    const query = `query($id: ID!) { lead(id: $id) { collisions { state theirTeam { id } } } }`;
    const { data } = await askSchema(world, at.park, query, { id: leadGid(a.leadId) });
    expect(data).toEqual({ lead: { collisions: [{ state: 'OPEN', theirTeam: { id: teamGid(at.neighbour) } }] } });
  });

  test('resolve what collides with a lead that closes, and open it again with the lead', async () => {
    const companyId = companyGid(await at.company('成都青羊绿舟仪表有限公司'));
    const [a, b] = [await register(at.park, companyId), await register(at.neighbour, companyId)];
    await declineLead(world.ctx(at.neighbour), { id: leadGid(b.leadId), expectedVersion: 1, reason: '要素不足' });
    expect(await sidesOf(at.park, a.leadId)).toMatchObject([{ state: 'RESOLVED', viewerCanAct: false }]);
    await screenLead(world.ctx(at.neighbour), { id: leadGid(b.leadId), expectedVersion: 2 });
    expect(await sidesOf(at.park, a.leadId)).toMatchObject([{ state: 'OPEN' }]);
    expect((await told(a.leadId)).map(({ kind }) => kind)).toEqual(['COLLISION_FOUND', 'COLLISION_CLOSED', 'COLLISION_CLOSED']);
  });
});

test('logs a registration, and does not count it', async () => {
  const team = await world.park(at.other);
  const companyId = companyGid(await at.company('成都蒲阳水电有限公司'));
  await register(at.park, companyId);
  await register(team, companyId);
  const log = `select kind, blind_hits as hits from collision_probe where team_id = $1`;
  expect(await world.db.readSystem(log, [team.id])).toEqual([{ kind: 'REGISTRATION', hits: 1 }]);
  const { data } = await askSchema<{ probeQuota: object }>(world, team, '{ probeQuota { usedToday hitsToday } }');
  expect(data!.probeQuota).toEqual({ usedToday: 0, hitsToday: 0 });
  expect(globalId('Team', team.id)).toBe(teamGid(team));
});
