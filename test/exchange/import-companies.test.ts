import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { importCompanies } from '../../src/exchange/import-companies.ts';
import { createWorld, type World } from '../world.ts';
import { csvText, fixtureFile, importCtx, madeUsci, refusedRows, registryText, type Registered } from './fixture-files.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const load = (rows: readonly Registered[]) => importCompanies(importCtx(world), fixtureFile('registry.csv', registryText(rows)));
const company = async (usci: string) =>
  (
    await world.db.readSystem<Record<string, unknown>>(
      `select name, registered_on::text as on, trim_scale(capital_amount)::text as amount, capital_currency as currency, form, scope,
         division_code as division, division_source as source, zone_code as zone, usci_verdict as verdict, version
       from company where usci = $1`,
      [usci],
    )
  )[0];
const names = async (usci: string) =>
  (
    await world.db.readSystem<{ kind: string; name: string }>(
      `select n.kind, n.name from company_name n join company c on c.id = n.company_id where c.usci = $1 order by n.kind, n.name`,
      [usci],
    )
  ).map(({ kind, name }) => `${kind} ${name}`);

describe('importCompanies', () => {
  test('a row becomes a company with folded code, capital in yuan, division and search terms', async () => {
    const usci = madeUsci(1);
    const address = '成都市武侯区高新区天府大道1号';
    const row = {
      name: '成都锦城光电有限公司',
      usci: usci.toLowerCase(),
      capital: '1,200.5(万元人民币)',
      scope: '光学元件',
      address,
    };
    expect(await load([row])).toMatchObject({ read: 1, added: 1, updated: 0, unchanged: 0, refused: 0, refusedFile: null });
    expect(await company(usci)).toEqual({
      name: row.name,
      on: '2001-03-09',
      amount: '12005000',
      currency: 'CNY',
      form: null,
      scope: '光学元件',
      division: '510107',
      source: 'ADDRESS',
      zone: 'CD-GXQ',
      verdict: 'OK',
      version: 1,
    });
    const [terms] = await world.db.readSystem(
      `select n.pinyin, n.initials, cardinality(n.bigrams) as pairs from company_name n join company c on c.id = n.company_id where c.usci = $1`,
      [usci],
    );
    expect(terms).toEqual({ pinyin: 'chengdujinchengguangdianyouxiangongsi', initials: 'cdjcgdyxgs', pairs: 9 });
  });

  test('a repeated row is unchanged, and so is every row of a second run', async () => {
    const rows = [
      { name: '甲乙有限公司', usci: madeUsci(10) },
      { name: '甲乙有限公司', usci: madeUsci(10) },
      { name: '丙丁有限公司', usci: madeUsci(11), address: '成都市锦江区1号' },
      { name: '丙丁有限公司', usci: madeUsci(11), address: '成都市青羊区2号' },
    ];
    expect(await load(rows)).toMatchObject({ read: 4, added: 2, updated: 0, unchanged: 2, refused: 0 });
    expect(await load(rows)).toMatchObject({ read: 4, added: 0, updated: 0, unchanged: 4, refused: 0 });
    expect(await company(madeUsci(11))).toMatchObject({ division: '510104', version: 1 });
  });

  test.each([
    ['older first', false, { added: 1, updated: 1 }],
    ['newer first', true, { added: 1, updated: 1 }],
  ])('for one code the newest registration date wins and the older name is a former name: %s', async (_, newerFirst, counts) => {
    const usci = madeUsci(newerFirst ? 21 : 20);
    const rows = [
      { name: '锦城银行郫县支行', usci, on: '1986-07-07', capital: 'N/A' },
      { name: '锦城银行郫都支行', usci, on: '2000-11-08', capital: '200(万元人民币)' },
    ];
    if (newerFirst) rows.reverse();
    expect(await load(rows)).toMatchObject({ read: 2, ...counts, unchanged: 0 });
    expect(await company(usci)).toMatchObject({ name: '锦城银行郫都支行', on: '2000-11-08', amount: '2000000' });
    expect(await names(usci)).toEqual(['FORMER 锦城银行郫县支行', 'NAME 锦城银行郫都支行']);
    expect(await load(rows)).toMatchObject({ added: 0, updated: 0, unchanged: 2 });
  });

  test('a later file with the same date corrects the facts, and what it leaves out stays', async () => {
    const usci = madeUsci(30);
    await load([{ name: '戊己有限公司', usci, scope: '种植花卉', address: '成都市锦江区1号' }]);
    expect(await load([{ name: '戊己有限公司', usci, address: '成都市金牛区1号' }])).toMatchObject({ updated: 1 });
    expect(await company(usci)).toMatchObject({ division: '510106', scope: '种植花卉', version: 2 });
  });

  test('each refused row is in the refused file with its reason, and formulas in it are only text', async () => {
    const tooFew = `短行有限公司,${madeUsci(40)}\r\n`;
    const text = registryText([
      { name: '=旧号有限公司', usci: '510132000055145' },
      { name: '错号有限公司', usci: `${madeUsci(41).slice(0, 16)}?1` },
      { name: '错日有限公司', usci: madeUsci(42), on: '2001-02-30' },
      { name: ' ', usci: madeUsci(43) },
      { name: '好的有限公司', usci: madeUsci(44) },
    ]);
    const result = await importCompanies(importCtx(world), fixtureFile('r.csv', text + tooFew));
    expect(result).toMatchObject({ read: 6, added: 1, updated: 0, unchanged: 0, refused: 5 });
    const rows = refusedRows(result.refusedFile);
    expect(rows.map((row) => row.split(',').slice(0, 2).join(' '))).toEqual([
      '2 USCI_OLD_15',
      '3 USCI_ALPHABET',
      '4 DATE_INVALID',
      '5 NAME_MISSING',
      '7 COLUMN_COUNT',
    ]);
    expect(rows[0]).toContain("'=旧号有限公司");
  });

  test('a code that only fails its 18th character is taken and marked', async () => {
    const good = madeUsci(50);
    const usci = good.slice(0, 17) + (good[17] === 'Y' ? '1' : 'Y');
    const result = await load([{ name: '早期代码有限公司', usci }]);
    expect(result).toMatchObject({
      added: 1,
      refused: 0,
      details: [['信用代码第 18 位与公式不符（已照原样接收）', 1], expect.anything(), expect.anything(), expect.anything()],
    });
    expect(await company(usci)).toMatchObject({ verdict: 'WARN' });
  });

  test('a batch that changes something leaves one event, one that changes nothing leaves none', async () => {
    const imported = () =>
      world.db.readSystem<{ n: number }>(`select count(*)::int as n from event where kind = 'COMPANIES_IMPORTED'`);
    const [before] = await imported();
    const rows = Array.from({ length: 1500 }, (_, i) => ({ name: `批量第${i}有限公司`, usci: madeUsci(1000 + i) }));
    expect(await load(rows)).toMatchObject({ read: 1500, added: 1500 });
    const [after] = await imported();
    expect((after?.n ?? 0) - (before?.n ?? 0)).toBe(2);
    await load(rows);
    expect(await imported()).toEqual([after]);
    const [pending] = await world.db.readSystem(
      `select count(*)::int as n from event e left join event_pending p on p.event_id = e.id where p is null`,
    );
    expect(pending).toEqual({ n: 0 });
  });

  test('a row of the demo is never merged with an imported one', async () => {
    const usci = madeUsci(60);
    const now = new Date();
    await world.insert('company', {
      id: randomUUID(),
      name: '演示有限公司',
      normalised_name: '演示',
      usci,
      source: 'demo',
      is_demo: true,
      version: 1,
      created_at: now,
      updated_at: now,
    });
    const result = await load([{ name: '演示有限公司', usci }]);
    expect(result).toMatchObject({ read: 1, added: 0, updated: 0, unchanged: 0, refused: 1 });
    expect(refusedRows(result.refusedFile)[0]).toContain('DEMO_ROW');
    expect(await company(usci)).toMatchObject({ version: 1 });
  });

  test('two imports of one file at once add each company once', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({ name: `并发第${i}有限公司`, usci: madeUsci(4000 + i) }));
    const results = await Promise.all([load(rows), load(rows)]);
    expect(results.map(({ added }) => added).sort()).toEqual([0, 300]);
  });

  test('listed companies: the newest year counts wherever it stands, and a second run changes nothing', async () => {
    const file = fixtureFile(
      'baseinfo.csv',
      csvText([
        ['报告年份', '证券代码', '证券简称', '办公地址', '注册地址', '公司网址'],
        ['2021', '000999', '锦城科技', '', '四川省成都市青羊区1号', ''],
        ['2019', '000999', '锦城科技', '', '四川省成都市锦江区1号', ''],
        ['2020', '999', '丢零科技', '', '', ''],
        ['2020', '600998', '无址科技', '', 'nan', ''],
      ]),
    );
    const ctx = importCtx(world);
    const first = await importCompanies(ctx, file);
    expect(first).toMatchObject({ read: 4, added: 2, updated: 0, unchanged: 1, refused: 1 });
    expect(refusedRows(first.refusedFile)[0]).toContain('LISTING_CODE_INVALID');
    expect(await importCompanies(ctx, file)).toMatchObject({ added: 0, updated: 0, unchanged: 3, refused: 1 });
    const listed = await world.db.readSystem(
      `select listing_code, division_code, address from company where listing_code in ('000999.SZ', '600998.SH') order by 1`,
    );
    expect(listed).toEqual([
      { listing_code: '000999.SZ', division_code: '510105', address: '四川省成都市青羊区1号' },
      { listing_code: '600998.SH', division_code: null, address: null },
    ]);
  });

  test('a company that another file names is the same only under the same name, however written: likeness joins nothing', async () => {
    const listed = csvText([
      ['报告年份', '证券代码', '证券简称', '办公地址', '注册地址', '公司网址'],
      ['2021', '300881', '蜀衡-光電（成都）有限公司', '', '', ''],
      ['2021', '300882', '蜀衡传感有限公司', '', '', ''],
    ]);
    await importCompanies(importCtx(world), fixtureFile('baseinfo.csv', listed));
    const result = await load([
      { name: '蜀衡光电(成都)有限公司', usci: madeUsci(5001) },
      { name: '蜀衡传感股份有限公司', usci: madeUsci(5002) },
      { name: '蜀衡传感有限责任公司', usci: madeUsci(5003) },
    ]);
    expect(result).toMatchObject({ added: 2, updated: 1 });
    const joined = await world.db.readSystem(
      `select listing_code, usci from company where listing_code in ('300881.SZ', '300882.SZ') order by 1`,
    );
    expect(joined).toEqual([
      { listing_code: '300881.SZ', usci: madeUsci(5001) },
      { listing_code: '300882.SZ', usci: null },
    ]);
  });
});
