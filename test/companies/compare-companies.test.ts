import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareIdentities, type Identity } from '../../src/companies/compare-companies.ts';
import { MatchLevel, MatchReason, rankOf } from '../../src/companies/match-reason.ts';
import { usciOf } from './company-facts.ts';

const NAME = '宁德时代新能源科技股份有限公司';
const level = (left: Identity, right: Identity): string => {
  const { level: found, reasons } = compareIdentities(left, right);
  return [found, ...reasons].join(' ');
};

describe('identifiers', () => {
  test('the same valid identifier is the same company whatever it is called and however it is typed', () => {
    expect(level({ name: '甲', usci: usciOf(1) }, { name: '乙丙丁有限公司', usci: ` ${usciOf(1).toLowerCase()}` })).toBe(
      'EXACT SAME_USCI',
    );
  });

  test('two valid identifiers are two companies, even under one name', () => {
    const same = compareIdentities({ name: NAME, usci: usciOf(1) }, { name: NAME, usci: usciOf(2) });
    expect(same.level).toBe(MatchLevel.SIMILAR);
    expect(same.reasons).toEqual([MatchReason.SAME_GROUP, MatchReason.DIFFERENT_USCI]);
    expect(level({ name: '成都宏达贸易有限公司', usci: usciOf(1) }, { name: '成都弘达贸易有限公司', usci: usciOf(2) })).toBe(
      'NONE DIFFERENT_USCI',
    );
  });

  test.each([
    ['two neighbours swapped', (code: string) => code.slice(0, 15) + code[16]! + code[15]! + code.slice(17)],
    ['a letter that looks alike', (code: string) => code.replace('0', 'O')],
    ['one wrong', (code: string) => `${code.slice(0, 12)}Y${code.slice(13)}`],
    ['one left out', (code: string) => code.slice(0, 4) + code.slice(5)],
  ])('an identifier with %s is told as typed wrong, never as another company', (_, slip) => {
    const code = usciOf(1234567);
    expect(level({ name: NAME, usci: slip(code) }, { name: NAME, usci: code })).toBe('STRONG SAME_NAME USCI_TYPED_WRONG');
    expect(level({ name: '长安汽车', usci: slip(code) }, { name: NAME, usci: code })).toBe('NONE');
  });

  test('of two that fail their check neither is the other’s slip', () => {
    const [one, other] = ['91510100MA00000001', '91510100MA00000002'];
    expect(level({ name: '成都宏达贸易有限公司', usci: one }, { name: '成都弘达贸易有限公司', usci: other })).toBe(
      'SIMILAR TYPED_DIFFERENTLY',
    );
    expect(level({ name: NAME, usci: one }, { name: NAME, usci: other })).toBe('STRONG SAME_NAME');
    expect(level({ name: NAME, usci: one }, { name: NAME, usci: one })).toBe('EXACT SAME_NAME');
  });

  test('what fills an empty cell says nothing', () => {
    for (const filler of ['0'.repeat(18), '', '无', 'N/A', '-']) {
      expect(level({ name: '甲乙科技有限公司', usci: filler }, { name: '丙丁贸易有限公司', usci: filler })).toBe('NONE');
      expect(level({ name: NAME, usci: filler }, { name: NAME, usci: usciOf(1) })).toBe('EXACT SAME_NAME');
    }
  });

  test('an identifier that cannot be anybody’s leaves the same name in doubt', () => {
    const broken = `${usciOf(1).slice(0, 8)}12345678${usciOf(1).slice(16)}`;
    expect(level({ name: NAME, usci: broken }, { name: NAME, usci: usciOf(2) })).toBe('STRONG SAME_NAME');
  });

  test('stock codes and numbers abroad are identifiers, too', () => {
    expect(level({ name: '甲乙', listingCode: '300750.sz' }, { name: '丙丁', listingCode: '300750.SZ' })).toBe(
      'EXACT SAME_LISTING_CODE',
    );
    expect(level({ name: 'A Ltd', foreignNumber: 'HRB 12-345' }, { name: 'B', foreignNumber: 'hrb12345' })).toBe(
      'EXACT SAME_FOREIGN_NUMBER',
    );
    expect(level({ name: NAME, listingCode: '300750.SZ' }, { name: NAME, listingCode: '600000.SH' })).toBe('STRONG SAME_NAME');
  });
});

