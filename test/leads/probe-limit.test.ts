import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CheckCollisionInput } from '../../src/leads/collision.inputs.ts';
import { ask as askSchema } from '../ask.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { collisionWorld, companyGid, type CollisionWorld } from './collision-world.ts';

let world: World;
let at: CollisionWorld;
let team: TestTeam;
let now: Date;
beforeAll(async () => {
  world = await createWorld();
  at = await collisionWorld(world);
  world.clock.now = () => now;
});
afterAll(() => world.close());
beforeEach(async () => {
  now = new Date('2026-11-20T02:00:00Z');
  team = await world.park(at.other);
});

const later = (ms: number) => void (now = new Date(now.getTime() + ms));
const MINUTE = 60_000;
const limited = (input: CheckCollisionInput, of = team) => refusedWith((async () => at.ask(of, input))());
const nameOf = (n: number) =>
  `${String.fromCharCode(0x4e00 + (n % 5_000))}${String.fromCharCode(0x6e00 + ((n * 7) % 2_000))}机电`;
const log = () =>
  world.db.readSystem<{ kind: string; hits: number }>(
    `select kind, blind_hits as hits from collision_probe where team_id = $1 order by id`,
    [team.id],
  );
const kinds = async () =>
  (await world.db.readSystem<{ kind: string }>(`select kind from collision_probe where team_id = $1 order by id`, [team.id])).map(
    ({ kind }) => kind,
  );

describe('probes by the thousand', () => {
  test.each([
    ['at once', async (calls: Array<() => Promise<string>>) => Promise.all(calls.map((call) => call()))],
    [
      'one after another',
      async (calls: Array<() => Promise<string>>) => {
        const answers: string[] = [];
        for (const call of calls) answers.push(await call());
        return answers;
      },
    ],
  ])(
    'by one team, %s, are answered up to the limit, and another team is not affected',
    async (_, run) => {
      await at.rules({ perHour: 37, perDay: 200 });
      const calls = Array.from(
        { length: 1_000 },
        (_each, n) => async () => (await limited({ companyName: nameOf(n) }))[0] ?? 'ANSWERED',
      );
      const answers = await run(calls);
      expect(Object.fromEntries(Object.entries(Object.groupBy(answers, (each) => each)).map(([k, v]) => [k, v!.length]))).toEqual(
        {
          ANSWERED: 37,
          LIMIT_REACHED: 963,
        },
      );
      expect(await limited({ companyName: nameOf(1) }, at.neighbour)).toEqual([]);
    },
    300_000,
  );
});

describe('the windows', () => {
  test('slide: one more may be asked when the oldest question is an hour old, and the refusal says when', async () => {
    await at.rules({ perHour: 2, perDay: 3 });
    expect(await limited({ companyName: '甲乙机电' })).toEqual([]);
    later(10 * MINUTE);
    expect(await limited({ companyName: '丙丁机电' })).toEqual([]);
    later(MINUTE);
    await expect(at.ask(team, { companyName: '戊己机电' })).rejects.toMatchObject({
      errors: [{ code: 'LIMIT_REACHED', path: ['input'], message: expect.stringContaining('11:00:00') }],
    });
    const { data } = await askSchema<{ probeQuota: object }>(
      world,
      team,
      '{ probeQuota { usedThisHour perHour usedToday perDay hitsToday hitsPerDay opensAt } }',
    );
    expect(data!.probeQuota).toEqual({
      usedThisHour: 2,
      perHour: 2,
      usedToday: 2,
      perDay: 3,
      hitsToday: 0,
      hitsPerDay: 1,
      opensAt: '2026-11-20T03:00:00.000Z',
    });
    later(49 * MINUTE);
    expect(await limited({ companyName: '戊己机电' })).toEqual([]);
    later(2 * 60 * MINUTE);
    expect(await limited({ companyName: '庚辛机电' })).toEqual(['LIMIT_REACHED']);
    later(21 * 60 * MINUTE);
    expect(await limited({ companyName: '庚辛机电' })).toEqual([]);
  });

  test('close sooner for a team that meets holder after holder', async () => {
    await at.rules({ perHour: 50, perDay: 10 });
    const companies = await Promise.all(
      ['涪江泵业', '沱江阀门', '岷江管件', '渠江轴承'].map((name) => at.company(`${name}有限公司`)),
    );
    for (const id of companies) await at.lead(at.park, { companyId: companyGid(id) });
    const answers = [];
    for (const id of companies) answers.push((await limited({ companyId: companyGid(id) }))[0] ?? 'ANSWERED');
    expect(answers).toEqual(['ANSWERED', 'ANSWERED', 'LIMIT_REACHED', 'LIMIT_REACHED']);
    expect(await limited({ companyName: '毫无此名机电' })).toEqual(['LIMIT_REACHED']);
  });
});

