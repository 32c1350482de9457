import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { divisionOf, functionalZoneOf } from '../../src/teams/division-of-address.ts';
import { divisionTable } from '../../src/teams/division-table.ts';

const CHENGDU_DISTRICTS =
  '510104 510105 510106 510107 510108 510112 510113 510114 510115 510116 510117 510118 510121 510129 510131 510181 510182 510183 510184 510185';
const inChengdu = { regionHint: '四川成都' };

describe('divisionOf', () => {
  test.each([
    ['成都市锦江区春熙路1号', '510104'],
    ['四川省成都市都江堰市幸福镇', '510181'],
    ['四川成都双流区航空港', '510116'],
    ['成都市双流县东升镇', '510116'],
    ['郫县东大街9号', '510117'],
    ['新津县五津镇', '510118'],
    ['成都市简阳市石桥镇', '510185'],
    ['成都市　金牛区　一环路', '510106'],
  ])('%s lies in %s', (address, code) => {
    expect(divisionOf({ address, ...inChengdu })).toEqual({ code, source: 'ADDRESS' });
  });

  test.each([
    ['北京市朝阳区三里屯路3号', '110105'],
    ['吉林省长春市朝阳区人民大街1号', '220104'],
    ['浙江省余姚市兰江街道', '330281'],
    ['江苏省苏州市吴江区盛泽镇', '320509'],
    ['广东省东莞市松山湖', '441900'],
  ])('%s lies in %s, whatever Chengdu has', (address, code) => {
    expect(divisionOf({ address })).toEqual({ code, source: 'ADDRESS' });
  });

  test('the address is believed before the region column and before the code', () => {
    const clues = { address: '四川广汉市新丰镇', usci: '915101070000000000', ...inChengdu };
    expect(divisionOf(clues)).toEqual({ code: '510681', source: 'ADDRESS' });
  });

  test('a district name of several cities is settled by the region column, else stays unknown', () => {
    expect(divisionOf({ address: '鼓楼区中山路1号', regionHint: '江苏南京' })).toEqual({ code: '320106', source: 'ADDRESS' });
    expect(divisionOf({ address: '鼓楼区中山路1号' })).toBeNull();
  });

  test.each(['四川大学(西区校医院侧)', '成都市锦江大道9号', '成都市东大街1号', '成都高新区天府大道', 'N/A', ''])(
    '%j names no district',
    (address) => {
      expect(divisionOf({ address, ...inChengdu })).toBeNull();
    },
  );

  test.each([
    ['91510107MA00000000', '510107'],
    ['91510122MA00000000', '510116'],
    ['91510124MA00000000', '510117'],
    ['91510132MA00000000', '510118'],
    ['91512081MA00000000', '510185'],
  ])('without a district in the address the code %s says %s', (usci, code) => {
    expect(divisionOf({ address: '成都市东大街1号', usci })).toEqual({ code, source: 'USCI' });
  });

  test.each(['91510100MA00000000', '91510000MA00000000', '91510109MA00000000', '91990101MA00000000'])(
    'the office digits of %s name no district',
    (usci) => {
      expect(divisionOf({ address: '成都市东大街1号', usci })).toBeNull();
    },
  );

  test('a code that had ended before the company was registered says nothing', () => {
    expect(divisionOf({ usci: '91510122MA00000000', registeredOn: '2019-05-01' })).toBeNull();
    expect(divisionOf({ usci: '91510122MA00000000', registeredOn: '1999-05-01' })).toEqual({ code: '510116', source: 'USCI' });
  });

  test('all twenty districts of Chengdu are known, and what is found is always in force', () => {
    const { all, districts } = divisionTable();
    const present = all.filter(({ code, validTo }) => code.startsWith('5101') && !code.endsWith('00') && validTo === null);
    expect(present.map(({ code }) => code).join(' ')).toBe(CHENGDU_DISTRICTS);
    const part = fc.constantFrom(
      '四川省',
      '成都市',
      '双流县',
      '郫县',
      '鼓楼区',
      '朝阳区',
      '北京市',
      '大道',
      '西区',
      '1号',
      '高新区',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const found = divisionOf({ address: parts.join('') });
        if (found !== null) expect(districts.get(found.code)?.validTo).toBeNull();
      }),
    );
  });
});

describe('functionalZoneOf', () => {
  test.each([
    ['成都高新区天府大道1号', '高新区'],
    ['成都市高新西区合作路', '高新区'],
    ['成都高新技术产业开发区', '高新区'],
    ['四川省成都市天府新区华阳', '天府新区'],
    ['成都东部新区三岔街道', '东部新区'],
  ] as const)('%s lies in %s', (address, zone) => {
    expect(functionalZoneOf({ address })).toBe(zone);
  });

  test.each(['绵阳市高新区绵兴路', '四川省眉山市天府新区视高', '成都市武侯区'])('%s lies in none of them', (address) => {
    expect(functionalZoneOf({ address, ...inChengdu })).toBeNull();
  });
});
