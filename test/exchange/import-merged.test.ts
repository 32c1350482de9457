import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { globalId } from '../../src/kernel/global-id.ts';
import { importCompanies } from '../../src/exchange/import-companies.ts';
import { matchCompanies } from '../../src/exchange/match-companies.ts';
import { chain, node } from '../chains/chain-facts.ts';
import { mergeWorld } from '../companies/merge-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { csvText, fixtureFile, importCtx, madeUsci, registryText, type Registered } from './fixture-files.ts';

let world: World;
let city: TestTeam;
let words: ReturnType<typeof mergeWorld>;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
  words = mergeWorld(world);
});
afterAll(() => world.close());

const load = (rows: readonly Registered[]) => importCompanies(importCtx(world), fixtureFile('registry.csv', registryText(rows)));
const listed = (code: string, name: string, address: string) =>
  importCompanies(
    importCtx(world),
    fixtureFile(
      'listed.csv',
      csvText([
        ['证券代码', '证券简称', '注册地址', '报告年份'],
        [code, name, address, '2021'],
      ]),
    ),
  );
const known = async (name: string) => {
  const [row] = await world.db.readSystem<{ id: string }>('select id from company where name = $1', [name]);
  return { uuid: row!.id, id: globalId('Company', row!.id), name };
};
const row = async ({ uuid }: { uuid: string }) =>
  (await world.db.readSystem<Record<string, unknown>>('select * from company where id = $1', [uuid]))[0]!;
const companies = async (): Promise<number> =>
  (await world.db.readSystem<{ n: number }>('select count(*)::int as n from company'))[0]!.n;

describe('an import after a merge', () => {
  test('updates the survivor by a code it took over, once; the same file again changes nothing', async () => {
    const rows = [{ name: '江苏京源环保股份有限公司', usci: madeUsci(1), scope: '环保设备' }];
    await load(rows);
    await listed('688096', '京源环保', '江苏省南通市');
    const [short, full] = [await known('京源环保'), await known('江苏京源环保股份有限公司')];
    await words.merge(city, short, full);
    const before = await companies();
    await load(rows);
    expect(await load(rows)).toMatchObject({ added: 0, updated: 0, unchanged: 1 });
    expect(await listed('688096', '京源环保', '江苏省南通市')).toMatchObject({ added: 0 });
    expect(await listed('688096', '京源环保', '江苏省南通市')).toMatchObject({ added: 0, updated: 0 });
    expect(await row(short)).toMatchObject({ usci: madeUsci(1), listing_code: '688096.SH', scope: '环保设备' });
    expect(await row(full)).toMatchObject({ usci: null, merged_into_id: short.uuid });
    expect(await companies()).toBe(before);
    const [names] = await world.db.readSystem<{ n: number }>(
      'select count(*)::int as n from company_name where company_id = $1',
      [full.uuid],
    );
    expect(names).toEqual({ n: 0 });
  });

  test('fills only blanks of the survivor by a code that the merged company kept, and changes nothing again', async () => {
    const doubtful = madeUsci(3).slice(0, 17) + (madeUsci(3)[17] === 'Y' ? '1' : 'Y');
    const rows = [
      { name: '锦城光电有限公司', usci: doubtful, on: '2001-01-01' },
      { name: '锦城光电股份有限公司', usci: madeUsci(3), on: '2011-01-01', address: '成都市锦江区1号' },
    ];
    await load(rows);
    const [survivor, merged] = [await known('锦城光电有限公司'), await known('锦城光电股份有限公司')];
    await words.merge(city, survivor, merged);
    expect(await load(rows)).toMatchObject({ added: 0, updated: 0, unchanged: 2 });
    const more = rows.map((each) => ({ ...each, scope: `范围 ${each.usci}` }));
    expect(await load(more.slice(1))).toMatchObject({ added: 0, updated: 1 });
    expect(await row(survivor)).toMatchObject({ name: '锦城光电有限公司', usci: doubtful, scope: `范围 ${madeUsci(3)}` });
    expect(await load(more)).toMatchObject({ added: 0, updated: 1, unchanged: 1 });
    expect(await load(more)).toMatchObject({ added: 0, updated: 0, unchanged: 2 });
    expect(await row(survivor)).toMatchObject({ usci: doubtful, scope: `范围 ${doubtful}` });
    expect(await row(merged)).toMatchObject({ usci: madeUsci(3), scope: null, merged_into_id: survivor.uuid });
  });

  test('does not know a merged company again by its name, and suggests its survivor for its products', async () => {
    await load([{ name: '蓉城膜业有限公司', usci: madeUsci(4) }]);
    await listed('688097', '蓉城膜业', '成都市');
    const [short, full] = [await known('蓉城膜业'), await known('蓉城膜业有限公司')];
    await words.merge(city, full, short);
    const at = await node(world, await chain(world, 'IMPORT-MERGED'), '超滤膜');
    await world.insert('company_product', { id: randomUUID(), company_id: short.uuid, product: '超滤膜', source: '年报' });
    await world.db.system.query('update company set listing_code = null where id = $1', [full.uuid]);
    const before = await companies();
    await listed('688097', '蓉城膜业', '成都市');
    expect(await companies()).toBe(before + 1);
    expect(await row(short)).toMatchObject({ listing_code: null, merged_into_id: full.uuid });
    await matchCompanies(importCtx(world));
    const placed = await world.db.readSystem<{ id: string }>('select company_id as id from placement where node_id = $1', [
      at.uuid,
    ]);
    expect(placed).toEqual([{ id: full.uuid }]);
  });
});
