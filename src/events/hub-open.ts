import type { Read } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import type { Seal } from '../kernel/sealed.ts';
import type { Viewer } from '../kernel/viewer.ts';
import { framePrefix, type Wire } from './frame.ts';
import type { Groups, StreamOperation, Subscriber } from './group.ts';
import type { Bodies } from './hub-execution.ts';
import { lastTooOld, type ReplaySource } from './replay-source.ts';
import { openCursor } from './stream-cursor.ts';
import type { StreamFilter } from './stream-filter.ts';
import { noSuchCase } from './stream.resolver.ts';
import type { MessageSource, SignalSource } from './stream-message.ts';

/** A subscription as the socket admitted it. */
export interface StreamRequest {
  wire: Wire;
  /** The client's id of the operation. */
  id: string;
  viewer: Viewer;
  operation: StreamOperation;
}
export type OpenStream = (
  request: StreamRequest,
  filter: StreamFilter,
  after: string | null,
) => Promise<AsyncIterable<MessageSource>>;

export interface OpeningDeps {
  read: Read;
  seal: Seal;
  now: () => Date;
  replayDays: number;
  groups: Groups;
  bodies: Bodies;
  source: ReplaySource;
  horizon: () => number;
  write: (subscriber: Subscriber, body: Buffer, pos: number) => void;
  start: (subscriber: Subscriber) => void;
  count: (change: 1 | -1) => void;
}
const DAY_MS = 86_400_000;

export function createOpening(deps: OpeningDeps): OpenStream {
  return async (request, filter, after) => {
    const { pos, signal, ends } = await beginning(deps, request.viewer.teamId, filter, after);
    const { subscriber, stream } = join(deps, request, filter, pos);
    if (signal) {
      const body = await deps.bodies.signal(subscriber.group, pos, signal);
      if (subscriber.open) deps.write(subscriber, body, pos);
    }
    if (ends) subscriber.finish();
    else deps.start(subscriber);
    return stream;
  };
}

interface Beginning {
  pos: number;
  /** What the client is told first. */
  signal: SignalSource | null;
  ends: boolean;
}

async function beginning(deps: OpeningDeps, teamId: string, filter: StreamFilter, after: string | null): Promise<Beginning> {
  // Taken before access is looked at: a withdrawal in between is then still ahead of the stream.
  const horizon = deps.horizon();
  const cursor = after === null ? { pos: horizon, own: false } : openCursor(deps.seal, after, filter.hash);
  if (cursor === null) throw fault('BAD_CURSOR', 'after 不是这个订阅的有效游标，请去掉它并重新读取列表');
  if (filter.endsWithAccess && !(await hasAccess(deps.read, filter, teamId))) {
    if (!cursor.own) throw noSuchCase();
    return { pos: cursor.pos, signal: revocationOf(filter), ends: true };
  }
  return { ...(await startOf(deps, cursor.pos, horizon)), ends: false };
}

async function hasAccess(read: Read, filter: StreamFilter, teamId: string): Promise<boolean> {
  const ids = filter.records.map((record) => record.uuid);
  return (await read('select 1 from access where subject_id = any($1) and team_id = $2', [ids, teamId])).length > 0;
}

/** Where the stream begins, and the gap to tell of when the cursor is older than what is replayed. */
async function startOf(deps: OpeningDeps, pos: number, horizon: number): Promise<Pick<Beginning, 'pos' | 'signal'>> {
  const cutoff = new Date(deps.now().getTime() - deps.replayDays * DAY_MS);
  const tooOld = await lastTooOld(deps.source, pos, horizon, cutoff);
  if (tooOld === null) return { pos, signal: null };
  const message = '游标早于可补发的期限，此前的事件不再补发；请重新读取列表，再从这里继续收听';
  return { pos: tooOld, signal: { __typename: 'StreamGap', droppedBefore: cutoff, message } };
}

const revocationOf = (filter: StreamFilter): SignalSource => {
  const { id, kind } = filter.records[0]!;
  return { __typename: 'AccessRevoked', recordId: id, recordKind: kind };
};

/** Registers the subscriber, not yet pushed to, and makes the stream that graphql-ws holds: it never yields, it only ends. */
function join(deps: OpeningDeps, { wire, id, viewer, operation }: StreamRequest, filter: StreamFilter, pos: number) {
  let end: (result: IteratorResult<MessageSource, undefined>) => void;
  const ended = new Promise<IteratorResult<MessageSource, undefined>>((resolve) => (end = resolve));
  const subscriber: Subscriber = {
    group: deps.groups.of(operation, filter),
    team: { id: viewer.teamId, kind: viewer.teamKind },
    wire,
    prefix: framePrefix(id),
    pos,
    live: false,
    open: true,
    toldAtMs: 0,
    finish() {
      if (!subscriber.open) return;
      subscriber.open = false;
      subscriber.live = false;
      deps.groups.remove(subscriber);
      deps.count(-1);
      end({ done: true, value: undefined });
    },
  };
  deps.groups.add(subscriber);
  deps.count(1);
  const stream = {
    next: () => ended,
    return: () => {
      subscriber.finish();
      return ended;
    },
    throw: () => ended,
    [Symbol.asyncIterator]: () => stream,
  };
  return { subscriber, stream };
}
