import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { normaliseName } from '../../src/companies/company-name.ts';
import { listCompanies } from '../../src/companies/list-companies.ts';
import { searchTerms } from '../../src/companies/search-terms.ts';
import type { Ctx } from '../../src/kernel/context.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { company, usciOf, type PageAnswer } from './company-facts.ts';

const SYNTHETIC = 20_000;
interface Found {
  companies: PageAnswer<{ id: string; name: string }>;
}

let world: World;
let park: TestTeam;

/** 20,000 names of the kind a registry holds: one region, few trades, many pairs in common. */
async function fill(): Promise<void> {
  const [brands, trades] = ['锦鑫宏达瑞丰恒泰华润安康永盛', '科技贸易建筑实业机械食品装饰管理'];
  const rows = Array.from({ length: SYNTHETIC }, (_, i) => {
    const brand = brands[i % brands.length]! + brands[(i * 7 + Math.floor(i / 14)) % brands.length]!;
    const trade = trades.slice((i % 8) * 2, (i % 8) * 2 + 2);
    const name = `成都${brand}${trade}${i}有限公司`;
    return {
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      name,
      normalised: normaliseName(name),
      ...searchTerms(name),
    };
  });
  await world.db.system.query(
    `insert into company (id, name, normalised_name, source, is_demo, version, created_at, updated_at)
     select id, name, normalised, '测试', false, 1, now(), now() from json_populate_recordset(null::company_name, $1)`,
    [JSON.stringify(rows)],
  );
  await world.db.system.query(
    `insert into company_name select id, id, 'NAME', name, normalised, pinyin, initials, bigrams from json_populate_recordset(null::company_name, $1)`,
    [JSON.stringify(rows)],
  );
}

beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
  await fill();
  await company(world, '成都量子矩阵光电有限公司', { usci: usciOf(9), division_code: '510107' }, [
    ['SHORT', '量子矩阵'],
    ['FORMER', '川光仪器厂'],
  ]);
  await company(world, '量子矩阵科技有限责任公司', { listing_code: '688001.SH' });
  await company(world, '中国量行股份有限公司成都分行');
  await company(world, 'TCL华星光电技术有限公司');
  await world.db.system.query('vacuum analyze company_name, company');
}, 300_000);
afterAll(() => world.close());

const search = async (text: string, more = ''): Promise<string[]> => {
  const { data, errors } = await ask<Found>(
    world,
    park,
    `query ($text: String) { companies(first: 20, filter: { search: $text ${more} }) { nodes { name } } }`,
    { text },
  );
  expect(errors).toBeUndefined();
  return data!.companies.nodes.map(({ name }) => name);
};

