import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { ask as askSchema } from '../ask.ts';
import { leadGid } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { collisionWorld, companyGid, usciOf, type CollisionWorld } from './collision-world.ts';

let world: World;
let at: CollisionWorld;
let holders: TestTeam[];
let stranger: TestTeam;
let made = 0;
beforeAll(async () => {
  world = await createWorld();
  at = await collisionWorld(world);
  await at.rules({ perHour: 1_000, perDay: 10_000 });
  holders = [at.park, at.neighbour, await world.park(at.district)];
  stranger = await world.park(at.other);
});
afterAll(() => world.close());

const CHECK = `mutation($input: CheckCollisionInput!) { checkCollision(input: $input) {
  matches { level since isBlind isOwn reasons holdingTeam { id name kind } askPersons { id name }
    lead { id code title intent companyDescription amountYuan } case { id code title } }
  userErrors { code message } } }`;
const answer = async (team: TestTeam, input: object): Promise<string> =>
  JSON.stringify((await askSchema(world, team, CHECK, { input })).data);

/** Records of one investor: whose, how old, what stands in them. */
const record = fc.record({
  holder: fc.nat(2),
  age: fc.nat(20),
  stage: fc.constantFrom('NEW', 'SCREENING', 'ACCEPTED', 'DECLINED'),
  secret: fc.stringMatching(/^[一-龥]{6}$/u),
});
type Secret = { holder: number; age: number; stage: string; secret: string };

const day = (age: number) => new Date(Date.UTC(2026, 9, 1) - age * 86_400_000);

async function investorWith(records: readonly Secret[]) {
  const companyId = companyGid(
    await at.company(`成都${String.fromCharCode(0x5100 + ++made)}${String.fromCharCode(0x7100 + made)}智能装备有限公司`),
  );
  const ids: string[] = [];
  for (const { holder, age, stage, secret } of records) {
    const id = await at.lead(holders[holder]!, { companyId, title: secret, intent: `${secret}意向`, referrer: `${secret}推荐` });
    await world.db.readSystem(`update lead set stage = $2, created_at = $3 where id = $1`, [id, stage, day(age)]);
    ids.push(id);
  }
  return { companyId, ids };
}

/** By the rule in words: for each team with an open record of the investor, EXACT, and the first day. */
function expected(records: readonly Secret[]) {
  const open = records.filter(({ stage }) => stage !== 'DECLINED');
  return [...Map.groupBy(open, ({ holder }) => holder)]
    .map(([holder, of]) => ({
      level: 'EXACT',
      teamId: holders[holder]!.id,
      since: shanghaiDay(day(Math.max(...of.map(({ age }) => age)))),
      leadId: null,
      reasons: null,
    }))
    .sort((a, b) => (a.since + a.teamId < b.since + b.teamId ? -1 : 1));
}

describe('what a stranger learns', () => {
  test('is how sure, who and since when, whatever and however many the records are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 7 }), async (records) => {
        const { companyId } = await investorWith(records);
        expect((await at.ask(stranger, { companyId })).matches).toEqual(expected(records));
      }),
      { numRuns: 60 },
    );
  }, 300_000);

  test('holds no byte of title, intent, referrer, code or id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 3 }), async (records) => {
        const { companyId, ids } = await investorWith(records);
        const text = await answer(stranger, { companyId });
        const secrets = await world.db.readSystem<{ code: string }>(`select code from lead where id = any($1)`, [ids]);
        for (const { secret } of records) expect(text).not.toContain(secret);
        for (const { code } of secrets) expect(text).not.toContain(code);
        for (const id of ids) expect(text).not.toContain(leadGid(id).slice(0, -2));
      }),
      { numRuns: 20 },
    );
  }, 300_000);

  test('is the same bytes for one record and for five', async () => {
    const one = { holder: 0, age: 9, stage: 'NEW', secret: '甲乙丙丁戊己' };
    const [single, many] = [
      await investorWith([one]),
      await investorWith([one, ...[8, 7, 6, 5].map((age) => ({ ...one, age, secret: '另一个项目名' }))]),
    ];
    expect(await answer(stranger, { companyId: many.companyId })).toBe(await answer(stranger, { companyId: single.companyId }));
  });
});

describe('by way of quota and log', () => {
  test('the number of records does not show', async () => {
    const quota = async (team: TestTeam) =>
      JSON.stringify((await askSchema(world, team, '{ probeQuota { usedToday hitsToday } }')).data);
    const one = { holder: 0, age: 9, stage: 'NEW', secret: '甲乙丙丁戊己' };
    const [a, b] = [await world.park(at.other), await world.park(at.other)];
    await at.ask(a, { companyId: (await investorWith([one])).companyId });
    await at.ask(b, { companyId: (await investorWith([one, one, one, one])).companyId });
    expect(await quota(a)).toBe(await quota(b));
  });

  test('neither the asker nor a bystander reads who was met', async () => {
    const { companyId } = await investorWith([{ holder: 0, age: 3, stage: 'NEW', secret: '甲乙丙丁戊己' }]);
    await at.ask(stranger, { companyId });
    for (const team of [stranger, at.partner, await world.park(at.district)]) {
      expect(await world.ctx(team).read('select 1 from probe_hit where asking_team_id = $1', [stranger.id])).toEqual([]);
    }
    expect(await world.ctx(at.park).read('select 1 from collision_probe where team_id <> $1', [at.park.id])).toEqual([]);
  });
});

describe('odd input', () => {
  test('in traditional characters or full width finds the same; a slip in the code is forgiven beside the name', async () => {
    const id = await at.company('成都華頂龍門機床有限公司', { usci: usciOf(77) });
    await at.lead(at.park, { companyId: companyGid(id) });
    const levels = async (input: object) => (await at.ask(stranger, input)).matches.map(({ level }) => level);
    expect(await levels({ companyName: '成都华顶龙门机床有限公司' })).toEqual(['EXACT']);
    expect(await levels({ companyName: '　成都華頂龍門機床（有限公司）🏭' })).toEqual(['EXACT']);
    const slip = `${usciOf(77).slice(0, 12)}9${usciOf(77).slice(13)}`;
    expect(await levels({ companyName: '成都华顶龙门机床', usci: slip })).toEqual(['STRONG']);
    await expect((async () => at.ask(stranger, { usci: slip }))()).rejects.toMatchObject({
      errors: [{ code: 'INVALID', path: ['input', 'usci'] }],
    });
  });
});
