import type { Seal } from '../kernel/sealed.ts';

/** Lists give cursors that suit every filter: "what you read is true here, listen from here" (decision 13). */
const ANY_FILTER = '*';

export interface StreamCursor {
  /** Everything up to this position was delivered, or was true in the list. */
  pos: number;
  /** The cursor comes from a stream with this very filter, so its bearer has listened there. */
  own: boolean;
}

export const sealCursor = (seal: Seal, pos: number, filterHash: string): string =>
  seal.seal('stream', JSON.stringify([pos, filterHash]));

/** Null when the cursor is forged, damaged, or belongs to another filter. */
export function openCursor(seal: Seal, cursor: string, filterHash: string): StreamCursor | null {
  const text = seal.open('stream', cursor);
  if (text === null) return null;
  const [pos, hash] = JSON.parse(text) as [number, string];
  if (!Number.isSafeInteger(pos) || pos < 0 || (hash !== ANY_FILTER && hash !== filterHash)) return null;
  return { pos, own: hash === filterHash };
}
