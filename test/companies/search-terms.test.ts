import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bigramCode, bigramsOf, searchTerms } from '../../src/companies/search-terms.ts';

describe('searchTerms', () => {
  test('a name with a character of two readings is read as the word is', () => {
    expect(searchTerms('重庆长安汽车')).toMatchObject({ pinyin: 'chongqingchanganqiche', initials: 'cqcaqc' });
  });

  test('letters and digits stay, brackets and width fold away', () => {
    expect(searchTerms('锦城（Ａ3）光电')).toMatchObject({ pinyin: 'jinchenga3guangdian', initials: 'jca3gd' });
  });

  test('traditional and simplified names are found by the same terms', () => {
    expect(searchTerms('錦城電氣')).toEqual(searchTerms('锦城电气'));
  });

  test('a two-character word is found by its one pair', () => {
    const [code] = bigramsOf('光电');
    expect(code).toBe(bigramCode('光'.charCodeAt(0), '电'.charCodeAt(0)));
    expect(searchTerms('成都锦城光电有限公司').bigrams).toContain(code);
  });

  test('the codes are a contract with the rows already stored', () => {
    expect(bigramsOf('光电子')).toEqual([42614069, 61469520]);
  });

  test('every part of a name is found by its pairs, and each code is an int4', () => {
    const name = fc.string({ unit: fc.constantFrom(...'成都锦城光电科技龍鑫（集团）ABc1'), minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(name, fc.nat(), fc.nat(), (text, from, length) => {
        const start = from % text.length;
        const part = text.slice(start, start + 2 + (length % text.length));
        const codes = searchTerms(text).bigrams;
        for (const code of bigramsOf(part)) expect(codes).toContain(code);
        expect(codes.every((code) => Number.isInteger(code) && code === (code | 0))).toBe(true);
        expect(new Set(codes).size).toBe(codes.length);
      }),
    );
  });
});