describe('search', () => {
  test('finds a part of a name, names that begin with it first, each company once', async () => {
    expect(await search('量子')).toEqual(['成都量子矩阵光电有限公司', '量子矩阵科技有限责任公司']);
  });

  test('finds a name by another writing: width, brackets, traditional characters, legal form, half typed', async () => {
    for (const text of ['光电（量子）', '量子矩陣科技', '量子矩阵科技有限公司', '量子矩阵科技有限公', '量子矩阵科技有限责任']) {
      const found = await search(text);
      expect([text, found.includes('量子矩阵科技有限责任公司')]).toEqual([text, text !== '光电（量子）']);
    }
  });

  test('finds a branch by the words around the legal form in its middle', async () => {
    expect(await search('量行成都')).toEqual(['中国量行股份有限公司成都分行']);
    expect(await search('中国量行股份有限公司成都')).toEqual(['中国量行股份有限公司成都分行']);
  });

  test('finds former names, pinyin, initials and Latin letters in any case', async () => {
    expect(await search('川光仪器')).toEqual(['成都量子矩阵光电有限公司']);
    expect(await search('liangzijuzhenk')).toEqual(['量子矩阵科技有限责任公司']);
    expect(await search('lzjzk')).toEqual(['量子矩阵科技有限责任公司']);
    expect(await search('tcl')).toEqual(['TCL华星光电技术有限公司']);
  });

  test('finds codes whole or begun', async () => {
    expect(await search(usciOf(9))).toEqual(['成都量子矩阵光电有限公司']);
    expect(await search(usciOf(9).slice(0, 12).toLowerCase())).toEqual(['成都量子矩阵光电有限公司']);
    expect(await search('688001')).toEqual(['量子矩阵科技有限责任公司']);
  });

  test('narrows by the other conditions', async () => {
    expect(await search('量子', ', divisionCode: "510100"')).toEqual(['成都量子矩阵光电有限公司']);
    expect(await search('量子', ', listedOnly: true')).toEqual(['量子矩阵科技有限责任公司']);
  });

  test('takes one character as a beginning, and a bare legal form as nothing', async () => {
    expect(await search('量')).toEqual(['成都量子矩阵光电有限公司', '量子矩阵科技有限责任公司']);
    expect(await search('有限公')).toEqual([]);
  });

  test('takes wildcards literally', async () => {
    expect(await search('量%阵')).toEqual([]);
    expect(await search('__')).toEqual([]);
  });

  test('turns its pages forth and back without losing or repeating one', async () => {
    const page = async (args: string) => {
      const { data, errors } = await ask<Found>(
        world,
        park,
        `{ companies(${args}, filter: { search: "锦鑫" }) { nodes { id } totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`,
      );
      expect(errors).toBeUndefined();
      return data!.companies;
    };
    const forth: string[] = [];
    for (let at = await page('first: 30'); ; at = await page(`first: 30, after: "${at.pageInfo.endCursor}"`)) {
      forth.push(...at.nodes.map((node) => node.id));
      if (!at.pageInfo.hasNextPage) break;
    }
    const back: string[] = [];
    for (let at = await page('last: 30'); ; at = await page(`last: 30, before: "${at.pageInfo.startCursor}"`)) {
      back.unshift(...at.nodes.map((node) => node.id));
      if (!at.pageInfo.hasPreviousPage) break;
    }
    expect(new Set(forth).size).toBe(forth.length);
    expect(back).toEqual(forth);
    expect((await page('first: 1')).totalCount).toBe(Math.min(1000, forth.length));
    expect(forth.length).toBeGreaterThan(60);
  });

  test('refuses a cursor of another search', async () => {
    const { data } = await ask<Found>(
      world,
      park,
      `{ companies(first: 1, filter: { search: "量子" }) { pageInfo { endCursor } } }`,
    );
    const { errors } = await ask(
      world,
      park,
      `{ companies(first: 1, after: "${data!.companies.pageInfo.endCursor}", filter: { search: "锦鑫" }) { totalCount } }`,
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_CURSOR' } }]);
  });
});

/** The plans of all statements of a search. */
async function plansOf(text: string): Promise<string[]> {
  const plans: string[] = [];
  const ctx = world.ctx(park);
  const read: Ctx['read'] = async (sql, params, name) => {
    const rows = await ctx.read<{ 'QUERY PLAN': string }>(`explain ${sql}`, params);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return ctx.read(sql, params, name);
  };
  await listCompanies({ ...ctx, read }, { first: 20, filter: { search: text } });
  return plans;
}

describe('plans of a search', () => {
  test('rare words go through the bigram index, words not there too', async () => {
    for (const text of ['量子', '矩阵', '仪器', '蘑菇', '成都量子']) {
      const plans = await plansOf(text);
      expect(plans.at(-1)).toContain('company_name_bigrams');
      expect(plans.join('\n')).not.toContain('Seq Scan');
    }
  });

  test('common words, beginnings, pinyin and codes scan no table either', async () => {
    for (const text of ['成都', '科技', '锦', 'cdjx', 'chengdu', 'c', usciOf(9), usciOf(9).slice(0, 10)]) {
      expect([text, (await plansOf(text)).join('\n')]).toEqual([text, expect.not.stringContaining('Seq Scan')]);
    }
  });
});

describe('companies', () => {
  test('sorts by the sound of the name and turns pages in every order', async () => {
    for (const order of ['NAME', 'REGISTERED_ON', 'UPDATED_AT']) {
      const seen: string[] = [];
      let after = '';
      for (let i = 0; i < 3; i++) {
        const { data, errors } = await ask<Found>(
          world,
          park,
          `{ companies(first: 7, orderBy: ${order} ${after}) { nodes { id } pageInfo { endCursor } } }`,
        );
        expect(errors).toBeUndefined();
        seen.push(...data!.companies.nodes.map((node) => node.id));
        after = `, after: "${data!.companies.pageInfo.endCursor}"`;
      }
      expect(new Set(seen).size).toBe(21);
    }
  });

  test('counts to a thousand and no further', async () => {
    const { data } = await ask<Found>(world, park, '{ companies(first: 1) { totalCount } }');
    expect(data!.companies.totalCount).toBe(1000);
  });
});
