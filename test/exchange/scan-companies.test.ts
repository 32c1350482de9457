import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dismissMatch } from '../../src/companies/dismiss-match.ts';
import { updateCompany } from '../../src/companies/update-company.ts';
import { scanCompanies } from '../../src/exchange/scan-companies.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { ask } from '../ask.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { company, usciOf, type KnownCompany } from '../companies/company-facts.ts';
import { mergeWorld } from '../companies/merge-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { importCtx } from './fixture-files.ts';

let world: World;
let city: TestTeam;
let partner: TestTeam;
let words: ReturnType<typeof mergeWorld>;
let made = 0;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  partner = await world.partner();
  words = mergeWorld(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.system.query(`delete from company_match`);
  await world.db.system.query(`update company set is_demo = true`);
});

const scan = () => scanCompanies(importCtx(world));
/** Of three in a row each has an identifier of another kind: two of one kind would speak against each other. */
const known = (name: string, facts: object | null = null, others: Array<['FORMER' | 'SHORT', string]> = []) => {
  const n = (made += 1);
  const codes = [{ foreign_number: `S${n}` }, { listing_code: `${String(600000 + n)}.SH` }, { usci: usciOf(1000 + n) }];
  return company(world, name, { ...(facts ?? codes[n % 3]) }, others);
};
const LIST = `query ($filter: CompanyMatchFilter, $first: Int, $after: String, $last: Int, $before: String) {
  companyMatches(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { id leftName rightName left { name } right { name } level reasons status note decidedAt decidedByTeam { id } }
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }`;
interface Match {
  id: string;
  leftName: string;
  rightName: string;
  level: string;
  reasons: string[];
  status: string;
}
const list = async (filter: object | null = null, page: object = { first: 50 }) => {
  const { data, errors } = await ask<{
    companyMatches: {
      nodes: Match[];
      totalCount: number;
      pageInfo: { endCursor: string; startCursor: string; hasNextPage: boolean };
    };
  }>(world, city, LIST, { filter, ...page });
  expect(errors).toBeUndefined();
  return data!.companyMatches;
};
const pairsIn = (nodes: readonly Match[]) => nodes.map(({ leftName, rightName }) => [leftName, rightName].sort().join(' = '));
const pairOf = (...pair: KnownCompany[]): string =>
  pair
    .map(({ name }) => name)
    .sort()
    .join(' = ');

