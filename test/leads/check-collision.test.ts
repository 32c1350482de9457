import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ask as askSchema } from '../ask.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';
import { collisionWorld, companyGid, usciOf, type CollisionWorld } from './collision-world.ts';

let world: World;
let at: CollisionWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await collisionWorld(world);
});
afterAll(() => world.close());

const today = () => shanghaiDay(new Date());

describe('checkCollision', () => {
  test('tells a stranger how sure, who and since when, and nothing else', async () => {
    const companyId = await at.company('成都锦城智造有限公司', { usci: usciOf(1) });
    await at.lead(at.park, { companyId: companyGid(companyId), title: '锦城智造西南基地' });
    const blind = { level: 'EXACT', teamId: at.park.id, since: today(), leadId: null, reasons: null };
    for (const input of [
      { companyId: companyGid(companyId) },
      { usci: ` ${usciOf(1).toLowerCase()}` },
      { companyName: '成都錦城智造有限公司' },
    ])
      expect(await at.ask(at.neighbour, input)).toEqual({ matches: [blind] });
  });

  test('tells a team that sees the record which one it is and why', async () => {
    const companyId = await at.company('绵阳长虹电源有限公司');
    const leadId = await at.lead(at.park, { companyId: companyGid(companyId) });
    const { matches } = await at.ask(at.district, { companyId: companyGid(companyId) });
    expect(matches).toEqual([
      { level: 'EXACT', teamId: at.park.id, since: today(), leadId, reasons: expect.arrayContaining(['SAME_NAME']) },
    ]);
    expect((await at.ask(at.park, { companyId: companyGid(companyId) })).matches).toMatchObject([{ leadId }]);
  });

  test('makes one match of several blind records of one team', async () => {
    const companyId = companyGid(await at.company('德阳东汽叶片有限公司'));
    await at.lead(at.park, { companyId });
    const one = await at.ask(at.neighbour, { companyId });
    for (let i = 0; i < 4; i++) await at.lead(at.park, { companyId });
    expect(await at.ask(at.other, { companyId })).toEqual(one);
  });

  test('finds leads that only describe the company, and tells which descriptions name nobody', async () => {
    await at.lead(at.park, { companyDescription: '宜宾晨曦微纳新材料有限公司，拟投三亿元' });
    await at.lead(at.park, { companyDescription: '某晨曦微纳企业' });
    const { matches } = await at.ask(at.neighbour, { companyName: '宜宾晨曦微纳新材料' });
    expect(matches).toMatchObject([{ level: 'STRONG', teamId: at.park.id }]);
    expect((await at.ask(at.neighbour, { companyName: '某企业' })).matches).toEqual([]);
  });

  test('finds a contact by telephone or mail, however they are written, of a lead and of its case', async () => {
    const caseId = await at.opened(at.park, {
      companyDescription: '某企业',
      contacts: [{ name: '周航', phone: '+86 139-8765-4321' }],
    });
    await at.lead(at.park, { contacts: [{ name: '李莉', email: 'Li.Li@Example.com' }] });
    expect(caseId).toBeDefined();
    for (const input of [{ phone: '13987654321' }, { phone: '８６１３９８７６５４３２１' }, { email: 'li.li@example.COM ' }])
      expect((await at.ask(at.neighbour, input)).matches).toMatchObject([{ level: 'SIMILAR', teamId: at.park.id }]);
    const own = await at.ask(at.park, { phone: '13987654321', contactName: '周航' });
    expect(own.matches).toMatchObject([{ reasons: ['SAME_PHONE', 'SAME_CONTACT'] }]);
    const above = await at.ask(at.district, { phone: '13987654321' });
    expect(above.matches).toMatchObject([{ leadId: expect.any(String), reasons: [] }]);
  });

  test('finds the whole group that relations record, and the lead of a company that was merged away', async () => {
    const [mother, daughter, aunt] = await Promise.all(
      ['渝蓉重工控股有限公司', '巴山液压件有限公司', '嘉岭传动有限公司'].map((name) => at.company(name)),
    );
    for (const to of [daughter, aunt])
      await world.insert('company_relation', { id: randomUUID(), from_id: mother, to_id: to, kind: 'PARENT_OF', source: 'test' });
    await at.lead(at.park, { companyId: companyGid(aunt!) });
    const sister = { level: 'SIMILAR', teamId: at.park.id };
    expect((await at.ask(at.neighbour, { companyId: companyGid(daughter!) })).matches).toMatchObject([sister]);
    expect((await at.ask(at.neighbour, { companyName: '巴山液压件有限公司' })).matches).toMatchObject([sister]);
    const twin = await at.company('嘉陵传动系统有限公司');
    await world.db.readSystem(`update company set merged_into_id = $2 where id = $1`, [aunt, twin]);
    expect((await at.ask(at.neighbour, { companyId: companyGid(twin) })).matches).toMatchObject([{ level: 'EXACT' }]);
  });

  test('tells the day of the claim where one holds', async () => {
    const companyId = await at.company('大英死海盐化有限公司', { usci: usciOf(9) });
    const leadId = await at.lead(at.park, { companyId: companyGid(companyId) });
    await world.insert('claim', {
      id: randomUUID(),
      code: `SQ-${leadId}`,
      lead_id: leadId,
      team_id: at.park.id,
      company_id: companyId,
      group_id: companyId,
      intent: 'NEW_PLANT',
      industry_division: 'C26',
      filed_at: '2026-03-01T18:00:00Z',
      expires_at: '2999-01-01',
      renewals: 0,
      rules_version: 0,
      version: 1,
    });
    expect((await at.ask(at.neighbour, { usci: usciOf(9) })).matches).toMatchObject([{ since: '2026-03-02', leadId: null }]);
  });

  test('leaves out what is closed', async () => {
    const companyId = companyGid(await at.company('内江隆昌玻纤有限公司'));
    const leadId = await at.lead(at.park, { companyId });
    await world.db.readSystem(`update lead set stage = 'DECLINED' where id = $1`, [leadId]);
    const caseId = await at.opened(at.park, { companyId, companyDescription: null, contacts: [] });
    await world.db.readSystem(`update cases set stage = 'LOST' where id = $1`, [caseId]);
    expect((await at.ask(at.neighbour, { companyId })).matches).toEqual([]);
  });

  test('refuses too little, and says what is missing', async () => {
    const refused = (input: object) => refusedWith((async () => at.ask(at.neighbour, input))());
    expect(await refused({ contactName: '王敏' })).toEqual(['REQUIRED companyName']);
    expect(await refused({ companyName: '华' })).toEqual(['INVALID companyName']);
    expect(await refused({ companyName: '🏭🏭🏭' })).toEqual(['INVALID companyName']);
    expect(await refused({ usci: '9151010', phone: '123456', email: 'nobody', companyId: 'forged' })).toEqual([
      'NOT_FOUND companyId',
      'INVALID usci',
      'INVALID phone',
      'INVALID email',
    ]);
    const { n } = (
      await world.db.readSystem<{ n: number }>(
        `select count(*)::int as n from collision_probe where team_id = $1 and kind = 'COUNTED' and terms = '{}'`,
        [at.neighbour.id],
      )
    )[0]!;
    expect(n).toBe(0);
  });

  test('is for officers and chiefs of government', async () => {
    const input = { companyName: '成都锦城' };
    expect(await refusedWith((async () => at.ask(at.partner, input))())).toEqual(['FORBIDDEN']);
    expect(await refusedWith((async () => at.ask(at.neighbour, input, { role: Role.READER }))())).toEqual(['FORBIDDEN']);
  });

  test('keeps no text of what was asked', async () => {
    await at.ask(at.neighbour, { companyName: '乐山峨眉机床', phone: '02887654321' });
    const rows = JSON.stringify(await world.db.readSystem('select p::text from collision_probe p'));
    expect(rows).not.toMatch(/峨眉|87654321/);
  });

  test('is told to the holder alone, once a day for each asking team', async () => {
    const companyId = companyGid(await at.company('自贡运机输送有限公司'));
    const leadId = await at.lead(at.park, { companyId });
    for (const team of [at.neighbour, at.neighbour, at.other]) await at.ask(team, { companyId });
    const rows = await world.db.readSystem<{ actor_team_id: string; audience: object }>(
      `select actor_team_id, audience from event where kind = 'COLLISION_PROBED' and subject_id = $1 order by id`,
      [leadId],
    );
    expect(rows).toEqual([at.neighbour, at.other].map(({ id }) => ({ actor_team_id: id, audience: { [at.park.id]: 3 } })));
    const query = '{ collisionProbes(first: 2) { totalCount nodes { matchLevel askingTeam { id } lead { title } } } }';
    const { data } = await askSchema<{ collisionProbes: { nodes: object[] } }>(world, at.park, query);
    expect(data!.collisionProbes.nodes).toMatchObject([
      { matchLevel: 'EXACT', lead: { title: '固态电池中试线' } },
      { matchLevel: 'EXACT' },
    ]);
    expect(
      (await askSchema<{ collisionProbes: { nodes: object[] } }>(world, at.neighbour, query)).data!.collisionProbes.nodes,
    ).toEqual([]);
    // A district follows the leads of its parks; the list is of its own.
    expect(
      (await askSchema<{ collisionProbes: { nodes: object[] } }>(world, at.district, query)).data!.collisionProbes.nodes,
    ).toEqual([]);
    expect((await askSchema(world, at.partner, query)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  test('answers whom to ask by name', async () => {
    const companyId = companyGid(await at.company('广元利州铝业有限公司'));
    await at.lead(at.park, { companyId, title: '利州铝板带' });
    const personId = at.park.id;
    await world.insert('person', {
      id: personId,
      login: 'chief',
      name: '陈负责',
      password_hash: 'x',
      is_demo: false,
      created_at: new Date(),
    });
    await world.insert('membership', {
      id: personId,
      person_id: personId,
      team_id: at.park.id,
      role: 'CHIEF',
      starts_on: '2026-01-01',
      is_default: true,
    });
    const answer = await askSchema(
      world,
      at.neighbour,
      `mutation($input: CheckCollisionInput!) { checkCollision(input: $input) {
        matches { level since isBlind isOwn reasons holdingTeam { name } askPersons { name } lead { title } } quota { usedThisHour perHour opensAt } userErrors { code } } }`,
      { input: { companyId } },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      checkCollision: {
        matches: [
          {
            level: 'EXACT',
            since: today(),
            isBlind: true,
            isOwn: false,
            reasons: null,
            holdingTeam: { name: expect.stringContaining('PARK') },
            askPersons: [{ name: '陈负责' }],
            lead: null,
          },
        ],
        quota: { usedThisHour: expect.any(Number), perHour: 60, opensAt: null },
        userErrors: [],
      },
    });
    expect(JSON.stringify(answer)).not.toContain('利州');
  });
});
