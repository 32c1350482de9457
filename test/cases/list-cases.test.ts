import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseFilter } from '../../src/cases/case.inputs.ts';
import { CASE_COLUMNS } from '../../src/cases/case.loaders.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { listCases } from '../../src/cases/list-cases.ts';
import { SYSTEM_TEAM } from '../../src/kernel/context.ts';
import { Level } from '../../src/kernel/level.ts';
import { OrderDirection, RecordOrder } from '../../src/leads/lead.inputs.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid, dealWorld, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
let ids: string[];
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
  ids = [];
  for (const amountYuan of ['300000000', '100000000', null, '300000000', '200000000'])
    ids.push(await deal.opened(deal.park, { amountYuan }));
  await deal.share(deal.park, ids[0]!, deal.partner, Level.SUMMARY);
});
afterAll(() => world.close());

const DOWN = { field: RecordOrder.AMOUNT, direction: OrderDirection.DESC };

describe('listCases', () => {
  test.each([
    ['newest change first', null],
    ['amount downwards', DOWN],
    ['amount upwards', { field: RecordOrder.AMOUNT, direction: OrderDirection.ASC }],
  ])('walks pages of two forwards and back over every row once: %s', async (_, orderBy) => {
    const ctx = world.ctx(deal.park);
    const whole = (await listCases(ctx, { orderBy }, { first: 100 })).nodes.map((c) => c.id);
    const forwards: string[] = [];
    let page = await listCases(ctx, { orderBy }, { first: 2 });
    for (
      forwards.push(...page.nodes.map((c) => c.id));
      page.pageInfo.hasNextPage;
      forwards.push(...page.nodes.map((c) => c.id))
    ) {
      page = await listCases(ctx, { orderBy }, { first: 2, after: page.pageInfo.endCursor! });
    }
    const back = await listCases(ctx, { orderBy }, { last: 4, before: page.pageInfo.startCursor! });
    expect([forwards, back.nodes.map((c) => c.id)]).toEqual([whole, whole.slice(0, 4)]);
    expect([...whole].toSorted()).toEqual([...ids].toSorted());
  });

  test('sorts an unknown amount as least', async () => {
    const amounts = (await listCases(world.ctx(deal.park), { orderBy: DOWN }, { first: 9 })).nodes.map((c) => c.amountYuan);
    expect(amounts).toEqual(['300000000', '300000000', '200000000', '100000000', null]);
  });

  test('refuses a cursor of another list, of another team, and a forged one', async () => {
    const ctx = world.ctx(deal.park);
    const after = (await listCases(ctx, {}, { first: 1 })).pageInfo.endCursor!;
    const bad = { extensions: { code: 'BAD_CURSOR' } };
    await expect(listCases(ctx, { orderBy: DOWN }, { first: 1, after })).rejects.toMatchObject(bad);
    await expect(listCases(world.ctx(deal.city), {}, { first: 1, after })).rejects.toMatchObject(bad);
    await expect(listCases(ctx, {}, { first: 1, after: `x${after}` })).rejects.toMatchObject(bad);
  });

  test('takes wildcards in a search for what they are', async () => {
    const found = async (search: string) =>
      (await listCases(world.ctx(deal.park), { filter: { search } }, { first: 9 })).nodes.length;
    expect([await found('固态 中试'), await found('%'), await found('_'), await found("';--")]).toEqual([5, 0, 0, 0]);
  });

  test.each<[string, CaseFilter, number, number]>([
    ['nothing', {}, 5, 1],
    ['its stage', { stage: CaseStage.NEGOTIATING }, 5, 1],
    ['another stage', { stages: [CaseStage.SIGNED] }, 0, 0],
    ['stage and amount', { stage: CaseStage.NEGOTIATING, minAmountYuan: '200000000' }, 3, 0],
    ['words', { search: '固态' }, 5, 1],
  ])('counts what each team sees of a list that asks about %s', async (_, filter, atPark, atPartner) => {
    const count = async (team: TestTeam) => (await listCases(world.ctx(team), { filter }, { first: 1 })).total();
    expect([await count(deal.park), await count(deal.partner), await count(deal.neighbour)]).toEqual([atPark, atPartner, 0]);
  });

  test('counts to a thousand and no further', async () => {
    const many = await world.park(deal.other);
    await world.db.system.query(
      `insert into cases (id, code, title, stage, stage_since, lead_team_id, size_band, is_demo, version, created_at, updated_at)
       select gen_random_uuid(), 'N' || n, '批量', 'NEGOTIATING', now(), $1, 'UNKNOWN', false, 1, now(), now() from generate_series(1, 1003) n`,
      [many.id],
    );
    await world.db.system.query(
      `insert into access (subject_id, team_id, kind, level, stage, updated_at) select id, lead_team_id, 'CASE', 3, stage, updated_at from cases where lead_team_id = $1`,
      [many.id],
    );
    expect(await (await listCases(world.ctx(many), { filter: { stage: CaseStage.NEGOTIATING } }, { first: 1 })).total()).toBe(
      1000,
    );
  });
});

