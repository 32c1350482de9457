/** A chain's map as bytes, but for what differs between teams: the counts and, by them, the gaps. */
export interface MapParts {
  head: Buffer;
  /** In the order in which they are shown. */
  nodes: readonly MapNode[];
  /** How many of them are shown. */
  shown: number;
  tail: Buffer;
}
interface MapNode {
  id: string;
  /** Number of those that share its parent. */
  family: number;
  /** Places of its suppliers and customers. */
  linked: readonly number[];
  /** Up to the count of companies here. */
  text: Buffer;
}
/** Companies here, elsewhere and in an unknown place, by node; a node that none reaches is absent. */
export type Counts = Readonly<Record<string, readonly [here: number, elsewhere: number, unknown: number]>>;

const NOTHING = [0, 0, 0] as const;
/** The longest end of a node's object: three counts of ten digits and the gap. */
const END_BYTES = 90;

/** The whole answer. A gap is a node without a company here, while a sibling or a linked node has one (`findGaps`). */
export function writeMap({ head, nodes, shown, tail }: MapParts, counts: Counts): Buffer {
  const has = nodes.map(({ id }) => (counts[id]?.[0] ?? 0) > 0);
  const families = new Set<number>();
  for (const [i, { family }] of nodes.entries()) if (has[i]) families.add(family);
  const size = nodes.reduce((sum, { text }) => sum + text.length + END_BYTES, head.length + tail.length);
  const bytes = Buffer.allocUnsafe(size);
  let at = head.copy(bytes);
  for (let i = 0; i < shown; i++) {
    const { id, family, linked, text } = nodes[i]!;
    const [here, elsewhere, unknown] = counts[id] ?? NOTHING;
    const isGap = !has[i] && (families.has(family) || linked.some((other) => has[other]));
    at += text.copy(bytes, at);
    const gap = isGap ? '"FILL"' : 'null';
    at += bytes.write(`${here},"elsewhere":${elsewhere},"unknown":${unknown}},"gapKind":${gap}}`, at, 'latin1');
  }
  at += tail.copy(bytes, at);
  return bytes.subarray(0, at);
}
