import type { LoggedEvent } from '../events/logged-event.ts';
import type { Read } from '../kernel/context.ts';

/** Sessions withdrawn while their tokens could still be used, in the memory of one node. */
export interface Revocations {
  has(sessionId: string): boolean;
  add(sessionIds: readonly string[], at: Date): void;
  /** Fed by the tail: what another node withdrew. Returns the sessions whose sockets must close. */
  apply(events: readonly LoggedEvent[]): string[];
}

const WITHDRAWING = new Set(['SESSION_REVOKED', 'MEMBERSHIP_ENDED']);

/** `keepMs`: how long a token can outlive its withdrawal at most: its lifetime and the tolerance between clocks. */
export function createRevocations(keepMs: number): Revocations {
  const revoked = new Map<string, number>();
  const add = (ids: readonly string[], at: Date): void => {
    for (const [id, since] of revoked) {
      if (since + keepMs > at.getTime()) break;
      revoked.delete(id);
    }
    for (const id of ids) revoked.set(id, at.getTime());
  };
  return {
    has: (sessionId) => revoked.has(sessionId),
    add,
    apply: (events) =>
      events.flatMap((event) => {
        const ids = WITHDRAWING.has(event.kind) ? event.payload.sessionIds : null;
        if (!Array.isArray(ids)) return [];
        add(ids as string[], event.at);
        return ids as string[];
      }),
  };
}

/** What was withdrawn before this node started, oldest first. */
export async function loadRevocations(revocations: Revocations, read: Read, keepMs: number, now: Date): Promise<void> {
  const rows = await read<{ id: string; revokedAt: Date }>(
    `select id, revoked_at as "revokedAt" from session where revoked_at > $1 order by revoked_at`,
    [new Date(now.getTime() - keepMs)],
  );
  for (const { id, revokedAt } of rows) revocations.add([id], revokedAt);
}
