import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkUsci, foldUsci, orgCheckChar, usciCheckChar, usciMessage } from '../../src/kernel/usci.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const character = fc.constantFrom(...ALPHABET);
const valid = fc
  .tuple(
    fc.constantFrom('1', '5', '9', 'Y', 'N'),
    character,
    fc.stringMatching(/^\d{6}$/),
    fc.array(character, { minLength: 8, maxLength: 8 }),
  )
  .map(([authority, kind, division, body]) => {
    const first16 = `${authority}${kind}${division}${body.join('')}`;
    const first17 = first16 + orgCheckChar(first16.slice(8));
    return first17 + usciCheckChar(first17);
  });

describe('checkUsci', () => {
  test.each(['91350100M000100Y43', '91510104202038699K', '911100007226822938', '91510112202238252T'])(
    '%s passes both checks',
    (code) => {
      expect(checkUsci(code)).toEqual({ usci: code, verdict: 'OK' });
    },
  );

  test.each([
    ['91350100M0001TGQXM', '1'],
    ['91350211M0000XUF46', 'R'],
    ['91350203M0001FUE2P', 'J'],
  ])('the early pilot code %s is only warned about', (code, expected) => {
    expect(checkUsci(code)).toEqual({ usci: code, verdict: 'WARN', reason: 'USCI_CHECK', expected });
  });

  test('a wrong 17th character is refused and the right one is named', () => {
    const check = checkUsci('911100007226822948');
    expect(check).toMatchObject({ verdict: 'REFUSE', reason: 'USCI_ORG_CHECK', expected: '3' });
    expect(usciMessage(check)).toContain('第 17 位应为 3');
  });

  test('an old 15-digit number is refused with a hint', () => {
    const check = checkUsci('510132000055145');
    expect(check).toMatchObject({ verdict: 'REFUSE', reason: 'USCI_OLD_15' });
    expect(usciMessage(check)).toContain('15 位旧注册号');
  });

  test.each([
    ['', 'USCI_EMPTY'],
    ['9111000072268229', 'USCI_LENGTH'],
    ['91110000722682293V', 'USCI_ALPHABET'],
    ['91110000722682293中', 'USCI_ALPHABET'],
  ])('%j is refused as %s', (code, reason) => {
    expect(checkUsci(code)).toMatchObject({ verdict: 'REFUSE', reason });
  });

  test('every generated code passes, letter-first and check character 0 included', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(valid, (code) => {
        seen.add(`first ${code[0]}`).add(`last ${code[17]}`);
        expect(checkUsci(code)).toEqual({ usci: code, verdict: 'OK' });
      }),
      { numRuns: 1000, seed: 32100 },
    );
    expect(seen).toContain('last 0');
    expect(seen).toContain('first N');
  });

  test('one mistyped character never passes as OK', () => {
    fc.assert(
      fc.property(valid, fc.nat(17), character, (code, at, typed) => {
        fc.pre(code[at] !== typed);
        expect(checkUsci(code.slice(0, at) + typed + code.slice(at + 1)).verdict).not.toBe('OK');
      }),
    );
  });

  test('case, width and blanks are folded', () => {
    fc.assert(
      fc.property(valid, (code) => {
        const wide = [...code].map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join('');
        expect(foldUsci(`\uFEFF ${wide}\u3000`)).toBe(code);
        expect(foldUsci(` ${code.slice(0, 8)} ${code.slice(8).toLowerCase()}`)).toBe(code);
      }),
    );
  });
});
