import { describe, expect, test } from '@jest/globals';
import { createBatchPace } from '../../src/events/batch-pace.ts';

/** Batches at their pace while so many events a millisecond come; how far apart the last two began. */
function apart(pace: ReturnType<typeof createBatchPace>, perMs: number, batches: number, from = 0): number {
  let [now, before] = [from, from];
  for (let n = 0; n < batches; n++) {
    before = now;
    now += pace.pauseMs(now);
    pace.begin(now);
    pace.held(Math.round(perMs * (now - before)));
  }
  return now - before;
}

describe('batches of the sequencer', () => {
  test('begin at once after a pause', () => {
    const pace = createBatchPace();
    expect(pace.pauseMs(1_000)).toBe(0);
    pace.begin(1_000);
    expect(pace.pauseMs(1_004)).toBe(0);
  });

  test('begin 4 ms apart at a thousand events a second', () => {
    expect(apart(createBatchPace(), 1, 200)).toBe(4);
  });

  test('begin 10 ms apart where more come, and nearer again when it is over', () => {
    const pace = createBatchPace();
    expect(apart(pace, 2, 200)).toBe(10);
    expect(apart(pace, 0.5, 200, 10_000)).toBe(4);
  });

  test('are not put apart by one burst', () => {
    const pace = createBatchPace();
    pace.begin(1_000);
    pace.held(1);
    pace.begin(1_004);
    pace.held(1_000);
    expect(pace.pauseMs(1_004)).toBe(4);
  });
});
