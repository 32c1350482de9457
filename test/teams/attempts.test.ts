import { describe, expect, test } from '@jest/globals';
import { createAttempts } from '../../src/teams/attempts.ts';

function guard() {
  const clock = { at: 0 };
  let checked = 0;
  const attempts = createAttempts(() => new Date(clock.at));
  const attempt = (name: string, right: boolean, address: string | null = null) =>
    attempts.check(name, address, async () => {
      checked += 1;
      await new Promise((done) => setImmediate(done));
      return right;
    });
  return { clock, attempt, checked: () => checked };
}

describe('attempts', () => {
  test('five failures close a name for a minute, then for longer', async () => {
    const { attempt, clock } = guard();
    for (let i = 0; i < 5; i++) expect(await attempt('wang', false)).toEqual({ right: false, waitS: 0 });
    expect(await attempt('wang', true)).toEqual({ right: false, waitS: 60 });
    clock.at += 60_000;
    expect(await attempt('wang', false)).toEqual({ right: false, waitS: 0 });
    expect(await attempt('wang', true)).toEqual({ right: false, waitS: 120 });
  });

  test('the right secret wipes the slate', async () => {
    const { attempt } = guard();
    for (const right of [false, false, false, false, true, false, false, false, false]) await attempt('wang', right);
    expect(await attempt('wang', true)).toEqual({ right: true, waitS: 0 });
  });

  test('a hundred guesses at once are five', async () => {
    const { attempt, checked } = guard();
    await Promise.all(Array.from({ length: 100 }, () => attempt('wang', false)));
    expect(checked()).toBe(5);
  });

  test('another name is not held up', async () => {
    const { attempt } = guard();
    for (let i = 0; i < 6; i++) await attempt('wang', false);
    expect((await attempt('li', true)).right).toBe(true);
  });

  test('an address that tries name after name is closed too', async () => {
    const { attempt } = guard();
    for (let i = 0; i < 50; i++) await attempt(`name ${i}`, false, '10.0.0.9');
    expect((await attempt('li', true, '10.0.0.9')).waitS).toBe(60);
    expect((await attempt('li', true, '10.0.0.8')).right).toBe(true);
  });

  test('an address where somebody mistypes now and then is never closed', async () => {
    const { attempt, clock } = guard();
    for (let i = 0; i < 120; i++) {
      expect(await attempt(`name ${i}`, false, '10.0.0.9')).toEqual({ right: false, waitS: 0 });
      clock.at += 5 * 60_000;
    }
  });

  test('a check that breaks counts for nothing and holds nobody up', async () => {
    const attempts = createAttempts(() => new Date(0));
    await expect(attempts.check('wang', null, () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
    expect((await attempts.check('wang', null, async () => true)).right).toBe(true);
  });
});