describe('scanCompanies', () => {
  test('keeps what may be one company, the surest first, and nothing new the second time', async () => {
    const exact = [await known('锦城光电科技有限公司'), await known('錦城光電科技 有限公司')] as const;
    const renamed = [
      await known('蓉都膜业有限公司', null, [['FORMER', '蓉都水务有限公司']]),
      await known('蓉都水务有限公司'),
    ] as const;
    await known('与谁都不像的企业有限公司');
    const result = await scan();
    expect(result).toMatchObject({ companies: 5, pairs: 2, new: 2, exact: 1, strong: 1, similar: 0 });
    const { nodes, totalCount } = await list();
    expect(pairsIn(nodes)).toEqual([pairOf(...exact), pairOf(...renamed)]);
    expect(nodes.map(({ level, status }) => [level, status])).toEqual([
      ['EXACT', 'OPEN'],
      ['STRONG', 'OPEN'],
    ]);
    expect(totalCount).toBe(2);
    expect(await scan()).toEqual({ ...result, new: 0 });
    const events = await world.db.readSystem<{ payload: object }>(
      `select payload from event where kind = 'COMPANIES_SCANNED' order by id desc limit 2`,
    );
    expect(events.map(({ payload }) => payload)).toEqual([
      { companies: 5, pairs: 2, added: 0 },
      { companies: 5, pairs: 2, added: 2 },
    ]);
  });

  test('leaves out sister companies, branches, two legal entities of one name, and the demo', async () => {
    await known('宁德时代新能源科技股份有限公司', { usci: usciOf(1) });
    await known('宁德时代润智软件科技有限公司', { usci: usciOf(2) });
    await known('宁德时代新能源科技股份有限公司成都分公司', { usci: usciOf(3) });
    await known('天华超净机械有限公司', { usci: usciOf(4) });
    await known('天华超净机械有限公司', { usci: usciOf(5) });
    await known('演示光电科技有限公司', { foreign_number: 'DEMO', is_demo: true });
    await known('演示光电科技有限公司');
    expect(await scan()).toMatchObject({ companies: 6, pairs: 0 });
  });

  test('finds what bears a valid identifier and the same one typed wrong, and one that fills an empty cell', async () => {
    const code = usciOf(6);
    const typed = code.slice(0, 17) + (code[17] === 'Y' ? '1' : 'Y');
    const twins = [
      await known('岷江光电科技有限公司', { usci: code, usci_verdict: 'OK' }),
      await known('岷江光电科技有限公司', { usci: typed, usci_verdict: 'WARN' }),
    ] as const;
    const filled = [
      await known('沱江光电科技有限公司', { usci: usciOf(7), usci_verdict: 'OK' }),
      await known('沱江光电科技有限公司', { usci: '000000000000000000', usci_verdict: 'OK' }),
    ] as const;
    await known('涪江光电科技有限公司', { usci: usciOf(8), usci_verdict: 'OK' });
    await known('涪江光电科技有限公司', { usci: usciOf(9), usci_verdict: 'OK' });
    expect(await scan()).toMatchObject({ companies: 6, pairs: 2 });
    expect(pairsIn((await list()).nodes).sort()).toEqual([pairOf(...twins), pairOf(...filled)].sort());
  });

  test('goes through more companies than are compared at a time, in either order of their ids', async () => {
    const names = Array.from({ length: 620 }, (_, i) => `第${i}号${String.fromCharCode(0x4e00 + i * 7)}光电仪器有限公司`);
    const twins = names.filter((_, i) => i % 31 === 0);
    for (const [i, name] of names.entries()) await known(name, { foreign_number: `N${i}` });
    for (const [i, name] of twins.entries()) await known(name, { listing_code: `T${i}` });
    const { pairs } = await scan();
    const found = new Set(pairsIn((await list({ level: 'EXACT' }, { first: 100 })).nodes));
    expect([...found].sort()).toEqual(twins.map((name) => `${name} = ${name}`).sort());
    expect(pairs).toBeGreaterThanOrEqual(twins.length);
  }, 300_000);

  test('lets a dismissed pair rest until there are more reasons, and forgets one that is none any more', async () => {
    const [one, other] = [await known('青羊光电科技有限公司'), await known('青羊光电科技有限公司')];
    await scan();
    const [match] = (await list()).nodes;
    const input = { matchId: match!.id, note: '同名不同址' };
    await dismissMatch(world.ctx(city), input);
    expect(await scan()).toMatchObject({ pairs: 1, new: 0 });
    expect((await list()).nodes).toMatchObject([{ status: 'DISMISSED', note: '同名不同址', decidedByTeam: {} }]);
    await updateCompany(world.ctx(city), { id: one.id, expectedVersion: 1, name: '青羊仪表科技有限公司' });
    await updateCompany(world.ctx(city), { id: one.id, expectedVersion: 2, name: '青羊光电科技有限公司' });
    await updateCompany(world.ctx(city), { id: other.id, expectedVersion: 1, name: '青羊仪表科技有限公司' });
    await updateCompany(world.ctx(city), { id: other.id, expectedVersion: 2, name: '青羊光电科技有限公司' });
    expect(await scan()).toMatchObject({ pairs: 1, new: 0 });
    const [again] = (await list()).nodes;
    expect(again).toMatchObject({ status: 'OPEN', note: null, decidedAt: null, decidedByTeam: null });
    expect(again!.reasons.length).toBeGreaterThan(match!.reasons.length);
    await world.db.system.query(`update company set name = '完全不同', is_demo = true where id = $1`, [other.uuid]);
    expect(await scan()).toMatchObject({ pairs: 0 });
    expect((await list()).nodes).toEqual([]);
  });

  test('a merge decides its pair and hides the others of the merged company; undone, they are open again', async () => {
    const [one, other, third] = [
      await known('金牛光电科技有限公司'),
      await known('金牛光电科技有限公司'),
      await known('金牛光电科技有限公司'),
    ];
    expect(await scan()).toMatchObject({ pairs: 3, exact: 3 });
    const before = (await list()).nodes;
    const mergeId = await words.merge(city, one, other);
    expect((await list({ status: 'OPEN' })).nodes).toHaveLength(1);
    expect((await list({ status: 'MERGED' })).nodes).toMatchObject([{ left: { name: one.name }, decidedByTeam: {} }]);
    expect((await list({ companyId: other.id })).totalCount).toBe(2);
    expect(await scan()).toMatchObject({ companies: 2, pairs: 1, new: 0 });
    const refused = await refusedWith(
      dismissMatch(world.ctx(city), { matchId: (await list({ status: 'MERGED' })).nodes[0]!.id, note: '不是' }),
    );
    expect(refused).toEqual(['CONFLICT matchId']);
    await words.unmerge(city, mergeId);
    expect((await list()).nodes).toEqual(before);
    expect((await list({ companyId: third.id })).totalCount).toBe(2);
  });
});

