import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreditFigureKind, CreditMode, CreditPart, CreditSource, CreditStartEvent } from '../../src/cases/credit-terms.ts';
import { loadCase } from '../../src/cases/case.loaders.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { saveCreditRule } from '../../src/cases/save-credit-rule.ts';
import { writeRuledShares } from '../../src/cases/contest-share.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { writeCreditShares } from '../../src/cases/write-credit-shares.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ask } from '../ask.ts';
import { createWorld, type World } from '../world.ts';
import { byTeam, creditWorld, party, TAX, type CreditWorld } from './credit-world.ts';
import { caseGid, dealWorld, refusedWith, teamGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
let credit: CreditWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
  credit = creditWorld(world);
});
afterAll(() => world.close());

/** A case that the park leads and the neighbour, of another district, takes part in. */
const joint = async (level = Level.FOLLOW): Promise<string> => {
  const id = await deal.opened();
  await deal.share(deal.park, id, deal.neighbour, level, ShareRole.PARTNER);
  return id;
};
const sixty = () => [party(deal.park, '60'), party(deal.neighbour, '40', CreditPart.ORIGIN)];

describe('agreeCreditShares', () => {
  test('says how a figure is shared from a day on, once the start event has happened', async () => {
    const id = await joint();
    await credit.record(deal.park, id, '1000');
    await credit.agree(deal.park, id, sixty(), { startEvent: CreditStartEvent.AGREEMENT_SIGNED });
    const before = await credit.creditOf(deal.neighbour, id);
    await credit.start(deal.neighbour, id, '2026-02-01');
    const [after] = (await credit.creditOf(deal.neighbour, id))!;
    expect(before).toEqual([
      expect.objectContaining({
        figure: 'LOCAL_TAX',
        total: '1000',
        parts: [expect.objectContaining({ amount: '1000', percent: '100' })],
      }),
    ]);
    expect(byTeam(after!)).toEqual({ [teamGid(deal.park)]: '600', [teamGid(deal.neighbour)]: '400' });
  });

  test('is answered with the shares and heard at FOLLOW, with the case’s next version', async () => {
    const id = await joint();
    const answer = await ask<{ agreeCreditShares: object }>(
      world,
      deal.park,
      `mutation ($input: AgreeCreditSharesInput!) { agreeCreditShares(input: $input) { case { version } userErrors { code }
        creditShares { figure mode source basis effectiveFrom startEvent startedOn years yearsFrom outlay { amountYuan team { id } }
          rule { id } recordedBy { id } case { id } parties { percent part team { id } } } } }`,
      {
        input: {
          caseId: caseGid(id),
          expectedVersion: 2,
          figures: ['LOCAL_TAX', 'OUTPUT'],
          mode: 'SPLIT',
          parties: [party(deal.park, '33.33'), party(deal.neighbour, '66.67')],
          effectiveFrom: '2026-01-01',
          basis: '三方合同 2026-7 号',
          years: 5,
          outlay: { teamId: teamGid(deal.park), amountYuan: '5000000' },
        },
      },
    );
    const each = (figure: string) => ({
      figure,
      mode: 'SPLIT',
      source: 'AGREED',
      basis: '三方合同 2026-7 号',
      effectiveFrom: '2026-01-01',
      startEvent: 'RECORDED',
      startedOn: '2026-01-01',
      years: 5,
      yearsFrom: 'START',
      outlay: { amountYuan: '5000000', team: { id: teamGid(deal.park) } },
      rule: null,
      recordedBy: { id: teamGid(deal.park) },
      case: { id: caseGid(id) },
      parties: [
        { percent: '66.67', part: 'HOST', team: { id: teamGid(deal.neighbour) } },
        { percent: '33.33', part: 'HOST', team: { id: teamGid(deal.park) } },
      ],
    });
    expect(answer.data!.agreeCreditShares).toEqual({
      case: { version: 3 },
      userErrors: [],
      creditShares: [each('LOCAL_TAX'), each('OUTPUT')],
    });
    const [event] = await world.db.readSystem<{ kind: string; minimum: number }>(
      `select kind, minimum from event where subject_id = $1 order by id desc limit 1`,
      [id],
    );
    expect(event).toEqual({ kind: 'CREDIT_SHARES_AGREED', minimum: 2 });
  });

  test('is first for the lead team or a supervisor of it, and refused to others that take part, follow or know nothing', async () => {
    const [id, supervised] = [await joint(Level.WORK), await joint()];
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    expect(await refusedWith(credit.agree(deal.neighbour, id, sixty()))).toEqual(['FORBIDDEN caseId']);
    expect(await refusedWith(credit.agree(deal.partner, id, sixty()))).toEqual(['FORBIDDEN caseId']);
    expect(await refusedWith(credit.agree(await world.park(deal.other), id, sixty()))).toEqual(['NOT_FOUND caseId']);
    expect(await refusedWith((async () => credit.agree(deal.park, id, sixty()))())).toEqual([]);
    expect((await credit.agree(deal.district, supervised, sixty())).sharesIds).toHaveLength(1);
  });

  test('is changed by a team that supervises every party only, the city where they lie in two districts', async () => {
    const id = await joint(Level.WORK);
    await credit.agree(deal.park, id, sixty());
    const better = [party(deal.park, '90'), party(deal.neighbour, '10')];
    for (const team of [deal.park, deal.district])
      expect(await refusedWith(credit.agree(team, id, better))).toEqual(['FORBIDDEN figures']);
    expect((await credit.agree(deal.city, id, better)).sharesIds).toHaveLength(1);
  });

  test('is changed by the district where all parties lie in it, unless it is one of them', async () => {
    const sister = await world.park(deal.district);
    const id = await deal.opened();
    await deal.share(deal.park, id, sister, Level.FOLLOW, ShareRole.PARTNER);
    await deal.share(deal.park, id, deal.district, Level.WORK, ShareRole.PARTNER);
    const parties = (a: string, b: string) => [party(deal.park, a), party(sister, b)];
    await credit.agree(deal.park, id, parties('50', '50'));
    await credit.agree(deal.district, id, parties('40', '60'));
    const own = [party(deal.park, '10'), party(deal.district, '90')];
    expect(await refusedWith(credit.agree(deal.district, id, own))).toEqual(['FORBIDDEN figures']);
  });

  test('takes only teams that take part', async () => {
    const id = await deal.opened();
    expect(await refusedWith(credit.agree(deal.park, id, sixty()))).toEqual(['INVALID parties 1 teamId']);
    const forged = [party(deal.park, '60'), { ...party(deal.park, '40'), teamId: caseGid(id) }];
    expect(await refusedWith(credit.agree(deal.park, id, forged))).toEqual(['NOT_FOUND parties 1 teamId']);
  });

  test('takes a team that has left since, where it led the case or is a party already', async () => {
    const id = await joint();
    await world.db.system.query(`update cases set lead_team_id = $2, updated_at = now() where id = $1`, [id, deal.neighbour.id]);
    await world.db.system.query(`update case_share set until = now() where case_id = $1 and team_id = $2`, [id, deal.park.id]);
    expect((await credit.agree(deal.city, id, sixty())).sharesIds).toHaveLength(1);
  });

  test('tells everything that is wrong at once', async () => {
    const id = await joint();
    const parties = [party(deal.park, '60'), party(deal.park, '39.99'), party(deal.partner, '0')];
    const more = { effectiveFrom: '2999-01-01', startedOn: '2999-02-01', basis: ' ', years: 51, ruleId: 'nonsense' };
    expect(await refusedWith(credit.agree(deal.park, id, parties, more))).toEqual([
      'NOT_FOUND ruleId',
      'REQUIRED basis',
      'INVALID parties 2 teamId',
      'INVALID effectiveFrom',
      'INVALID startedOn',
      'INVALID years',
      'INVALID parties 1 teamId',
      'INVALID parties 2 percent',
      'INVALID parties 2 teamId',
    ]);
    expect(await refusedWith(credit.agree(deal.park, id, [], { figures: [], mode: null }))).toEqual(['REQUIRED figures']);
    expect(await refusedWith(credit.agree(deal.park, id, [], { mode: null }))).toEqual(['REQUIRED mode', 'INVALID parties']);
    expect(await credit.creditOf(deal.park, id)).toEqual([]);
  });

  test('is refused on an outdated version, and acts once under one key', async () => {
    const id = await joint();
    expect(await refusedWith(credit.agree(deal.park, id, sixty(), { expectedVersion: 1 }))).toEqual(['CONFLICT expectedVersion']);
    const twice = () => credit.agree(deal.park, id, sixty(), { idempotencyKey: `agree-${id}` });
    expect(await twice()).toEqual(await twice());
    expect(await loadCase(world.ctx(deal.park), id)).toMatchObject({ version: 3 });
  });

  test('stands once when two agree at once: the second finds the first', async () => {
    const id = await joint(Level.WORK);
    const outcomes = await world.atOnce('cases', id, [
      () => credit.agree(deal.park, id, sixty()),
      () => credit.agree(deal.park, id, sixty()),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((each) => each.status === 'rejected');
    expect((refused as PromiseRejectedResult).reason.errors[0]).toMatchObject({ code: 'FORBIDDEN', path: ['input', 'figures'] });
  });

  test('is superseded by a ruling, from the ruling’s day on and not before it was known', async () => {
    const id = await joint();
    const now = world.clock.now;
    world.clock.now = () => new Date('2026-05-01T02:00:00.000Z');
    await credit.agree(deal.park, id, sixty());
    await credit.record(deal.park, id, '1000', { happenedOn: '2026-01-31' });
    await credit.record(deal.park, id, '1000', { happenedOn: '2026-02-01' });
    world.clock.now = () => new Date('2026-06-01T02:00:00.000Z');
    await world.ctx(deal.city).act('probe', {}, async (tx) => ({
      ids: await writeCreditShares(tx, {
        caseId: id,
        figures: [TAX],
        mode: CreditMode.SPLIT,
        parties: [{ teamId: deal.neighbour.id, percent: '100', part: CreditPart.ORIGIN }],
        startEvent: CreditStartEvent.RECORDED,
        years: null,
        source: CreditSource.ARBITRATED,
        effectiveFrom: '2026-02-01',
      }),
    }));
    const read = async (asOf: string | null) => byTeam((await credit.creditOf(deal.city, id, asOf))![0]!);
    const [then, today] = [await read('2026-05-31'), await read(null)];
    world.clock.now = now;
    expect(then).toEqual({ [teamGid(deal.park)]: '1200', [teamGid(deal.neighbour)]: '800' });
    expect(today).toEqual({ [teamGid(deal.park)]: '600', [teamGid(deal.neighbour)]: '1400' });
  });
});

describe('a ruling that gives one side the whole', () => {
  const rule = (id: string, holderHundredths: number) =>
    world.ctx(deal.city).act('probe', {}, async (tx) => {
      const ruled = {
        contestCode: 'ZC2026-000001',
        outcome: ContestOutcome.OVERTURNED,
        holdingTeamId: deal.park.id,
        contesterTeamId: deal.neighbour.id,
        holderHundredths,
      };
      await writeRuledShares(tx, id, ruled);
      return {};
    });

  test('supersedes what was agreed, and writes nothing where nothing was', async () => {
    const [agreed, plain] = [await joint(), await joint()];
    await credit.agree(deal.park, agreed, sixty());
    for (const id of [agreed, plain]) await rule(id, 0);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    for (const id of [agreed, plain]) await credit.record(deal.park, id, '100', { happenedOn: today });
    const read = async (id: string) => byTeam((await credit.creditOf(deal.city, id))![0]!);
    expect([await read(agreed), await read(plain)]).toEqual([
      { [teamGid(deal.neighbour)]: '100' },
      { [teamGid(deal.park)]: '100' },
    ]);
  });
});

describe('shares under a rule', () => {
  const ruled = async (percent: string | null, more: object = {}) => {
    const [origin, host] = [CreditPart.ORIGIN, CreditPart.HOST];
    const { ruleId } = await saveCreditRule(world.ctx(deal.city, { role: Role.CHIEF }), {
      code: `R${Math.random().toString(36).slice(2, 10)}`,
      expectedVersion: 0,
      name: '测试规则',
      source: '测试文件',
      items: [
        {
          figure: TAX,
          mode: CreditMode.SPLIT,
          parts:
            percent === null
              ? [{ part: origin }, { part: host }]
              : [
                  { part: origin, percent },
                  { part: host, percent: String(100 - Number(percent)) },
                ],
          startEvent: CreditStartEvent.TAX_FIRST_ARISEN,
          years: 3,
          ...more,
        },
      ],
    });
    return globalId('CreditRule', ruleId);
  };
  const open = () => [party(deal.park), party(deal.neighbour, undefined, CreditPart.ORIGIN)];

  test('take from it what the agreement leaves out', async () => {
    const id = await joint();
    await credit.agree(deal.park, id, open(), { ruleId: await ruled('30'), mode: null });
    const { data } = await ask<{ case: { creditShares: { nodes: object[] } } }>(
      world,
      deal.park,
      `{ case(id: "${caseGid(id)}") { creditShares(first: 5, figure: LOCAL_TAX) { nodes { mode years startEvent startedOn rule { name } parties { percent part } } } } }`,
    );
    expect(data!.case.creditShares.nodes).toEqual([
      {
        mode: 'SPLIT',
        years: 3,
        startEvent: 'TAX_FIRST_ARISEN',
        startedOn: null,
        rule: { name: '测试规则' },
        parties: [
          { percent: '70', part: 'HOST' },
          { percent: '30', part: 'ORIGIN' },
        ],
      },
    ]);
  });

  test('keep to what it fixes: mode, sides and percentages', async () => {
    const id = await joint();
    const ruleId = await ruled('30');
    const other = [party(deal.park, '60'), party(deal.neighbour, '40', CreditPart.OTHER)];
    expect(await refusedWith(credit.agree(deal.park, id, other, { ruleId, mode: CreditMode.DOUBLE_COUNT }))).toEqual([
      'INVALID mode',
      'INVALID parties 0 percent',
      'INVALID parties 1 part',
      'INVALID parties 0 percent',
      'INVALID parties 1 percent',
    ]);
  });

  test('say themselves what it leaves open: percentages, who of several has which', async () => {
    const id = await joint();
    expect(await refusedWith(credit.agree(deal.park, id, open(), { ruleId: await ruled(null) }))).toEqual([
      'REQUIRED parties 0 percent',
      'REQUIRED parties 1 percent',
    ]);
    const hosts = [party(deal.park), party(deal.neighbour)];
    expect(await refusedWith(credit.agree(deal.park, id, hosts, { ruleId: await ruled('30') }))).toEqual([
      'REQUIRED parties 0 percent',
      'REQUIRED parties 1 percent',
    ]);
  });

  test('name the outlay where it is recovered first, and no figure it says nothing of', async () => {
    const id = await joint();
    const ruleId = await ruled('30', { recoverOutlayFirst: true });
    expect(await refusedWith(credit.agree(deal.park, id, open(), { ruleId }))).toEqual(['REQUIRED outlay']);
    const outlay = { teamId: teamGid(deal.park), amountYuan: '1000' };
    const figures = [TAX, CreditFigureKind.OUTPUT];
    expect(await refusedWith(credit.agree(deal.park, id, sixty(), { ruleId, outlay, figures }))).toContain('INVALID ruleId');
    expect((await credit.agree(deal.park, id, open(), { ruleId, outlay })).sharesIds).toHaveLength(1);
  });
});
