import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ShareRole } from '../../src/cases/case-share.ts';
import type { AgreeCreditSharesInput, RecordCreditFigureInput, SaveCreditRuleInput } from '../../src/cases/credit.inputs.ts';
import { CreditFigureKind, CreditMode, CreditPart, CreditStartEvent, CreditYearsFrom } from '../../src/cases/credit-terms.ts';
import { saveCreditRule } from '../../src/cases/save-credit-rule.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { byTeam, creditWorld, type CreditWorld } from './credit-world.ts';
import { dealWorld, refusedWith, teamGid, type DealWorld } from './deal-world.ts';

type Side = 'ORIGIN' | 'HOST';
type Given<T> = Partial<Omit<T, 'caseId' | 'idempotencyKey'>>;

interface Example {
  title: string;
  agreements: Array<
    Omit<Given<AgreeCreditSharesInput>, 'parties' | 'outlay'> & {
      parties: Array<{ part: Side; percent?: string }>;
      outlay?: { part: Side; amountYuan: string };
    }
  >;
  starts?: Array<{ figures: CreditFigureKind[]; startedOn: string }>;
  amounts: Array<Pick<RecordCreditFigureInput, 'figure' | 'happenedOn' | 'amount'>>;
  workings: string;
  expected: Record<string, { total: string } & Record<Side, string>>;
}
interface Fixture {
  rule: Omit<SaveCreditRuleInput, 'expectedVersion'>;
  notInTheFacts: string[];
  examples: Example[];
}

const FOLDER = path.join(import.meta.dirname, 'credit-rules');
const fixtures = readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Fixture);
const examples = fixtures.flatMap(({ rule, examples: all }) =>
  all.map((example) => [rule.code, example.title, example] as const),
);

let world: World;
let deal: DealWorld;
let credit: CreditWorld;
beforeAll(async () => {
  world = await createWorld();
  // Late enough for twenty years to run out.
  world.clock.now = () => new Date('2045-06-01T04:00:00.000Z');
  deal = await dealWorld(world);
  credit = creditWorld(world);
});
afterAll(() => world.close());

const SAVE = `mutation ($input: SaveCreditRuleInput!) { saveCreditRule(input: $input) {
  creditRule { id code version name items { figure mode years yearsFrom recoverOutlayFirst afterIncentives excludes parts { part percent defaultPercent } } savedBy { id } }
  userErrors { code path } } }`;

interface Saved {
  saveCreditRule: {
    creditRule: { id: string; code: string; version: number; items: Array<{ figure: string; years: number | null }> } | null;
    userErrors: Array<{ code: string; path: string[] }>;
  };
}

