import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { importChains } from '../../src/exchange/import-chains.ts';
import { importCompanies } from '../../src/exchange/import-companies.ts';
import { createWorld, type World } from '../world.ts';
import { fixtureFile, fixtureFolder, importCtx, madeUsci, refusedRows, registryText } from './fixture-files.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const leaf = (name: string, companies: string[]) => ({ '子-子环节名称': name, 代表公司: companies });
const chainText = (name: string, materials: unknown[], devices: unknown[]): string =>
  JSON.stringify({
    产业链: name,
    环节: [
      { 环节名称: '上游：材料', 子环节: [{ 子环节名称: '基础材料', '子-子环节': materials }] },
      { 环节名称: '中游：器件', 子环节: [{ 子环节名称: '核心器件', '子-子环节': devices }] },
    ],
  });
const placements = (chain: string) =>
  world.db.readSystem<Record<string, string>>(
    `select n.name as node, co.name as company, p.status, p.source from placement p join chain_node n on n.id = p.node_id
     join chain c on c.id = n.chain_id join company co on co.id = p.company_id where c.code = $1 order by n.code, co.name`,
    [chain],
  );

describe('importChains on chain files', () => {
  test('a chain has its nodes in a tree, and a second run adds nothing', async () => {
    const text = chainText('光电', [leaf('光学玻璃', ['甲玻', '乙玻']), leaf('衬底', [])], [leaf('激光器', ['丙光'])]);
    const file = fixtureFile('photonics.json', text);
    // 1 chain, 2 + 2 + 3 nodes, 3 mentions
    expect(await importChains(importCtx(world), file)).toMatchObject({
      read: 11,
      added: 11,
      updated: 0,
      unchanged: 0,
      refused: 0,
    });
    expect(await importChains(importCtx(world), file)).toMatchObject({
      read: 11,
      added: 0,
      updated: 0,
      unchanged: 11,
      refused: 0,
    });
    const nodes = await world.db.readSystem(
      `select n.code, n.name, n.position, n.depth, n.is_leaf as leaf, p.code as parent from chain_node n join chain c on c.id = n.chain_id
       left join chain_node p on p.id = n.parent_id where c.code = 'photonics' order by n.code`,
    );
    expect(nodes).toEqual([
      { code: '1', name: '上游：材料', position: 'UPSTREAM', depth: 1, leaf: false, parent: null },
      { code: '1.1', name: '基础材料', position: 'UPSTREAM', depth: 2, leaf: false, parent: '1' },
      { code: '1.1.1', name: '光学玻璃', position: 'UPSTREAM', depth: 3, leaf: true, parent: '1.1' },
      { code: '1.1.2', name: '衬底', position: 'UPSTREAM', depth: 3, leaf: true, parent: '1.1' },
      { code: '2', name: '中游：器件', position: 'MIDSTREAM', depth: 1, leaf: false, parent: null },
      { code: '2.1', name: '核心器件', position: 'MIDSTREAM', depth: 2, leaf: false, parent: '2' },
      { code: '2.1.1', name: '激光器', position: 'MIDSTREAM', depth: 3, leaf: true, parent: '2.1' },
    ]);
  });

  test('a renamed node is updated, a further company is added, and one event tells of it', async () => {
    await importChains(importCtx(world), fixtureFile('optics.json', chainText('光学', [leaf('镜片', ['甲'])], [])));
    const again = fixtureFile('optics.json', chainText('光学', [leaf('光学镜片', ['甲', '乙'])], []));
    expect(await importChains(importCtx(world), again)).toMatchObject({ added: 1, updated: 1 });
    const [chain] = await world.db.readSystem<{ id: string }>(`select id from chain where code = 'optics'`);
    expect(await world.events(chain?.id ?? '')).toEqual(['CHAINS_IMPORTED', 'CHAINS_IMPORTED']);
  });

  test('a company name is a mention until exactly one company bears it, by any of its aliases', async () => {
    const file = fixtureFile('glass.json', chainText('玻璃', [leaf('特种玻璃纤维', ['锦城玻纤 (JC Glass)', '无名公司'])], []));
    await importChains(importCtx(world), file);
    expect(await placements('glass')).toEqual([]);
    const companies = [
      { name: '锦城玻纤有限公司', usci: madeUsci(1) },
      { name: '蓉城织造有限公司', usci: madeUsci(2), scope: '生产特种玻璃纤维、织物' },
    ];
    await importCompanies(importCtx(world), fixtureFile('registry.csv', registryText(companies)));
    expect(await placements('glass')).toEqual([
      { node: '特种玻璃纤维', company: '蓉城织造有限公司', status: 'SUGGESTED', source: 'registry.csv 经营范围「特种玻璃纤维」' },
      {
        node: '特种玻璃纤维',
        company: '锦城玻纤有限公司',
        status: 'SUGGESTED',
        source: 'glass.json 代表公司「锦城玻纤 (JC Glass)」',
      },
    ]);
  });

  test('a name that two companies bear is nobody’s', async () => {
    const twins = [
      { name: '双生光电有限公司', usci: madeUsci(11) },
      { name: '双生光电股份有限公司', usci: madeUsci(12) },
    ];
    await importCompanies(importCtx(world), fixtureFile('twins.csv', registryText(twins)));
    await importChains(importCtx(world), fixtureFile('twins.json', chainText('双生', [leaf('甲类', ['双生光电'])], [])));
    expect(await placements('twins')).toEqual([]);
  });

  test.each([
    ['is no JSON', '{', 'FILE_NOT_JSON'],
    ['is another JSON', '{"chain":"x"}', 'FILE_UNKNOWN_FORMAT'],
  ])('when one file of a folder %s, nothing of the folder is taken', async (_, text, code) => {
    const folder = fixtureFolder();
    fixtureFile('a.json', chainText('未取', [leaf('未取', [])], []), folder);
    fixtureFile('b.json', text, folder);
    await expect(importChains(importCtx(world), folder)).rejects.toMatchObject({ name: 'ImportRefused', code });
    expect(await world.db.readSystem(`select 1 from chain where name = '未取'`)).toEqual([]);
  });

  test('a folder without chains is refused', async () => {
    await expect(importChains(importCtx(world), fixtureFolder())).rejects.toMatchObject({ code: 'FILE_UNKNOWN_FORMAT' });
  });
});

