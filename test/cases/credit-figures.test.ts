import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreditFigureKind, CreditStartEvent } from '../../src/cases/credit-terms.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { byTeam, creditWorld, figureGid, party, TAX, type CreditWorld } from './credit-world.ts';
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

const joint = async (level = Level.FOLLOW): Promise<string> => {
  const id = await deal.opened();
  await deal.share(deal.park, id, deal.neighbour, level, ShareRole.PARTNER);
  return id;
};
const half = () => [party(deal.park, '50'), party(deal.neighbour, '50')];
const partsIn = async (id: string, asOf: string | null = null) => {
  const found = (await credit.creditOf(deal.city, id, asOf))!.find(({ figure }) => figure === TAX);
  const parts = found ? byTeam(found) : {};
  return [found?.total, parts[teamGid(deal.park)], parts[teamGid(deal.neighbour)]];
};

describe('recordCreditFigure', () => {
  test('is answered with the amount, heard at FOLLOW and counted for the lead team where nothing is shared', async () => {
    const id = await deal.opened();
    const { data } = await ask<{ recordCreditFigure: object }>(
      world,
      deal.park,
      `mutation ($input: RecordCreditFigureInput!) { recordCreditFigure(input: $input) { case { version } userErrors { code }
        creditFigure { figure amount happenedOn source reverses { id } reversedBy { id } recordedBy { id } case { id } maskedFields } } }`,
      {
        input: { caseId: caseGid(id), figure: 'PAID_IN', happenedOn: '2026-03-01', amount: '120000000', source: '验资报告' },
      },
    );
    expect(data!.recordCreditFigure).toEqual({
      case: { version: 2 },
      userErrors: [],
      creditFigure: {
        figure: 'PAID_IN',
        amount: '120000000',
        happenedOn: '2026-03-01',
        source: '验资报告',
        reverses: null,
        reversedBy: null,
        recordedBy: { id: teamGid(deal.park) },
        case: { id: caseGid(id) },
        maskedFields: [],
      },
    });
    const [event] = await world.db.readSystem<{ kind: string; minimum: number }>(
      `select kind, minimum from event where subject_id = $1 order by id desc limit 1`,
      [id],
    );
    expect(event).toEqual({ kind: 'CREDIT_FIGURE_RECORDED', minimum: 2 });
    expect(await credit.creditOf(deal.city, id)).toEqual([
      {
        figure: 'PAID_IN',
        total: '120000000',
        parts: [{ amount: '120000000', percent: '100', cases: null, team: { id: teamGid(deal.park) } }],
        shares: null,
      },
    ]);
  });

  test.each([
    ['half a yuan', TAX, '100.5', ['INVALID amount']],
    ['thousandths of a point', CreditFigureKind.SCORE, '1.005', ['INVALID amount']],
    ['nothing', TAX, '0', ['INVALID amount']],
    ['less than nothing', TAX, '-5', ['INVALID amount']],
    ['more than there is', TAX, '1000000000000001', ['INVALID amount']],
    ['whole yuan with zeros behind the point', TAX, '100.00', []],
    ['hundredths of a point', CreditFigureKind.SCORE, '1.05', []],
  ])('of %s: %s %s is answered with %j', async (_, figure, amount, expected) => {
    const id = await deal.opened();
    expect(await refusedWith(credit.record(deal.park, id, amount, { figure }))).toEqual(expected);
    expect(await credit.creditOf(deal.park, id)).toHaveLength(expected.length === 0 ? 1 : 0);
  });

  test('tells everything that is wrong at once', async () => {
    const id = await deal.opened();
    const wrong = credit.record(deal.park, id, '1.5', { happenedOn: '2999-01-01', source: ' ' });
    expect(await refusedWith(wrong)).toEqual(['REQUIRED source', 'INVALID happenedOn', 'INVALID amount']);
  });

  test('takes today in Asia/Shanghai, which may be tomorrow in UTC', async () => {
    const id = await deal.opened();
    const now = world.clock.now;
    world.clock.now = () => new Date('2026-05-31T16:30:00.000Z');
    const [today, tomorrow] = await Promise.all(
      ['2026-06-01', '2026-06-02'].map((happenedOn) => refusedWith(credit.record(deal.park, id, '1', { happenedOn }))),
    );
    world.clock.now = now;
    expect([today, tomorrow]).toEqual([[], ['INVALID happenedOn']]);
  });

  test('is for teams that work on the case', async () => {
    const id = await joint(Level.WORK);
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    expect(await refusedWith(credit.record(deal.neighbour, id, '1'))).toEqual([]);
    expect(await refusedWith(credit.record(deal.city, id, '1'))).toEqual(['FORBIDDEN caseId']);
    expect(await refusedWith(credit.record(deal.partner, id, '1'))).toEqual(['FORBIDDEN caseId']);
    expect(await refusedWith(credit.record(await world.park(deal.other), id, '1'))).toEqual(['NOT_FOUND caseId']);
  });

  test('counts once under one key, and twice where two teams record at once', async () => {
    const id = await joint(Level.WORK);
    const keyed = () => credit.record(deal.park, id, '100', { idempotencyKey: `record-${id}` });
    expect(await keyed()).toEqual(await keyed());
    const both = [deal.park, deal.neighbour].map((team) => () => credit.record(team, id, '10'));
    expect((await world.atOnce('cases', id, both)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await partsIn(id)).toEqual(['120', '120', undefined]);
  });
});

describe('the start of shares', () => {
  const waiting = (startEvent: CreditStartEvent, id: string, figures = [TAX]) =>
    credit.agree(deal.park, id, half(), { startEvent, figures, years: 5 });

  test('comes by itself with the first tax, for every figure that waited for it, and with nothing else', async () => {
    const id = await joint();
    await waiting(CreditStartEvent.TAX_FIRST_ARISEN, id, [TAX, CreditFigureKind.OUTPUT]);
    await credit.record(deal.park, id, '100', { figure: CreditFigureKind.PAID_IN, happenedOn: '2026-01-10' });
    await credit.record(deal.park, id, '100', { figure: CreditFigureKind.OUTPUT, happenedOn: '2026-02-10' });
    await credit.record(deal.park, id, '100', { happenedOn: '2026-02-01' });
    await credit.record(deal.park, id, '100', { happenedOn: '2026-01-31' });
    const { data } = await ask<{ case: { creditShares: { nodes: object[] } } }>(
      world,
      deal.city,
      `{ case(id: "${caseGid(id)}") { creditShares(first: 9) { nodes { startedOn } } } }`,
    );
    expect(data!.case.creditShares.nodes).toEqual([{ startedOn: '2026-02-01' }, { startedOn: '2026-02-01' }]);
    const found = (await credit.creditOf(deal.city, id))!.map((each) => [each.figure, byTeam(each)[teamGid(deal.neighbour)]]);
    expect(found).toEqual([['PAID_IN', undefined], ['OUTPUT', '50'], ['LOCAL_TAX', '50']]); // prettier-ignore
  });

  test('is said by the lead team, a supervisor or a party, which would else wait for the one that has the whole', async () => {
    for (const team of [deal.park, deal.city, deal.neighbour]) {
      const id = await joint();
      await waiting(CreditStartEvent.CONSTRUCTION_STARTED, id);
      expect(await refusedWith(credit.start(team, id, '2026-02-01'))).toEqual([]);
      expect(await world.events(id)).toContain('CREDIT_STARTED');
    }
    const id = await joint();
    await deal.share(deal.park, id, deal.other, Level.WORK);
    await waiting(CreditStartEvent.CONSTRUCTION_STARTED, id);
    expect(await refusedWith(credit.start(deal.other, id, '2026-02-01'))).toEqual(['FORBIDDEN caseId']);
    expect(await refusedWith(credit.start(await world.park(deal.other), id, '2026-02-01'))).toEqual(['NOT_FOUND caseId']);
  });

  test('is said once, of shares that there are, on a day that has come', async () => {
    const id = await joint();
    await waiting(CreditStartEvent.AGREEMENT_SIGNED, id);
    const both = [TAX, CreditFigureKind.SCORE];
    expect(await refusedWith(credit.start(deal.park, id, '2999-01-01', both))).toEqual([
      'INVALID startedOn',
      'NOT_FOUND figures',
    ]);
    expect(await refusedWith(credit.start(deal.park, id, '2026-01-01', []))).toEqual(['REQUIRED figures']);
    const twice = [1, 2].map(() => () => credit.start(deal.park, id, '2026-02-01'));
    const outcomes = await world.atOnce('cases', id, twice);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await refusedWith(credit.start(deal.park, id, '2026-02-01'))).toEqual(['CONFLICT figures']);
  });
});