describe('names', () => {
  test('legal forms are two companies as often as one: 有限公司 and 有限责任公司 are never exact', () => {
    expect(level({ name: '成都锦城机电有限公司' }, { name: '成都锦城机电有限责任公司' })).toBe('STRONG SAME_NORMALISED_NAME');
  });

  test('a group and its listed company are two', () => {
    expect(level({ name: '量子医药(集团)有限公司' }, { name: '量子医药股份有限公司' })).toBe('SIMILAR SAME_GROUP');
    expect(level({ name: '量子投资有限公司' }, { name: '量子投资(有限合伙)' })).toBe('SIMILAR SAME_GROUP');
  });

  test('recorded names speak for a company, in either record and in brackets', () => {
    const renamed = { name: '锦城开关股份有限公司', formerNames: ['蓉光开关厂'] };
    expect(level({ name: '蓉光开关厂' }, renamed)).toBe('STRONG FORMER_NAME');
    expect(level(renamed, { name: '蓉光开关厂' })).toBe('STRONG FORMER_NAME');
    expect(level({ name: '锦城开关股份有限公司(原蓉光开关厂)' }, { name: '蓉光开关厂' })).toContain('FORMER_NAME');
    expect(level({ name: '锦开' }, { name: '四川锦城开关厂', shortNames: ['锦开'] })).toContain('STRONG SHORT_NAME');
    expect(level({ name: 'Jin Switch Inc.' }, { name: '四川锦城开关厂', foreignNames: ['JIN SWITCH, Inc'] })).toBe(
      'STRONG FOREIGN_NAME',
    );
    expect(level({ name: '华' }, { name: '四川锦城开关厂', shortNames: ['华'] })).toBe('NONE');
  });
});

describe('bad input', () => {
  test.each([
    ['', ''],
    ['   ', '\u0000'],
    ['🚀🚀', '🚀🚀'],
    ['有限公司', '有限公司'],
    ['（集团）', '(集团)'],
    ['成都市', '成都市'],
    ['四川省成都市锦江区', '四川省成都市锦江区'],
    ['科技', '科技'],
    ['华', '华为'],
    ['华', '华华'],
    ['()', '【】'],
  ])('「%s」 and 「%s」 say nothing', (left, right) => {
    expect(level({ name: left }, { name: right })).toBe('NONE');
  });

  test('a name of one character matches its like alone', () => {
    expect(level({ name: '鑫' }, { name: ' 鑫 ' })).toBe('EXACT SAME_NAME');
  });

  test('pictures, width, brackets and traditional characters make no difference', () => {
    expect(level({ name: '🚀華為技術【有限】公司' }, { name: '华为技术有限公司' })).toBe('EXACT SAME_NAME');
    expect(level({ name: 'ＴＣＬ科技 集团' }, { name: 'tcl科技(集团)' })).toBe('EXACT SAME_NAME');
  });

  test('a very long name is compared in full', () => {
    const long = '锦城'.repeat(5_000);
    expect(level({ name: `${long}甲` }, { name: `${long}甲` })).toBe('EXACT SAME_NAME');
    expect(level({ name: `${long}甲` }, { name: `${long}乙` })).not.toContain('EXACT');
  });
});

const word = fc.constantFrom(
  '华',
  '为',
  '锦',
  '城',
  '宏',
  '达',
  '科技',
  '贸易',
  '有限公司',
  '股份有限公司',
  '集团',
  '成都',
  '四川省',
  '(',
  ')',
  '（北京）',
  '分公司',
  'Huawei',
  ' Co., Ltd',
  '技術',
  '🚀',
  '原',
  '银行',
  '支行',
);
const name = fc.array(word, { maxLength: 7 }).map((words) => words.join(''));
const code = fc.option(fc.integer({ min: 1, max: 40 }).map(usciOf), { nil: undefined });
const identity = fc.record({
  name,
  usci: fc.oneof(code, fc.string({ maxLength: 18 })),
  formerNames: fc.array(name, { maxLength: 2 }),
});

describe('always', () => {
  test('either way round gives the same', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => expect(compareIdentities(a, b)).toEqual(compareIdentities(b, a))),
      { numRuns: 2_000 },
    );
  });

  test('another writing of both names changes nothing', () => {
    const rewritten = (text: string) =>
      text.replaceAll('(', '（').replaceAll(')', '】').replaceAll('技術', '技术').split('').join(' ').toLowerCase();
    const chinese = name.filter((text) => !/[a-z]/i.test(text));
    fc.assert(
      fc.property(chinese, chinese, (a, b) => {
        expect(compareIdentities({ name: rewritten(a) }, { name: rewritten(b) })).toEqual(
          compareIdentities({ name: a }, { name: b }),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('one valid identifier is exact, two are neither exact nor strong', () => {
    fc.assert(
      fc.property(name, name, fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (a, b, i, j) => {
        const { level: found } = compareIdentities(
          { name: a, usci: usciOf(i), formerNames: [b] },
          { name: b, usci: usciOf(j), shortNames: [a] },
        );
        if (i === j) expect(found).toBe(MatchLevel.EXACT);
        else expect(rankOf(found)).toBeLessThanOrEqual(rankOf(MatchLevel.SIMILAR));
      }),
      { numRuns: 2_000 },
    );
  });

  test('any text is compared without an error, and names alone are exact only in one writing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }), (a, b) => {
        const { level: found, reasons } = compareIdentities({ name: a }, { name: b });
        if (found === MatchLevel.EXACT) expect(reasons).toEqual([MatchReason.SAME_NAME]);
      }),
      { numRuns: 2_000 },
    );
  });
});
