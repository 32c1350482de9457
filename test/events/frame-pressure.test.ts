import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from '../../src/events/frame.ts';
import { drained, isLagging } from '../../src/events/frame-pressure.ts';

const pressure = { highBytes: 100, lowBytes: 20, hopelessBytes: 500, patienceMs: 60_000 };

/** A wire on which so many bytes wait. */
function waiting(bytes: number) {
  const wire: Wire & { bytes: number; closedWith: number | null } = {
    bytes,
    closedWith: null,
    laggingSinceMs: null,
    write: () => true,
    buffered: () => wire.bytes,
    isOpen: () => wire.closedWith === null,
    close: (code) => void (wire.closedWith = code),
  };
  return wire;
}

describe('a socket', () => {
  test('that takes what it gets is written to up to the high mark', async () => {
    const wire = waiting(100);
    expect([isLagging(wire, pressure), await drained(wire, pressure)]).toEqual([false, true]);
  });

  test('that lagged is written to again when little is left, not as soon as it could be', async () => {
    const wire = waiting(101);
    expect(isLagging(wire, pressure)).toBe(true);
    wire.bytes = 20;
    let isOver = false;
    const waited = drained(wire, pressure).finally(() => (isOver = true));
    await sleep(120);
    expect(isOver).toBe(false);
    wire.bytes = 19;
    expect([await waited, wire.laggingSinceMs, wire.closedWith]).toEqual([true, null, null]);
  });

  test('on which far too much waits is asked to come back at once', async () => {
    const wire = waiting(501);
    expect([await drained(wire, pressure), wire.closedWith]).toEqual([false, 1013]);
  });

  test('that has gone is waited for no longer', async () => {
    const wire = waiting(500);
    const waited = drained(wire, pressure);
    wire.close(1006, '');
    expect(await waited).toBe(false);
  });
});
