import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { updateCompany } from '../../src/companies/update-company.ts';
import { mergeCompanies } from '../../src/leads/merge-companies.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ask } from '../ask.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { chain, node, place } from '../chains/chain-facts.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { company, usciOf, type KnownCompany } from './company-facts.ts';
import { DAY_MS, mergeWorld } from './merge-world.ts';

let world: World;
let city: TestTeam;
let park: TestTeam;
let partner: TestTeam;
let words: ReturnType<typeof mergeWorld>;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  park = await world.park(await world.district(city));
  partner = await world.partner();
  words = mergeWorld(world);
});
afterAll(() => world.close());
afterEach(() => words.today());

let made = 0;
const serial = (): number => (made += 1);

/** A listed company known by its short name, and the same company as the registry has it, each placed in a chain. */
async function pair() {
  const n = serial();
  const full = await company(
    world,
    `江苏京源环保${n}股份有限公司`,
    {
      usci: usciOf(n),
      usci_verdict: 'OK',
      form: '股份有限公司',
      registered_on: '2001-03-09',
      capital_amount: '50000000.5',
      capital_currency: 'CNY',
      scope: '环保设备',
      address: '成都市武侯区天府大道 1 号',
      division_code: '510107',
      division_source: 'ADDRESS',
      industry_code: 'C3591',
    },
    [['FORMER', `南通京源${n}水务有限公司`]],
  );
  const short = await company(world, `京源环保${n}`, { listing_code: `${String(600000 + n)}.SH`, form: '上市' });
  const drawn = await chain(world, `MERGE-${n}`);
  const [both, one] = [await node(world, drawn, '水处理'), await node(world, drawn, '膜组件')];
  await place(world, both, short, 'SUGGESTED');
  await place(world, both, full);
  await place(world, one, full, 'SUGGESTED');
  return { n, full, short, chain: drawn, both, one };
}

const row = async ({ uuid }: KnownCompany) =>
  (await world.db.readSystem<Record<string, unknown>>('select * from company where id = $1', [uuid]))[0]!;
const placementsOf = async ({ uuid }: KnownCompany) =>
  (
    await world.db.readSystem<{ text: string }>(
      `select n.name || ' ' || p.status as text from placement p join chain_node n on n.id = p.node_id where company_id = $1 order by 1`,
      [uuid],
    )
  ).map(({ text }) => text);