const jsonl = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
function listedFolder(): string {
  const folder = fixtureFolder();
  const put = (name: string, rows: readonly object[]) => fixtureFile(name, jsonl(rows), folder);
  put('company.jsonl', [
    { name: '锦城光学', fullname: '成都锦城光学股份有限公司', code: '300999', time: '2021-10-19' },
    { name: '蓉城钢铁', fullname: '蓉城钢铁股份有限公司', code: '600999.SH', time: '2001-08-08' },
    { name: '锦城环保', fullname: '蓉城银行股份有限公司', code: '688999', time: '2010-01-01' },
    { name: '锦城环保', fullname: '成都锦城环保股份有限公司', code: '688999', time: '2020-04-09' },
    { name: '乱码', fullname: '乱码股份有限公司', code: '12' },
  ]);
  put('industry.jsonl', [
    { code: '100000', name: '电子' },
    { code: '100100', name: '光学元件' },
    { code: '200000', name: '钢铁' },
  ]);
  put('industry_industry.jsonl', [{ from_code: '100100', to_code: '100000', rel: '上级行业' }]);
  put('industry_up.jsonl', [
    { industry: '光学元件', ups: { 钢铁Ⅱ: 3 } },
    { industry: '钢铁', ups: {} },
    { industry: '钢铁', ups: { 煤炭: 1 } },
  ]);
  put('company_industry.jsonl', [
    { company_code: '300999.SZ', industry_code: '100100', industry_name: '光学元件', company_name: '锦城光学' },
    { company_code: '600999.SH', industry_code: '200000', industry_name: '钢铁Ⅱ', company_name: '蓉城钢铁' },
    { company_code: '601999.SH', industry_code: '200000', industry_name: '钢铁', company_name: '新来钢铁' },
  ]);
  const products = '300999,锦城光学,精密镜头,主营产品,0.5\n300999,锦城光学,精密镜头,主营产品,0.5\n000001,没有,镜头,主营产品,1\n';
  fixtureFile('company_product.csv', `company_code,company_name,product_name,rel,rel_weight\n${products}`, folder);
  return folder;
}

