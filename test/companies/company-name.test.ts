import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldName, namesOf, normaliseName } from '../../src/companies/company-name.ts';

describe('normaliseName', () => {
  test.each([
    ['full and half width', '锦城(成都)光电有限公司', '锦城（成都）光电有限公司'],
    ['bracket shapes', '锦城(成都)光电有限公司', '锦城【成都】光电有限公司'],
    ['the legal form', '锦城光电有限公司', '锦城光电股份有限公司'],
    ['the long legal form', '锦城光电有限公司', '锦城光电有限责任公司'],
    ['a group in brackets', '锦城光电(集团)股份有限公司', '锦城光电集团有限公司'],
    ['a group under its parent name', '锦城光电集团有限公司', '锦城光电有限公司'],
    ['traditional characters', '錦城電氣發展有限公司', '锦城电气发展有限公司'],
    ['case and blanks', 'Jin Cheng 光电 有限公司', 'JINCHENG光电有限公司'],
    ['a former name in brackets', '锦城开关有限公司(原锦城开关厂)', '锦城开关有限公司'],
    ['a branch of a company written short', '锦城银行股份有限公司郫都支行', '锦城银行郫都支行'],
  ])('%s makes no difference', (_, left, right) => {
    expect(normaliseName(left)).toBe(normaliseName(right));
  });

  test.each([
    ['region words', '锦城(成都)光电有限公司', '锦城(西安)光电有限公司'],
    ['a region at the front', '成都锦城光电有限公司', '锦城光电有限公司'],
    ['a branch', '锦城银行股份有限公司', '锦城银行股份有限公司郫都支行'],
  ])('%s keeps two names apart', (_, left, right) => {
    expect(normaliseName(left)).not.toBe(normaliseName(right));
  });

  test('a name of nothing but a legal form stays itself', () => {
    expect(normaliseName('有限公司')).toBe('有限公司');
  });

  test('normalising twice changes nothing and never gives an empty name', () => {
    const part = fc.constantFrom('锦', '城', '(', '）', '集团', '有限公司', '股份', ' ', 'A', '電', '成都');
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const name = parts.join('');
        fc.pre(foldName(name).replace(/[()]/g, '') !== '');
        expect(normaliseName(name)).not.toBe('');
        expect(normaliseName(foldName(name))).toBe(normaliseName(name));
      }),
    );
  });
});

describe('namesOf', () => {
  test.each([
    ['锦城化学 (Jin-Chem)', ['锦城化学', 'Jin-Chem']],
    ['锦城化学（Jin-Chem、锦化）', ['锦城化学', 'Jin-Chem', '锦化']],
    ['锦城化学', ['锦城化学']],
    ['A (B)', ['A (B)']],
  ])('%s stands for %j', (written, names) => {
    expect(namesOf(written)).toEqual(names);
  });
});