/** Saves as the chief of the city, over the wire. */
async function save(rule: Omit<SaveCreditRuleInput, 'expectedVersion'>, expectedVersion = 0) {
  const { data, errors } = await ask<Saved>(
    world,
    deal.city,
    SAVE,
    { input: { ...rule, expectedVersion } },
    { role: Role.CHIEF },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data!.saveCreditRule;
}

describe('the rules of cities', () => {
  const saved = new Map<string, string>();
  beforeAll(async () => {
    for (const { rule } of fixtures) {
      const { creditRule } = await save(rule);
      if (creditRule) saved.set(rule.code, creditRule.id);
    }
  });

  test('are those of 宁德, 淄博, 昆明 and 集美, and say what their sources leave open', () => {
    expect(fixtures.map(({ rule }) => rule.code).toSorted()).toEqual(['JIMEI', 'KUNMING-2024', 'NINGDE', 'ZIBO']);
    expect(saved.size).toBe(4);
    expect(fixtures.filter(({ notInTheFacts }) => notInTheFacts.length === 0)).toEqual([]);
  });

  test.each(examples)('%s: %s', async (code, _, example) => {
    const [host, origin] = [deal.park, deal.neighbour];
    const teams: Record<Side, TestTeam> = { ORIGIN: origin, HOST: host };
    const id = await deal.opened(host);
    await deal.share(host, id, origin, Level.FOLLOW, ShareRole.PARTNER);
    for (const { parties, outlay, ...given } of example.agreements) {
      const named = parties.map((each) => ({ ...each, part: CreditPart[each.part], teamId: teamGid(teams[each.part]) }));
      await credit.agree(host, id, named, {
        ruleId: saved.get(code)!,
        mode: null,
        ...given,
        ...(outlay ? { outlay: { teamId: teamGid(teams[outlay.part]), amountYuan: outlay.amountYuan } } : {}),
      });
    }
    for (const { figures, startedOn } of example.starts ?? []) await credit.start(origin, id, startedOn, figures);
    for (const amount of example.amounts) await credit.record(host, id, amount.amount, amount);
    const found = await credit.creditOf(deal.city, id);
    const told = Object.fromEntries(
      found!
        .filter(({ figure }) => figure in example.expected)
        .map((each) => {
          const amounts = byTeam(each);
          return [each.figure, { total: each.total, ORIGIN: amounts[teamGid(origin)], HOST: amounts[teamGid(host)] }];
        }),
    );
    expect(told).toEqual(example.expected);
  });
});

describe('saveCreditRule', () => {
  const item = {
    figure: CreditFigureKind.LOCAL_TAX,
    mode: CreditMode.SPLIT,
    parts: [
      { part: CreditPart.ORIGIN, percent: '60' },
      { part: CreditPart.HOST, percent: '40' },
    ],
    startEvent: CreditStartEvent.RECORDED,
  };
  const rule = { code: 'TEST', name: '测试规则', source: '测试文件', items: [item] };
  const call = async (team: TestTeam, role: Role, more: Partial<SaveCreditRuleInput> = {}) =>
    saveCreditRule(world.ctx(team, { role }), { ...rule, expectedVersion: 0, ...more });
  const refused = (more: Partial<SaveCreditRuleInput>) => refusedWith(call(deal.city, Role.CHIEF, { code: 'BAD', ...more }));

  test('is for the chief of the city team', async () => {
    const others = [
      [deal.city, Role.OFFICER],
      [deal.district, Role.CHIEF],
      [deal.partner, Role.CHIEF],
    ] as const;
    for (const [team, role] of others) expect(await refusedWith(call(team, role))).toEqual(['FORBIDDEN']);
    expect(await refusedWith(call(deal.city, Role.READER))).toEqual(['FORBIDDEN']);
  });

  test('keeps every version, and is refused on an outdated one', async () => {
    const first = await call(deal.city, Role.CHIEF);
    const second = await call(deal.city, Role.CHIEF, { expectedVersion: 1, name: '测试规则（修订）' });
    expect(await refusedWith(call(deal.city, Role.CHIEF, { expectedVersion: 1 }))).toEqual(['CONFLICT expectedVersion']);
    const { data } = await ask<{
      creditRules: { totalCount: number; nodes: Array<{ id: string; version: number; name: string }> };
    }>(world, deal.park, '{ creditRules(code: "TEST", first: 10) { totalCount nodes { id version name } } }');
    expect(data!.creditRules).toEqual({
      totalCount: 2,
      nodes: [
        { id: globalId('CreditRule', second.ruleId), version: 2, name: '测试规则（修订）' },
        { id: globalId('CreditRule', first.ruleId), version: 1, name: '测试规则' },
      ],
    });
  });

  test('gives one version to one of several who save at once; the others are told', async () => {
    const url = new URL(process.env.TEST_ADMIN_URL!);
    url.pathname = new URL(world.db.url).pathname;
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    // Nobody can write until all have read what they go by, or wait for the one that does.
    await admin.query('begin; lock table credit_rule in share row exclusive mode');
    const calls = [1, 2, 3, 4].map(() => refusedWith(call(deal.city, Role.CHIEF, { code: 'TWICE' })));
    const all = Promise.all(calls);
    const waiting = `select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database
      where not l.granted and d.datname = current_database()`;
    while ((await admin.query<{ n: number }>(waiting)).rows[0]!.n < calls.length)
      await new Promise((done) => setTimeout(done, 10));
    await admin.query('rollback');
    await admin.end();
    expect((await all).toSorted()).toEqual([[], ...Array<string[]>(3).fill(['CONFLICT expectedVersion'])]);
  });

  test('is heard by teams, and read by every team but partners', async () => {
    const { ruleId } = await call(deal.city, Role.CHIEF, { code: 'HEARD' });
    expect(await world.events(ruleId)).toEqual(['CREDIT_RULE_SAVED']);
    const read = (team: TestTeam) =>
      ask<{ node: { code: string } | null; creditRules: { nodes: unknown[] } }>(
        world,
        team,
        `{ node(id: "${globalId('CreditRule', ruleId)}") { ... on CreditRule { code } } creditRules(code: "HEARD", first: 1) { nodes { code } } }`,
      );
    expect((await read(deal.neighbour)).data).toEqual({ node: { code: 'HEARD' }, creditRules: { nodes: [{ code: 'HEARD' }] } });
    expect((await read(deal.partner)).errors?.map(({ message }) => message)).toEqual([
      expect.stringContaining('合作伙伴不能查看分计规则'),
    ]);
    const { data } = await ask<{ node: unknown }>(
      world,
      deal.partner,
      `{ node(id: "${globalId('CreditRule', ruleId)}") { id } }`,
    );
    expect(data!.node).toBeNull();
  });

  test('pages forwards and backwards over the same rules', async () => {
    const page = async (args: string) =>
      (
        await ask<{
          creditRules: { nodes: Array<{ code: string; version: number }>; pageInfo: { startCursor: string; endCursor: string } };
        }>(world, deal.park, `{ creditRules(${args}) { nodes { code version } pageInfo { startCursor endCursor } } }`)
      ).data!.creditRules;
    const all = await page('first: 100');
    const first = await page('first: 3');
    const second = await page(`first: 3, after: "${first.pageInfo.endCursor}"`);
    const back = await page(`last: 3, before: "${second.pageInfo.startCursor}"`);
    expect([...first.nodes, ...second.nodes]).toEqual(all.nodes.slice(0, 6));
    expect(back.nodes).toEqual(first.nodes);
  });

  test('tells everything at once', async () => {
    expect(await refused({ code: '宁 德', name: ' ', source: '', items: [] })).toEqual([
      'INVALID code',
      'REQUIRED name',
      'REQUIRED source',
      'REQUIRED items',
    ]);
    expect(await refused({ items: [item, { ...item, years: 0, excludes: [' '] }] })).toEqual([
      'INVALID items 1 years',
      'INVALID items 1 excludes',
      'INVALID items',
    ]);
  });

  test.each([
    ['less than the whole', ['60', '39.99'], ['INVALID items 0 parts']],
    ['more than the whole', ['60', '40.01'], ['INVALID items 0 parts']],
    ['the whole and something left open', ['100', null], ['INVALID items 0 parts']],
    ['a negative part', ['-1', '40'], ['INVALID items 0 parts 0 percent']],
  ])('refuses %s', async (_, [a, b], expected) => {
    const parts = [
      { part: CreditPart.ORIGIN, percent: a! },
      { part: CreditPart.HOST, percent: b! },
    ];
    expect(await refused({ items: [{ ...item, parts }] })).toEqual(expected);
  });

  test('refuses a side twice, a default beside a fixed part, and double counts of less than the whole', async () => {
    const origin = { part: CreditPart.ORIGIN, percent: '50' };
    expect(await refused({ items: [{ ...item, parts: [origin, origin] }] })).toEqual(['INVALID items 0 parts']);
    const both = [
      { ...origin, defaultPercent: '50' },
      { part: CreditPart.HOST, percent: '50' },
    ];
    expect(await refused({ items: [{ ...item, parts: both }] })).toEqual(['INVALID items 0 parts 0 defaultPercent']);
    expect(await refused({ items: [{ ...item, mode: CreditMode.DOUBLE_COUNT }] })).toEqual(['INVALID items 0 parts']);
  });

  test('refuses a recovery where nothing is split, and years from a recovery that is none', async () => {
    const points = { ...item, figure: CreditFigureKind.SCORE, recoverOutlayFirst: true };
    expect(await refused({ items: [points] })).toEqual(['INVALID items 0 recoverOutlayFirst']);
    expect(await refused({ items: [{ ...item, yearsFrom: CreditYearsFrom.RECOVERY }] })).toEqual(['INVALID items 0 yearsFrom']);
  });
});
