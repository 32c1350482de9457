import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globalId, parseGlobalId } from '../../src/kernel/global-id.ts';
import { createSeal } from '../../src/kernel/sealed.ts';

const seal = createSeal(Buffer.from('a key'));

describe('sealed cursors', () => {
  test('open to what was sealed, for the same purpose and key only', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const token = seal.seal('list', value);
        expect([
          seal.open('list', token),
          seal.open('stream', token),
          createSeal(Buffer.from('other')).open('list', token),
        ]).toEqual([value, null, null]);
      }),
    );
  });

  test('refuse every damaged token', () => {
    const token = seal.seal('list', '[1,2]');
    for (let i = 0; i < token.length; i++) {
      const damaged = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      if (Buffer.from(damaged, 'base64url').equals(Buffer.from(token, 'base64url'))) continue;
      expect(seal.open('list', damaged)).toBeNull();
    }
  });

  test('refuse any text that was never sealed', () => {
    fc.assert(fc.property(fc.string({ maxLength: 3000 }), (text) => seal.open('list', text) === null));
  });
});

describe('global ids', () => {
  test('carry their type and uuid, and nothing else parses', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => expect(parseGlobalId(globalId('Case', uuid))).toEqual({ type: 'Case', uuid })));
    fc.assert(fc.property(fc.string(), (text) => parseGlobalId(text) === null));
  });
});
