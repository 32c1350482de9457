import { describe, expect, test } from '@jest/globals';
import { createClock } from '../../src/app/clock.ts';

describe('the clock of a node', () => {
  test("is its own while it agrees with the database's, and the database's when it is far off", () => {
    const clock = createClock(() => 1_000_000);
    clock.measured(1_999);
    expect([clock.now().getTime(), clock.isApart()]).toEqual([1_000_000, false]);
    clock.measured(-3_600_000);
    expect([clock.now().getTime(), clock.isApart()]).toEqual([1_000_000 - 3_600_000, true]);
  });

  test('of a demo runs ahead of whichever it goes by', () => {
    const clock = createClock(() => 1_000_000, 86_400_000);
    expect([clock.now().getTime(), clock.isApart()]).toEqual([87_400_000, false]);
    clock.measured(5_000);
    expect(clock.now().getTime()).toBe(87_405_000);
  });
});
