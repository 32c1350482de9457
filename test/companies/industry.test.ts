import { describe, expect, test } from '@jest/globals';
import { industryCodeOf, sectionName } from '../../src/companies/industry.ts';

describe('industryCodeOf', () => {
  test.each([
    ['3973', 'C3973'],
    ['c3973', 'C3973'],
    ['Ｃ39', 'C39'],
    ['I', 'I'],
    ['0111', 'A0111'],
    ['97', 'T97'],
  ])('reads %s as %s', (written, code) => {
    expect(industryCodeOf(written)).toBe(code);
  });

  test.each(['B3973', '98', '00', 'U', 'C3', 'C39735', '', '制造业'])('knows no %s', (written) => {
    expect(industryCodeOf(written)).toBeNull();
  });

  test('names the section of a code', () => {
    expect([sectionName('C3973'), sectionName('T97'), sectionName('?')]).toEqual(['制造业', '国际组织', null]);
  });
});
