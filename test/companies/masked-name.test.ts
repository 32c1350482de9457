import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskedName } from '../../src/companies/masked-name.ts';

test.each([
  ['成都星澜科技有限公司', '成都**科技'],
  ['宁德时代新能源科技股份有限公司', '**科技'],
  ['四川（蜀道）装备科技股份有限公司', '四川**科技'],
  ['华为技术有限公司', '**技术'],
  ['ＢＹＤ汽车工业有限公司', '**'],
  ['Infineon Technologies AG', '**'],
  ['中', '**'],
  ['🚀成都', '**'],
  ['深圳市某某半導體有限公司', '深圳**半导体'],
])('%s is shown as %s', (name, mask) => {
  expect(maskedName(name)).toBe(mask);
});

test('nothing of a trade name is left, not even its length', () => {
  const trade = fc.string({ unit: fc.constantFrom(...'星澜海图云舟天枢北辰瑞丰嘉禾AZ09'), minLength: 1, maxLength: 8 });
  fc.assert(fc.property(trade, (word) => expect(maskedName(`成都${word}科技有限公司`)).toBe('成都**科技')));
});