describe('companyMatches', () => {
  test('is paged forwards and backwards without losing or repeating a pair', async () => {
    for (let i = 0; i < 5; i++) {
      await known(`武侯${'甲乙丙丁戊'[i]}光电仪器有限公司`);
      await known(`武侯${'甲乙丙丁戊'[i]}光电仪器有限公司`, null, [['FORMER', `旧名${'甲乙丙丁戊'[i]}电子厂`]]);
    }
    await scan();
    const all = (await list()).nodes.map(({ id }) => id);
    expect(all.length).toBeGreaterThanOrEqual(5);
    const forwards: string[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo } = await list(null, { first: 2, after });
      forwards.push(...nodes.map(({ id }) => id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(forwards).toEqual(all);
    const { nodes, pageInfo } = await list(null, { last: 2 });
    expect(nodes.map(({ id }) => id)).toEqual(all.slice(-2));
    const earlier = await list(null, { last: 2, before: pageInfo.startCursor });
    expect(earlier.nodes.map(({ id }) => id)).toEqual(all.slice(-4, -2));
  });

  test('is not for partners, who find no pair by its id either', async () => {
    await known('高新光电科技有限公司');
    await known('高新光电科技有限公司');
    await scan();
    const { id } = (await list()).nodes[0]!;
    expect((await ask(world, partner, LIST, { first: 1 })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const node = (as: TestTeam) => ask<{ node: object }>(world, as, `{ node(id: "${id}") { id } }`);
    expect((await node(partner)).data!.node).toBeNull();
    expect((await node(city)).data!.node).toEqual({ id });
    const DISMISS = `mutation { dismissMatch(input: { matchId: "${id}", note: "不是" }) { match { id } userErrors { code } } }`;
    expect((await ask<{ dismissMatch: object }>(world, partner, DISMISS)).data!.dismissMatch).toMatchObject({
      match: null,
      userErrors: [{ code: 'FORBIDDEN' }],
    });
  });
});

describe('dismissMatch', () => {
  test('asks for a reason, knows no other id, and is done once', async () => {
    await known('成华光电科技有限公司');
    await known('成华光电科技有限公司');
    await scan();
    const [match] = (await list()).nodes;
    const dismiss = (more: object = {}) =>
      refusedWith(dismissMatch(world.ctx(city), { matchId: match!.id, note: '两家', ...more }));
    expect(await dismiss({ note: ' ' })).toEqual(['REQUIRED note']);
    expect(await dismiss({ note: '长'.repeat(501) })).toEqual(['INVALID note']);
    expect(await dismiss({ matchId: globalId('CompanyMatch', crypto.randomUUID()) })).toEqual(['NOT_FOUND matchId']);
    expect(await dismiss()).toEqual([]);
    expect(await dismiss()).toEqual(['CONFLICT matchId']);
  });
});