describe('reverseCreditFigure', () => {
  test('takes an amount back by its opposite; what was known before stays known', async () => {
    const id = await joint();
    const now = world.clock.now;
    world.clock.now = () => new Date('2026-04-01T02:00:00.000Z');
    await credit.agree(deal.park, id, half());
    const { figureId } = await credit.record(deal.park, id, '101');
    await credit.record(deal.park, id, '7');
    world.clock.now = () => new Date('2026-05-01T02:00:00.000Z');
    const back = await credit.reverse(deal.park, figureId);
    const [then, today] = [await partsIn(id, '2026-04-30'), await partsIn(id)];
    const { data } = await ask<{ case: { creditFigures: { totalCount: number; nodes: object[] } } }>(
      world,
      deal.city,
      `{ case(id: "${caseGid(id)}") { creditFigures(first: 9, figure: LOCAL_TAX) { totalCount nodes { amount source reverses { id } reversedBy { id } } } } }`,
    );
    world.clock.now = now;
    expect([then[0], today[0]]).toEqual(['108', '7']);
    expect(Number(then[1]) + Number(then[2])).toBe(108);
    expect(Number(today[1]) + Number(today[2])).toBe(7);
    expect(data!.case.creditFigures.totalCount).toBe(3);
    expect(data!.case.creditFigures.nodes).toEqual(
      expect.arrayContaining([
        { amount: '101', source: '税务部门月报', reverses: null, reversedBy: { id: figureGid(back.figureId) } },
        { amount: '-101', source: '重复登记', reverses: { id: figureGid(figureId) }, reversedBy: null },
      ]),
    );
  });

  test('is for the team that recorded it, the lead team and its supervisors', async () => {
    const id = await joint(Level.WORK);
    const recorded = async (by: TestTeam) => (await credit.record(by, id, '100')).figureId;
    const helper = await world.park(deal.district);
    await deal.share(deal.park, id, helper, Level.WORK);
    const [own, others] = [await recorded(deal.neighbour), await recorded(deal.park)];
    expect(await refusedWith(credit.reverse(helper, own))).toEqual(['FORBIDDEN figureId']);
    expect(await refusedWith(credit.reverse(deal.neighbour, others))).toEqual(['FORBIDDEN figureId']);
    expect(await refusedWith(credit.reverse(deal.neighbour, own))).toEqual([]);
    expect(await refusedWith(credit.reverse(deal.city, others))).toEqual([]);
    expect(await refusedWith(credit.reverse(deal.park, await recorded(helper)))).toEqual([]);
  });

  test('is refused twice, of a reversal, without a reason, and of what the team does not see', async () => {
    const id = await joint();
    const { figureId } = await credit.record(deal.park, id, '100');
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    for (const team of [deal.partner, await world.park(deal.other)])
      expect(await refusedWith(credit.reverse(team, figureId))).toEqual(['NOT_FOUND figureId']);
    expect(await refusedWith(credit.reverse(deal.park, id))).toEqual(['NOT_FOUND figureId']);
    expect(await refusedWith(credit.reverse(deal.park, figureId, ' '))).toEqual(['REQUIRED reason']);
    const twice = [deal.park, deal.city].map((team) => () => credit.reverse(team, figureId));
    const outcomes = await world.atOnce('cases', id, twice);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const done = outcomes.find((each) => each.status === 'fulfilled') as PromiseFulfilledResult<{ figureId: string }>;
    expect(await refusedWith(credit.reverse(deal.park, figureId))).toEqual(['CONFLICT figureId']);
    expect(await refusedWith(credit.reverse(deal.park, done.value.figureId))).toEqual(['INVALID figureId']);
    expect(await partsIn(id)).toEqual(['0', undefined, undefined]);
  });
});