describe('mergeCompanies', () => {
  test('gives the survivor the facts it lacks, the names and the placements; the merged row keeps no code it gave', async () => {
    const { n, full, short } = await pair();
    await words.merge(park, short, full);
    expect(await row(short)).toMatchObject({
      name: `京源环保${n}`,
      usci: usciOf(n),
      usci_verdict: 'OK',
      listing_code: `${String(600000 + n)}.SH`,
      form: '上市',
      registered_on: '2001-03-09',
      capital_amount: '50000000.500000',
      capital_currency: 'CNY',
      scope: '环保设备',
      division_code: '510107',
      division_source: 'ADDRESS',
      industry_code: 'C3591',
      merged_into_id: null,
      version: 2,
    });
    expect(await row(full)).toMatchObject({ usci: null, merged_into_id: short.uuid, name: full.name, version: 2 });
    expect(await placementsOf(short)).toEqual(['水处理 CONFIRMED', '膜组件 SUGGESTED']);
    expect(await placementsOf(full)).toEqual([]);
    const { data } = await ask<{ company: object }>(
      world,
      park,
      `{ company(by: { id: "${short.id}" }) { name formerNames shortNames merges { reason mergedName mergedUsci mergedId survivor { name } undoneAt } } }`,
    );
    expect(data!.company).toEqual({
      name: short.name,
      formerNames: [`南通京源${n}水务有限公司`, full.name],
      shortNames: [],
      merges: [
        {
          reason: '更名前后的两条记录',
          mergedName: full.name,
          mergedUsci: usciOf(n),
          mergedId: full.id,
          survivor: { name: short.name },
          undoneAt: null,
        },
      ],
    });
    expect(await world.events(short.uuid)).toEqual(['COMPANIES_MERGED']);
  });

  test('keeps what the survivor knows, and both codes where both have one of a kind: either leads to it', async () => {
    const n = serial();
    const early = '91350100M0001TGQXM'; // its 18th character differs from the formula
    const one = await company(world, `两码甲${n}`, { usci: early, usci_verdict: 'WARN', scope: '甲' });
    const other = await company(world, `两码乙${n}`, { usci: usciOf(n), usci_verdict: 'OK', scope: '乙' });
    await words.merge(park, one, other);
    expect(await row(one)).toMatchObject({ usci: early, scope: '甲' });
    expect(await row(other)).toMatchObject({ usci: usciOf(n) });
    for (const by of [`usci: "${early}"`, `usci: "${usciOf(n)}"`, `id: "${other.id}"`]) {
      const { data } = await ask<{ company: object }>(world, park, `{ company(by: { ${by} }) { name } }`);
      expect(data!.company).toEqual({ name: one.name });
    }
    for (const search of [usciOf(n), usciOf(n).slice(0, 16)]) {
      const { data } = await ask<{ companies: object }>(
        world,
        park,
        `{ companies(first: 5, filter: { search: "${search}" }) { nodes { name } totalCount } }`,
      );
      expect(data!.companies).toEqual({ nodes: [{ name: one.name }], totalCount: 1 });
    }
  });

  test('does not take the place of another address, but that which a taken code tells', async () => {
    const n = serial();
    const own = await company(world, `有址${n}`, { foreign_number: `F${n}`, address: '某地' });
    const placed = await company(world, `有区${n}`, {
      usci: usciOf(n),
      address: '别处',
      division_code: '510107',
      division_source: 'ADDRESS',
    });
    await words.merge(park, own, placed);
    expect(await row(own)).toMatchObject({ address: '某地', division_code: null, usci: usciOf(n) });
  });

  test('is refused to officers below the city, to readers and to partners, and allowed to an officer of the city', async () => {
    const { full, short } = await pair();
    const input = await words.input(short, full);
    expect(await refusedWith(mergeCompanies(world.ctx(park), input))).toEqual(['FORBIDDEN']);
    expect(await refusedWith(mergeCompanies(world.ctx(city, { role: Role.READER }), input))).toEqual(['FORBIDDEN']);
    expect(await refusedWith(mergeCompanies(world.ctx(partner, { role: Role.CHIEF }), input))).toEqual(['FORBIDDEN']);
    expect(await refusedWith(mergeCompanies(world.ctx(city), input))).toEqual([]);
  });

  test('refuses two legal entities, and names both codes and the way out', async () => {
    const [a, b] = [serial(), serial()];
    const one = await company(world, `法人${a}`, { usci: usciOf(a) });
    const other = await company(world, `法人${b}`, { usci: usciOf(b) });
    const merging = mergeCompanies(world.ctx(city), await words.input(one, other));
    await expect(merging).rejects.toThrow(new RegExp(`INVALID input.mergedId: .*${usciOf(a)}.*${usciOf(b)}.*addRelation`));
    // Nor by way of a third: what was merged into either still is one of the two.
    const third = await company(world, `第三${a}`, { foreign_number: `T${a}`, usci: '91350100M0001TGQXM'.replace('TGQ', 'TGR') });
    await world.db.system.query('update company set usci_verdict = $2 where id = $1', [third.uuid, 'WARN']);
    await words.merge(park, third, other);
    expect(await refusedWith(mergeCompanies(world.ctx(city), await words.input(one, third)))).toEqual(['INVALID mergedId']);
  });

  test('refuses itself, demo with real, a merged company, an unknown one, an old version and a missing reason', async () => {
    const { full, short } = await pair();
    const act = async (more: object) =>
      refusedWith(mergeCompanies(world.ctx(city), { ...(await words.input(short, full)), ...more }));
    expect(await act({ mergedId: short.id })).toEqual(['INVALID mergedId']);
    expect(await act({ mergedId: 'x', reason: ' ' })).toEqual(['NOT_FOUND mergedId', 'REQUIRED reason']);
    expect(await act({ reason: '长'.repeat(501) })).toEqual(['INVALID reason']);
    expect(await act({ survivorVersion: 7 })).toEqual(['CONFLICT survivorVersion']);
    expect(await act({ mergedVersion: 7 })).toEqual(['CONFLICT mergedVersion']);
    const demo = await company(world, '演示', { foreign_number: `D${serial()}`, is_demo: true });
    expect(await act({ mergedId: demo.id, mergedVersion: 1 })).toEqual(['INVALID mergedId']);
    await words.merge(park, short, full);
    const third = await company(world, '第三家', { foreign_number: `D${serial()}` });
    expect(await act({ survivorId: third.id, survivorVersion: 1 })).toEqual(['CONFLICT mergedId']);
    expect(await act({ survivorId: full.id, mergedId: third.id, mergedVersion: 1 })).toEqual(['CONFLICT survivorId']);
  });

  test('of two merges at once one is done and the other is told', async () => {
    const { full, short } = await pair();
    const [left, right] = [await words.input(short, full), await words.input(full, short)];
    const settled = await world.atOnce('company', full.uuid, [
      () => refusedWith(mergeCompanies(world.ctx(city), left)),
      () => refusedWith(mergeCompanies(world.ctx(city), right)),
    ]);
    const outcomes = settled.map((each) => (each.status === 'fulfilled' ? each.value : [String(each.reason)]));
    expect(outcomes.filter((refused) => refused.length === 0)).toHaveLength(1);
    expect(outcomes.flat().map((refused) => refused.split(' ')[0])).toEqual(expect.arrayContaining(['CONFLICT']));
    const merged = [await row(short), await row(full)].map((each) => each.merged_into_id);
    expect(merged.filter((into) => into !== null)).toHaveLength(1);
  });

  test('and an update of the merged company at once leave no change unseen', async () => {
    const { full, short } = await pair();
    const input = await words.input(short, full);
    const settled = await world.atOnce('company', full.uuid, [
      () => refusedWith(mergeCompanies(world.ctx(city), input)),
      () => refusedWith(updateCompany(world.ctx(park), { id: full.id, expectedVersion: 1, scope: '新的范围' })),
    ]);
    const [merge, update] = settled.map((each) => (each.status === 'fulfilled' ? each.value : [String(each.reason)]));
    if (merge!.length === 0) {
      expect(update).toEqual(['CONFLICT id']);
      expect(await row(short)).toMatchObject({ scope: '环保设备' });
    } else {
      expect([merge, update]).toEqual([['CONFLICT mergedVersion'], []]);
      expect(await row(full)).toMatchObject({ scope: '新的范围', merged_into_id: null });
    }
  });
});