describe('what counts once', () => {
  beforeEach(() => at.rules({ perHour: 3, perDay: 100 }));

  test('is the same question within ten minutes of the time it was counted, even when the limit is reached', async () => {
    for (const name of ['甲乙机电', '甲乙 机电', '（甲乙）機電']) expect(await limited({ companyName: name })).toEqual([]);
    later(9 * MINUTE);
    await limited({ companyName: '丙丁机电' });
    await limited({ companyName: '戊己机电' });
    expect(await limited({ companyName: '甲乙机电' })).toEqual([]);
    later(2 * MINUTE);
    expect(await limited({ companyName: '甲乙机电' })).toEqual(['LIMIT_REACHED']);
    expect(await kinds()).toEqual(['COUNTED', 'REPEATED', 'REPEATED', 'COUNTED', 'COUNTED', 'REPEATED']);
  });

  test('is a name that grows while one person types it', async () => {
    for (const name of ['青衣', '青衣江', '青衣江机', '青衣江机械有限公司'])
      expect(await limited({ companyName: name })).toEqual([]);
    expect(await kinds()).toEqual(['COUNTED', 'TYPING', 'TYPING', 'TYPING']);
  });

  test('is not: another person, a pause, a second end of one beginning, a name that shrinks', async () => {
    const person = randomUUID();
    await world.insert('person', { id: person, login: person, name: '甲', password_hash: 'x', is_demo: false, created_at: now });
    await limited({ companyName: '大渡河' });
    await at.ask(team, { companyName: '大渡河谷' }, { personId: person });
    later(3 * MINUTE);
    await at.ask(team, { companyName: '大渡河谷地' }, { personId: person });
    expect(await kinds()).toEqual(['COUNTED', 'COUNTED', 'COUNTED']);
    await at.rules({ perHour: 9, perDay: 100 });
    await at.ask(team, { companyName: '大渡河谷地甲' }, { personId: person });
    await at.ask(team, { companyName: '大渡河谷地乙' }, { personId: person });
    await at.ask(team, { companyName: '大渡河谷地甲' }, { personId: person });
    expect((await kinds()).slice(3)).toEqual(['TYPING', 'COUNTED', 'COUNTED']);
  });

  test('is not a name that meets somebody while it grows: each such answer is paid for', async () => {
    const companyId = companyGid(await at.company('凉山火把果酒业有限公司'));
    await at.lead(at.park, { companyId });
    await limited({ companyName: '凉山' });
    await limited({ companyName: '凉山火把果酒业有限公司' });
    expect(await log()).toEqual([
      { kind: 'COUNTED', hits: 0 },
      { kind: 'COUNTED', hits: 1 },
    ]);
  });

  test('is not what is typed on from an answer that met somebody', async () => {
    await limited({ companyName: '怒江' });
    await world.db.readSystem(`update collision_probe set blind_hits = 1 where team_id = $1`, [team.id]);
    await limited({ companyName: '怒江水' });
    expect(await log()).toMatchObject([{ kind: 'COUNTED' }, { kind: 'COUNTED' }]);
  });
});

test('a refusal is the same whether or not there is something to find', async () => {
  await at.rules({ perHour: 1, perDay: 100 });
  const companyId = companyGid(await at.company('嘉陵江纺织有限公司'));
  await at.lead(at.park, { companyId });
  await limited({ companyName: '甲乙机电' });
  const told = (input: CheckCollisionInput) => at.ask(team, input).catch((error: Error) => error.message);
  expect(await told({ companyName: '嘉陵江纺织' })).toBe(await told({ companyName: '子虚乌有纺织' }));
  const { n } = (
    await world.db.readSystem<{ n: number }>(`select count(*)::int as n from probe_hit where asking_team_id = $1`, [team.id])
  )[0]!;
  expect(n).toBe(0);
});

describe('a registration', () => {
  test('is no way to fish: who met as many blind matches as a day allows registers no other investor until it is over', async () => {
    await at.rules({ perDay: 10 }); // two blind matches a day
    const held = await Promise.all([1, 2, 3].map((n) => at.company(nameOf(4_000 + n))));
    const free = await at.company(nameOf(4_100));
    for (const companyId of held) await at.lead(at.park, { companyId: companyGid(companyId) });
    const register = (companyId: string, of = team) => refusedWith(at.lead(of, { companyId: companyGid(companyId) }));
    for (const companyId of held.slice(0, 2)) await at.lead(team, { companyId: companyGid(companyId) });
    const limit = ['LIMIT_REACHED companyId'];
    expect([await register(held[2]!), await register(free)]).toEqual([limit, limit]);
    const other = await world.park(at.other);
    await at.lead(other, { companyId: companyGid(held[2]!) });
    later(24 * 60 * MINUTE + 1);
    await at.lead(team, { companyId: companyGid(held[2]!) });
    await at.rules({});
  });
});