describe('row-level security', () => {
  /** The list as a mutant would ask for it: the predicate of `visibleTo` is gone. */
  const mutant = `select ${CASE_COLUMNS} from cases r order by r.updated_at desc`;

  test('gives a list without the predicate exactly the visible rows', async () => {
    const rows = async (team: TestTeam) => (await world.ctx(team).read<{ id: string }>(mutant)).map((row) => row.id).toSorted();
    expect(await rows(deal.city)).toEqual(expect.arrayContaining(ids));
    expect([await rows(deal.park), await rows(deal.partner), await rows(deal.neighbour)]).toEqual([
      [...ids].toSorted(),
      [ids[0]],
      [],
    ]);
  });

  test('gives nothing where no team is set', async () => {
    expect(await world.db.readAs(SYSTEM_TEAM)(mutant)).toEqual([]);
  });
});

describe('levels of fields', () => {
  const QUERY = `query ($id: ID!) { node(id: $id) { ... on Case {
    title stage sizeBand leadTeam { id } amountYuan intent company { id } shares { id } contacts { id } level maskedFields
    viewerShare { role grantedLevel team { id } } viewerCanMove viewerCanShare } } }`;
  interface Seen {
    node: Record<string, unknown> | null;
  }

  test('shows a partner the summary, names what is hidden, and its own share in full', async () => {
    const { data, errors } = await ask<Seen>(world, deal.partner, QUERY, { id: caseGid(ids[0]!) });
    expect(errors).toBeUndefined();
    expect(data!.node).toMatchObject({
      title: '固态电池中试线',
      sizeBand: 'FROM_100M',
      level: 'SUMMARY',
      amountYuan: null,
      intent: null,
      company: null,
      shares: null,
      contacts: null,
      viewerShare: { role: 'SUPPORT', grantedLevel: 'SUMMARY' },
      viewerCanMove: false,
      viewerCanShare: false,
    });
    expect(data!.node!.maskedFields).toEqual(
      expect.arrayContaining(['amountYuan', 'intent', 'company', 'shares', 'contacts', 'activities']),
    );
  });

  test('hides contacts alone from a supervisor and nothing from those who work on it', async () => {
    const [city, park] = await Promise.all(
      [deal.city, deal.park].map((team) => ask<Seen>(world, team, QUERY, { id: caseGid(ids[0]!) })),
    );
    expect(city!.data!.node).toMatchObject({
      amountYuan: '300000000',
      contacts: null,
      maskedFields: ['contacts'],
      viewerShare: null,
    });
    expect(park!.data!.node).toMatchObject({
      contacts: [expect.anything()],
      maskedFields: [],
      viewerCanMove: true,
      viewerCanShare: true,
    });
  });

  test('knows nothing of it for strangers', async () => {
    expect((await ask<Seen>(world, deal.neighbour, QUERY, { id: caseGid(ids[0]!) })).data).toEqual({ node: null });
  });
});
