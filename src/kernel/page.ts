import { ArgsType, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import { fault } from './fault.ts';
import type { Seal } from './sealed.ts';

export const PAGE_LIMIT = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'Number of edges from the start, 1 to 100; give exactly one of first and last (向后取条数).',
  })
  first?: number;

  @Field(() => String, { nullable: true, description: 'Cursor to continue after (起始游标).' })
  after?: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of edges from the end, 1 to 100; give exactly one of first and last (向前取条数).',
  })
  last?: number;

  @Field(() => String, { nullable: true, description: 'Cursor to continue before (截止游标).' })
  before?: string;
}

@ObjectType({ description: 'Where a page lies in its list (分页信息).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow (后面还有).' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether more precede (前面还有).' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null when the page is empty (首游标).' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge; null when the page is empty (末游标).' })
  endCursor!: string | null;
}

export interface Edge<T> {
  cursor: string;
  node: T;
}
/** `total` is asked lazily, so that `totalCount` costs nothing unless selected. Counts are capped at `COUNT_CAP`. */
export interface Page<T> {
  edges: Edge<T>[];
  nodes: T[];
  pageInfo: PageInfo;
  asOf: string | null;
  total: () => Promise<number>;
}
export const COUNT_CAP = 1_000;

/** The Relay connection and edge types of a node type: `const [CaseConnection, CaseEdge] = connectionOf(Case, 'Case', '专案')`. */
export function connectionOf<T extends object>(node: ClassType<T>, name: string, chinese: string) {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One ${name} of a list with its cursor (${chinese}条目).` })
  class EdgeType {
    @Field(() => String, { description: 'Opaque position of the edge (游标).' })
    cursor!: string;

    @Field(() => node, { description: `The ${name} (${chinese}).` })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} records (${chinese}列表).` })
  class ConnectionType {
    @Field(() => [EdgeType], { simple: true, description: 'The page with cursors (条目).' })
    edges!: EdgeType[];

    @Field(() => [node], { simple: true, description: 'The page without cursors (记录).' })
    nodes!: T[];

    @Field(() => PageInfo, { simple: true, description: 'Where the page lies in the list (分页信息).' })
    pageInfo!: PageInfo;

    @Field(() => String, {
      nullable: true,
      simple: true,
      description:
        'Stream cursor the page is true at: subscribe after it to miss nothing; null inside a subscription (快照位置).',
    })
    asOf!: string | null;

    @Field(() => Int, { description: 'How many there are, counted only when asked and capped at 1000, shown as 1000+ (总数).' })
    totalCount(): Promise<number> {
      return (this as unknown as Page<T>).total();
    }
  }
  return ConnectionType;
}

/** Checks first/last and opens the cursor. */
export function pageRequest(args: PageArgs, seal: Seal, purpose: string) {
  const count = args.first ?? args.last;
  if (count == null || (args.first != null && args.last != null)) {
    throw fault('BAD_USER_INPUT', '请给出 first 或 last 之一，取值 1 至 100');
  }
  if (!Number.isInteger(count) || count < 1 || count > PAGE_LIMIT)
    throw fault('BAD_USER_INPUT', 'first 或 last 须在 1 至 100 之间');
  const backward = args.last != null;
  const token = backward ? args.before : args.after;
  let position: unknown[] | null = null;
  if (token != null) {
    const opened = seal.open(purpose, token);
    if (opened === null) throw fault('BAD_CURSOR', '游标无效或不属于此列表，请从头翻页');
    position = JSON.parse(opened) as unknown[];
  }
  return { limit: count, backward, position };
}

/** Rows fetched with `limit + 1` become a page; `keyOf` gives the sort values that go into the cursor. */
export function toPage<T>(
  rows: T[],
  request: { limit: number; backward: boolean; position: unknown[] | null },
  keyOf: (row: T) => unknown[],
  more: { seal: Seal; purpose: string; asOf: string | null; total: () => Promise<number> },
): Page<T> {
  const extra = rows.length > request.limit;
  const nodes = rows.slice(0, request.limit);
  if (request.backward) nodes.reverse();
  const edges = nodes.map((node) => ({
    node,
    get cursor() {
      return more.seal.seal(more.purpose, JSON.stringify(keyOf(node)));
    },
  }));
  const pageInfo: PageInfo = {
    hasNextPage: request.backward ? request.position !== null : extra,
    hasPreviousPage: request.backward ? extra : request.position !== null,
    get startCursor() {
      return edges[0]?.cursor ?? null;
    },
    get endCursor() {
      return edges.at(-1)?.cursor ?? null;
    },
  };
  let counted: Promise<number> | undefined;
  // Aliases ask for the total many times; it is counted once.
  return { edges, nodes, pageInfo, asOf: more.asOf, total: () => (counted ??= more.total()) };
}
