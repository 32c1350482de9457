import type { EventShape, Read } from './messages.ts';

/** The latest keys, oldest forgotten first. */
export class Seen {
  readonly #size: number;
  readonly #keys = new Set<string>();
  constructor(size: number) {
    this.#size = size;
  }
  /** False when the key is known. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > this.#size) this.#keys.delete(this.#keys.values().next().value!);
    return true;
  }
}

/** Messages that say something or move the cursor. */
export type Positioned = Exclude<Read<EventShape>, { type: 'Failed' | 'Unreadable' }>;

const REMEMBERED = 2_048;

/**
 * Tells news from what came before. The cursor is opaque and differs from one connection to the next, so an event is
 * known by its id; the same message sent twice is known by its cursor.
 */
export class News {
  readonly #events: Seen;
  readonly #cursors: Seen;
  /** Records revoked since the last event: a resumed stream of one record says so again. */
  readonly #revoked = new Set<string>();
  constructor(remembered = REMEMBERED) {
    this.#events = new Seen(remembered);
    this.#cursors = new Seen(remembered);
  }
  isNew(read: Positioned): boolean {
    if (!this.#cursors.add(read.cursor)) return false;
    if (read.type === 'Event') {
      if (!this.#events.add(read.event.id)) return false;
      this.#revoked.clear();
    }
    if (read.type !== 'AccessRevoked') return true;
    const isFirst = !this.#revoked.has(read.recordId);
    this.#revoked.add(read.recordId);
    return isFirst;
  }
}
