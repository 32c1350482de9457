import { describe, expect, test } from '@jest/globals';
import { createPace } from '../../src/app/socket-pace.ts';

describe('the pace of handshakes', () => {
  test('lets a burst through at once, then one after another', () => {
    const pace = createPace({ burst: 3, perSecond: 10 });
    const waits = Array.from({ length: 6 }, () => {
      const wait = pace.waitMs('a', 5_000);
      pace.take('a', 5_000);
      return wait;
    });
    expect(waits).toEqual([0, 0, 0, 100, 200, 300]);
  });

  test('is each key’s own, and forgives what time has passed', () => {
    const pace = createPace({ burst: 1, perSecond: 10 });
    pace.take('a', 0);
    expect([pace.waitMs('a', 0), pace.waitMs('b', 0), pace.waitMs('a', 60), pace.waitMs('a', 100)]).toEqual([100, 0, 40, 0]);
    pace.take('a', 60_000);
    expect(pace.waitMs('a', 60_000)).toBe(100);
  });

  test('keeps 10,000 keys and no more', () => {
    const pace = createPace({ burst: 1, perSecond: 10 });
    for (let i = 0; i <= 10_000; i++) pace.take(String(i), 0);
    expect([pace.waitMs('0', 0), pace.waitMs('1', 0)]).toEqual([0, 100]);
  });
});