describe('unmergeCompanies', () => {
  test('29 days later restores both companies, their names and placements byte for byte', async () => {
    const { full, short } = await pair();
    const before = await words.rowsOf(full, short);
    const mergeId = await words.merge(park, short, full);
    expect(await words.rowsOf(full, short)).not.toEqual(before);
    await words.later(mergeId, 29 * DAY_MS);
    await words.unmerge(city, mergeId);
    expect(await words.rowsOf(full, short)).toEqual(before);
    expect(await world.events(short.uuid)).toEqual(['COMPANIES_MERGED', 'COMPANIES_UNMERGED']);
    expect([await words.version(short), await words.version(full)]).toEqual([3, 3]);
  });

  test('restores both the other way round too, where the registered company survives', async () => {
    const { full, short } = await pair();
    const before = await words.rowsOf(full, short);
    await words.unmerge(park, await words.merge(park, full, short));
    expect(await words.rowsOf(full, short)).toEqual(before);
  });

  test('is done until the last moment of 30 days, and refused after with the day it ended', async () => {
    const { full, short } = await pair();
    const mergeId = await words.merge(park, short, full);
    await words.later(mergeId, 31 * DAY_MS);
    const [merged] = await world.db.readSystem<{ until: string }>(
      `select to_char((merged_at + interval '30 days') at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as until from company_merge order by merged_at desc limit 1`,
    );
    await expect(words.unmerge(park, mergeId)).rejects.toThrow(new RegExp(`CONFLICT input.mergeId: .*${merged!.until}`));
    await words.later(mergeId, 30 * DAY_MS);
    await words.unmerge(park, mergeId);
    expect(await row(full)).toMatchObject({ merged_into_id: null });
  });

  test('leaves a fact that people changed since as they changed it, and the rest as before', async () => {
    const { n, full, short } = await pair();
    const mergeId = await words.merge(park, short, full);
    await updateCompany(world.ctx(park), {
      id: short.id,
      expectedVersion: 2,
      name: `京源新名${n}`,
      address: '成都市锦江区红星路 1 号',
    });
    await words.unmerge(park, mergeId);
    expect(await row(short)).toMatchObject({ name: `京源新名${n}`, address: '成都市锦江区红星路 1 号', usci: null, scope: null });
    expect(await row(full)).toMatchObject({ usci: usciOf(n), address: '成都市武侯区天府大道 1 号', division_code: '510107' });
    const names = await world.db.readSystem<{ text: string }>(
      `select kind || ' ' || name as text from company_name where company_id = any($1::uuid[]) order by company_id = $2, kind, name`,
      [[short.uuid, full.uuid], short.uuid],
    );
    expect(names.map(({ text }) => text)).toEqual([
      `FORMER 南通京源${n}水务有限公司`,
      `NAME ${full.name}`,
      `FORMER 京源环保${n}`,
      `NAME 京源新名${n}`,
    ]);
  });

  test('leaves a placement that people confirmed at the survivor since', async () => {
    const { full, short, one } = await pair();
    const mergeId = await words.merge(park, short, full);
    await world.db.system.query(`update placement set status = 'CONFIRMED' where company_id = $1 and node_id = $2`, [
      short.uuid,
      one.uuid,
    ]);
    await words.unmerge(park, mergeId);
    expect(await placementsOf(short)).toEqual(['水处理 SUGGESTED', '膜组件 CONFIRMED']);
    expect(await placementsOf(full)).toEqual(['水处理 CONFIRMED', '膜组件 SUGGESTED']);
  });

  test('asks for the later merge to be undone first, at the survivor and above it; then both can be', async () => {
    const { full, short } = await pair();
    const third = await company(world, `后并${serial()}`, { foreign_number: `L${serial()}` });
    const above = await company(world, `上并${serial()}`, { foreign_number: `L${serial()}` });
    const before = await words.rowsOf(full, short, third, above);
    const first = await words.merge(park, short, full);
    const second = await words.merge(park, short, third);
    const last = await words.merge(park, above, short);
    expect([await row(full), await row(third)].map((each) => each.merged_into_id)).toEqual([above.uuid, above.uuid]);
    await expect(words.unmerge(park, first)).rejects.toThrow(new RegExp(`先撤销.*${short.name}.*${above.name}`));
    await words.unmerge(park, last);
    expect([await row(full), await row(third)].map((each) => each.merged_into_id)).toEqual([short.uuid, short.uuid]);
    await expect(words.unmerge(park, first)).rejects.toThrow(new RegExp(`先撤销.*${third.name}`));
    await words.unmerge(park, second);
    await words.unmerge(park, first);
    expect(await words.rowsOf(full, short, third, above)).toEqual(before);
  });

  test('is refused a second time, for an unknown merge, and where a third company bears the code by now', async () => {
    const { n, full, short } = await pair();
    const mergeId = await words.merge(park, short, full);
    expect(await refusedWith(words.unmerge(park, short.id))).toEqual(['NOT_FOUND mergeId']);
    expect(await refusedWith(words.unmerge(partner, mergeId))).toEqual(['FORBIDDEN']);
    await world.db.system.query('update company set usci = null where id = $1', [short.uuid]);
    const third = await company(world, `占码${n}`, { usci: usciOf(n) });
    await expect(words.unmerge(park, mergeId)).rejects.toThrow(new RegExp(`CONFLICT.*${third.name}`));
    await world.db.system.query('update company set usci = null where id = $1', [third.uuid]);
    await words.unmerge(park, mergeId);
    expect(await row(full)).toMatchObject({ usci: usciOf(n) });
    expect(await refusedWith(words.unmerge(park, mergeId))).toEqual(['CONFLICT mergeId']);
  });

  test('a company can be merged and restored again and again', async () => {
    const { full, short } = await pair();
    const before = await words.rowsOf(full, short);
    for (let i = 0; i < 3; i++) await words.unmerge(park, await words.merge(park, short, full));
    expect(await words.rowsOf(full, short)).toEqual(before);
    const { data } = await ask<{ company: { merges: unknown[] } }>(
      world,
      park,
      `{ company(by: { id: "${short.id}" }) { merges { undoneAt undoneByTeam { id } undoableUntil } } }`,
    );
    expect(data!.company.merges).toHaveLength(3);
    expect(data!.company.merges[0]).toMatchObject({ undoneByTeam: {}, undoableUntil: null });
  });
});