describe('the lists of a case’s credit', () => {
  const kinds = [TAX, CreditFigureKind.OUTPUT];
  const filled = async () => {
    const id = await joint();
    for (const figures of [[TAX], [CreditFigureKind.OUTPUT]]) await credit.agree(deal.park, id, half(), { figures });
    for (const happenedOn of ['2026-03-03', '2026-03-01', '2026-03-02'])
      for (const figure of kinds) await credit.record(deal.park, id, '10', { figure, happenedOn });
    return id;
  };
  interface Listed {
    nodes: Array<{ figure: string; happenedOn?: string; id: string }>;
    totalCount: number;
    pageInfo: { startCursor: string; endCursor: string };
  }
  const list = async (id: string, field: string, args: string): Promise<Listed> => {
    const day = field === 'creditFigures' ? 'happenedOn' : '';
    const source = `{ case(id: "${caseGid(id)}") { list: ${field}(${args}) { totalCount nodes { id figure ${day} } pageInfo { startCursor endCursor } } } }`;
    return (await ask<{ case: { list: Listed } }>(world, deal.city, source)).data!.case.list;
  };

  test('are of one figure where one is asked for, the newest first', async () => {
    const id = await filled();
    const tax = await list(id, 'creditFigures', 'first: 9, figure: LOCAL_TAX');
    expect([tax.totalCount, tax.nodes.map(({ figure, happenedOn }) => `${figure} ${happenedOn}`)]).toEqual([
      3,
      ['LOCAL_TAX 2026-03-03', 'LOCAL_TAX 2026-03-02', 'LOCAL_TAX 2026-03-01'],
    ]);
    const output = await list(id, 'creditShares', 'first: 9, figure: OUTPUT');
    expect([output.totalCount, output.nodes.map(({ figure }) => figure)]).toEqual([1, ['OUTPUT']]);
    expect((await list(id, 'creditShares', 'first: 9')).nodes.map(({ figure }) => figure)).toEqual(['OUTPUT', 'LOCAL_TAX']);
  });

  test.each(['creditFigures', 'creditShares'])('page forwards and backwards over the same rows: %s', async (field) => {
    const id = await filled();
    const all = await list(id, field, 'first: 100');
    const first = await list(id, field, 'first: 1');
    const second = await list(id, field, `first: 1, after: "${first.pageInfo.endCursor}"`);
    const back = await list(id, field, `last: 1, before: "${second.pageInfo.startCursor}"`);
    expect([...first.nodes, ...second.nodes]).toEqual(all.nodes.slice(0, 2));
    expect(back.nodes).toEqual(first.nodes);
  });
});