describe('importChains on a folder of listed companies', () => {
  test('companies, industries, who supplies whom, who belongs where and who makes what; a second run adds nothing', async () => {
    await importChains(importCtx(world), fixtureFile('lens.json', chainText('镜头', [leaf('精密镜头', [])], [])));
    const folder = listedFolder();
    const first = await importChains(importCtx(world), folder);
    // companies 5, industries 3, parents 1, upstream 3, placements 3, products 3
    expect(first).toMatchObject({ read: 18, added: 12, updated: 0, unchanged: 3, refused: 3 });
    expect(refusedRows(first.refusedFile).map((row) => row.split(',').slice(0, 2).join(' '))).toEqual([
      'company.jsonl:5 LISTING_CODE_INVALID',
      'industry_up.jsonl:3 INDUSTRY_UNKNOWN',
      'company_product.csv:4 COMPANY_UNKNOWN',
    ]);
    expect(await importChains(importCtx(world), folder)).toMatchObject({
      read: 18,
      added: 0,
      updated: 0,
      unchanged: 15,
      refused: 3,
    });
    expect(await placements('shenwan')).toEqual([
      { node: '光学元件', company: '成都锦城光学股份有限公司', status: 'CONFIRMED', source: expect.stringContaining('申万2021') },
      { node: '钢铁', company: '新来钢铁', status: 'CONFIRMED', source: expect.stringContaining('申万2021') },
      { node: '钢铁', company: '蓉城钢铁股份有限公司', status: 'CONFIRMED', source: expect.stringContaining('申万2021') },
    ]);
    expect(await placements('lens')).toMatchObject([
      { node: '精密镜头', company: '成都锦城光学股份有限公司', status: 'SUGGESTED' },
    ]);
    const links = await world.db.readSystem(
      `select s.name as supplier, c.name as customer from chain_link l join chain_node s on s.id = l.supplier_id join chain_node c on c.id = l.customer_id`,
    );
    expect(links).toEqual([{ supplier: '钢铁', customer: '光学元件' }]);
  });

  test('of several full names under one code only the one its short name abbreviates is believed', async () => {
    await importChains(importCtx(world), listedFolder());
    const rows = await world.db.readSystem(
      `select c.name, d.awarded_on from company c left join designation d on d.company_id = c.id and d.kind = 'LISTED' where c.listing_code = '688999.SH'`,
    );
    expect(rows).toEqual([{ name: '成都锦城环保股份有限公司', awarded_on: '2020-04-09' }]);
  });

  test('a company the registry knows by the same full name gets its listing code, not a twin', async () => {
    const usci = madeUsci(70);
    const registered = [{ name: '成都同名重工股份有限公司', usci, address: '成都市金牛区1号' }];
    await importCompanies(importCtx(world), fixtureFile('same.csv', registryText(registered)));
    const folder = listedFolder();
    fixtureFile(
      'company.jsonl',
      jsonl([{ name: '同名重工', fullname: '成都同名重工股份有限公司', code: '600777', time: '2001-01-01' }]),
      folder,
    );
    expect(await importChains(importCtx(world), folder)).toMatchObject({ updated: 1 });
    const rows = await world.db.readSystem(
      `select usci, listing_code, division_code from company where listing_code = '600777.SH' or usci = $1`,
      [usci],
    );
    expect(rows).toEqual([{ usci, listing_code: '600777.SH', division_code: '510106' }]);
  });

  test('a company of the demo is left alone, and its rows are refused one by one', async () => {
    const now = new Date();
    const demo = {
      name: '演示光学',
      normalised_name: '演示光学',
      listing_code: '300888.SZ',
      source: 'demo',
      is_demo: true,
      version: 1,
    };
    await world.insert('company', { id: randomUUID(), ...demo, created_at: now, updated_at: now });
    const folder = listedFolder();
    const listed = { name: '真实光学', fullname: '真实光学股份有限公司', code: '300888', time: '2001-01-01' };
    fixtureFile('company.jsonl', jsonl([listed]), folder);
    fixtureFile('company_product.csv', 'company_code,company_name,product_name\n300888,真实光学,镜头\n', folder);
    const result = await importChains(importCtx(world), folder);
    expect(refusedRows(result.refusedFile).map((row) => row.split(',').slice(0, 2).join(' '))).toEqual([
      'company.jsonl:1 DEMO_ROW',
      'industry_up.jsonl:3 INDUSTRY_UNKNOWN',
      'company_product.csv:2 COMPANY_UNKNOWN',
    ]);
    expect(result.read).toBe(result.added + result.updated + result.unchanged + result.refused);
  });

  test('a folder with a file missing is refused as a whole', async () => {
    const folder = fixtureFolder();
    fixtureFile('company.jsonl', '', folder);
    await expect(importChains(importCtx(world), folder)).rejects.toMatchObject({ code: 'FOLDER_INCOMPLETE' });
  });
});
