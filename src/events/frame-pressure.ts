import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from './frame.ts';

/** The log is the queue: a socket holds little, a slow one reads on from the log, a hopeless one is asked to come back. */
export interface Pressure {
  highBytes: number;
  lowBytes: number;
  hopelessBytes: number;
  patienceMs: number;
}
export const PRESSURE: Pressure = { highBytes: 256 * 1024, lowBytes: 64 * 1024, hopelessBytes: 1024 * 1024, patienceMs: 15_000 };
const LOOK_MS = 50;
/** 1013, try again later: clients reconnect with their cursor and lose nothing. */
const TRY_AGAIN_LATER = 1013;

export function isLagging(wire: Wire, pressure: Pressure): boolean {
  if (wire.buffered() <= pressure.highBytes) return false;
  wire.laggingSinceMs ??= Date.now();
  return true;
}

/** Waits until a lagging socket has drained. False when it is gone, or was closed because it does not take what it gets. */
export async function drained(wire: Wire, pressure: Pressure): Promise<boolean> {
  while (wire.isOpen()) {
    const bytes = wire.buffered();
    if (wire.laggingSinceMs === null ? bytes <= pressure.highBytes : bytes < pressure.lowBytes) {
      wire.laggingSinceMs = null;
      return true;
    }
    wire.laggingSinceMs ??= Date.now();
    if (bytes > pressure.hopelessBytes || Date.now() - wire.laggingSinceMs > pressure.patienceMs) {
      wire.close(TRY_AGAIN_LATER, '接收过慢，请稍后以游标重连');
      return false;
    }
    await sleep(LOOK_MS, undefined, { ref: false });
  }
  return false;
}