describe('what hangs on a case’s credit', () => {
  test('is hidden from SUMMARY, does not exist for strangers, and is heard of by neither', async () => {
    const id = await joint();
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    const { sharesIds } = await credit.agree(deal.park, id, half());
    const { figureId } = await credit.record(deal.park, id, '100');
    const source = `{ case(id: "${caseGid(id)}") { maskedFields credit { total } creditShares(first: 1) { totalCount } creditFigures(first: 1) { totalCount } events(first: 20) { nodes { kind } } }
      shares: node(id: "${globalId('CreditShares', sharesIds[0]!)}") { id } figure: node(id: "${figureGid(figureId)}") { id }
      creditLedger(figure: LOCAL_TAX) { total cases parts { amount } } creditEntries(figure: LOCAL_TAX, first: 5) { totalCount nodes { amount } } }`;
    type Seen = {
      case: {
        maskedFields: string[];
        credit: unknown;
        creditShares: unknown;
        creditFigures: unknown;
        events: { nodes: Array<{ kind: string }> };
      } | null;
      shares: unknown;
      figure: unknown;
      creditLedger: object;
      creditEntries: object;
    };
    const nothing = {
      creditLedger: { total: '0', cases: 0, parts: [] },
      creditEntries: { totalCount: 0, nodes: [] },
      shares: null,
      figure: null,
    };
    const partner = (await ask<Seen>(world, deal.partner, source)).data!;
    expect(partner).toMatchObject({ ...nothing, case: { credit: null, creditShares: null, creditFigures: null } });
    expect(partner.case!.maskedFields).toEqual(expect.arrayContaining(['credit', 'creditShares', 'creditFigures']));
    expect(partner.case!.events.nodes.filter(({ kind }) => kind.startsWith('CREDIT'))).toEqual([]);
    expect((await ask<Seen>(world, await world.park(deal.other), source)).data).toEqual({ ...nothing, case: null });
    const neighbour = (await ask<Seen>(world, deal.neighbour, source)).data!;
    expect(neighbour.case!.events.nodes.map(({ kind }) => kind).filter((kind) => kind.startsWith('CREDIT'))).toEqual([
      'CREDIT_FIGURE_RECORDED',
      'CREDIT_SHARES_AGREED',
    ]);
    expect(neighbour).toMatchObject({
      creditLedger: { total: expect.stringMatching(/^[1-9]/) },
      shares: { id: expect.anything() },
    });
    const rows = (team: TestTeam) =>
      Promise.all(
        ['credit_shares', 'credit_party', 'credit_start', 'credit_figure', 'case_lead'].map(
          async (table) => (await world.ctx(team).read(`select 1 from ${table} where case_id = $1`, [id])).length,
        ),
      );
    expect([await rows(deal.partner), await rows(deal.neighbour)]).toEqual([[0, 0, 0, 0, 0], [1, 2, 1, 1, 1]]); // prettier-ignore
  });
});
