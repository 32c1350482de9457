import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Identity } from '../../src/companies/compare-companies.ts';
import { findMatches } from '../../src/companies/find-matches.ts';
import { createWorld, type World } from '../world.ts';
import { company, usciOf } from './company-facts.ts';

let world: World;
const CODE = usciOf(77);

beforeAll(async () => {
  world = await createWorld();
  await company(world, '四川量矩电气股份有限公司', { usci: CODE, listing_code: '300777.SZ' }, [
    ['FORMER', '川南开关厂'],
    ['SHORT', '量矩电气A'],
  ]);
  await company(world, '量矩光学(绵阳)有限公司', { usci: usciOf(78) });
  await company(world, '四川量矩电气股份有限公司成都分公司', { usci: usciOf(79) });
  await company(world, '成都宏达贸易有限公司', { usci: usciOf(80) });
  await company(world, '西安宏达贸易有限公司', { usci: usciOf(81) });
  await company(world, '中国砚石天然气集团有限公司', { usci: usciOf(82) });
  await company(world, 'Vektorlicht GmbH', { foreign_number: 'HRB 4711' });
  await company(world, '鑫', { usci: usciOf(83) });
});
afterAll(() => world.close());

const find = async (identity: Identity, limit = 20): Promise<string[]> => {
  const found = await findMatches((sql, params) => world.db.readSystem(sql, params), identity, { limit });
  return found.map(({ level, reasons, name }) => `${level} ${name} ${reasons.join()}`);
};

describe('findMatches', () => {
  test.each<[string, Identity, string]>([
    ['the whole name in another writing', { name: '四川量矩電氣股份有限公司' }, 'EXACT 四川量矩电气股份有限公司 SAME_NAME'],
    ['the name without form and place', { name: '量矩电气' }, 'STRONG 四川量矩电气股份有限公司 SAME_NORMALISED_NAME'],
    ['a former name', { name: '川南开关厂' }, 'STRONG 四川量矩电气股份有限公司 FORMER_NAME'],
    [
      'its own former name',
      { name: '甲乙丙', formerNames: ['四川量矩电气股份有限公司'] },
      'STRONG 四川量矩电气股份有限公司 FORMER_NAME',
    ],
    ['a short name', { name: '量矩电气A' }, 'STRONG 四川量矩电气股份有限公司 SHORT_NAME'],
    ['one character off', { name: '四川量距电气股份有限公司' }, 'SIMILAR 四川量矩电气股份有限公司 TYPED_DIFFERENTLY'],
    ['neighbours swapped', { name: '四川量矩气电股份有限公司' }, 'SIMILAR 四川量矩电气股份有限公司 TYPED_DIFFERENTLY'],
    ['a beginning', { name: '四川量矩' }, 'SIMILAR 四川量矩电气股份有限公司 ABBREVIATED,SAME_GROUP'],
    ['initials', { name: '中砚石' }, 'SIMILAR 中国砚石天然气集团有限公司 ABBREVIATED'],
    ['pinyin and English', { name: 'Liangju Electric Co., Ltd.' }, 'SIMILAR 四川量矩电气股份有限公司 TRANSLATED'],
    ['an identifier', { name: '', usci: CODE.toLowerCase() }, 'EXACT 四川量矩电气股份有限公司 SAME_USCI'],
    ['a stock code', { name: '', listingCode: '300777.sz' }, 'EXACT 四川量矩电气股份有限公司 SAME_LISTING_CODE'],
    ['a number abroad', { name: '', foreignNumber: 'HRB 4711' }, 'EXACT Vektorlicht GmbH SAME_FOREIGN_NUMBER'],
    ['a foreign name without its form', { name: 'VEKTORLICHT' }, 'STRONG Vektorlicht GmbH SAME_NORMALISED_NAME'],
    ['a name of one character', { name: '鑫' }, 'EXACT 鑫 SAME_NAME'],
  ])('finds by %s', async (_, identity, first) => {
    expect((await find(identity))[0]).toContain(first);
  });

  test('tells sisters and branches, surest first', async () => {
    expect(await find({ name: '四川量矩电气股份有限公司' })).toEqual([
      'EXACT 四川量矩电气股份有限公司 SAME_NAME',
      'SIMILAR 量矩光学(绵阳)有限公司 SAME_GROUP',
      'SIMILAR 四川量矩电气股份有限公司成都分公司 BRANCH',
    ]);
    expect(await find({ name: '四川量矩电气股份有限公司成都分公司' }, 2)).toEqual([
      'EXACT 四川量矩电气股份有限公司成都分公司 SAME_NAME',
      'SIMILAR 四川量矩电气股份有限公司 BRANCH',
    ]);
  });

  test('an identifier of its own makes the same name another company', async () => {
    expect((await find({ name: '四川量矩电气股份有限公司', usci: usciOf(99) }))[0]).toBe(
      'SIMILAR 四川量矩电气股份有限公司 SAME_GROUP,DIFFERENT_USCI',
    );
  });

  test('a common trade name elsewhere is nobody', async () => {
    expect(await find({ name: '成都宏达贸易有限责任公司' })).toEqual(['STRONG 成都宏达贸易有限公司 SAME_NORMALISED_NAME']);
    expect(await find({ name: '武汉宏达贸易有限公司' })).toEqual([]);
  });

  test.each(['', '🚀', '有限公司', '成都市', '华', '%', '_', '\\', "';--", '量'.repeat(5_000)])(
    'bad input is no match and no error: %j',
    async (name) => {
      expect(await find({ name, usci: '无', listingCode: ' ', foreignNumber: '' })).toEqual([]);
    },
  );
});
