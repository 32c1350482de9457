import { describe, expect, test } from '@jest/globals';
import { compareIdentities } from '../../src/companies/compare-companies.ts';
import { marketReadings } from '../../src/companies/market-name.ts';

const told = (left: string, right: string) => {
  const [there, back] = [compareIdentities({ name: left }, { name: right }), compareIdentities({ name: right }, { name: left })];
  expect(back).toEqual(there);
  return there.level;
};

describe('a short name of the exchange', () => {
  test.each([
    ['*ST刚泰', '甘肃刚泰控股(集团)股份有限公司'],
    ['S佳通', '佳通轮胎股份有限公司'],
    ['雏鹰退', '雏鹰农牧集团股份有限公司'],
    ['沪硅产业', '上海硅产业集团股份有限公司'],
    ['深振业A', '深圳市振业(集团)股份有限公司'],
    ['力合科技', '力合科技（湖南）股份有限公司'],
  ])('%s is told of %s, and never as the same name', (short, full) => {
    expect(['STRONG', 'SIMILAR']).toContain(told(short, full));
  });

  test('is read in no other way where it has no mark', () => {
    expect(['宁德时代', 'TCL科技', 'ST', 'A', '', '成都京东方光电科技有限公司'].flatMap(marketReadings)).toEqual([]);
  });

  test('tells nothing of another company', () => {
    expect(told('*ST刚泰', '四川长虹电器股份有限公司')).toBe('NONE');
    expect(told('沪硅产业', '上海医药集团股份有限公司')).toBe('NONE');
  });
});

describe('a part of a company', () => {
  test('is told by what stands before it, whatever it is called and however its place is written', () => {
    expect(told('百胜餐饮(成都)有限公司蜀汉餐厅', '百胜餐饮（成都）有限责任公司蜀汉餐厅')).toBe('STRONG');
    expect(told('中国邮政集团公司成都市新繁邮政支局', '中国邮政集团公司成都新繁邮政支局')).toBe('STRONG');
    expect(told('百胜餐饮(成都)有限公司蜀汉餐厅', '百胜餐饮（成都）有限公司春熙餐厅')).toBe('SIMILAR');
  });
});
