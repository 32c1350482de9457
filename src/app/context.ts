import { SYSTEM_TEAM, type Ctx, type LoaderOf, type Read, type ReadCtx } from '../kernel/context.ts';
import { createLoad, type Load } from '../kernel/loaders.ts';
import type { Level } from '../kernel/level.ts';
import type { Seal } from '../kernel/sealed.ts';
import type { Viewer } from '../kernel/viewer.ts';
import { createAct } from './act.ts';
import type { Database } from './database.ts';

/** What a node has open, from which every request's context is made. */
export interface Deps {
  db: Database;
  seal: Seal;
  now: () => Date;
  /** Greatest position applied on this node. */
  position: () => number;
  /** Called after each commit: wakes the sequencer. */
  committed: () => void;
}

/** `asOf` of a page: a stream cursor for any filter, read before the first statement: it may repeat, never skip. */
export function asOfCursor(seal: Seal, position: number): string {
  const last = sealed.get(seal);
  if (last?.position === position) return last.cursor;
  const cursor = seal.seal('stream', JSON.stringify([position, '*']));
  sealed.set(seal, { position, cursor });
  return cursor;
}
/** The newest position's cursor is made once: it holds nothing of the viewer. */
const sealed = new WeakMap<Seal, { position: number; cursor: string }>();

/** Where a request reads, and the position that was reached there before. */
interface Source {
  read: Read;
  position: number;
}

/** The context of one request in a team's name. */
export function requestContext(deps: Deps, viewer: Viewer, requestId: string, operation: 'query' | 'mutation' = 'mutation'): Ctx {
  // Lists may come from a replica, the answer to one's own write never does.
  const replica = operation === 'query' ? deps.db.replicaAs(viewer.teamId) : null;
  return contextOn(deps, viewer, requestId, replica ?? { read: deps.db.readAs(viewer.teamId), position: deps.position() });
}

/** For queries that are one statement: read past row-level security, since the statements carry the condition (decisions 0041, 0044). */
export function directContext(deps: Deps, viewer: Viewer, requestId: string): Ctx {
  const replica = deps.db.replicaAs(viewer.teamId);
  const source = replica && { read: replica.readHot, position: replica.position };
  return contextOn(deps, viewer, requestId, source ?? { read: deps.db.readHot, position: deps.position() });
}

function contextOn(deps: Deps, viewer: Viewer, requestId: string, { read, position }: Source): Ctx {
  const act = createAct({
    writer: deps.db.writer,
    em: deps.db.em,
    viewer,
    now: deps.now,
    committed: () => {
      ctx.forget();
      deps.committed();
    },
    show: (of, key, row) => ctx.prime(of, key, row),
  });
  const own = { viewer, liveLevel: null, requestId, read, now: deps.now, act };
  const ctx = withLoad(Object.assign(new Reached(deps.seal, position), own));
  return ctx;
}

/** `asOf` stands on the prototype: Apollo copies a context's own properties, and sealing a cursor nobody asked for costs as much as a read. */
class Reached {
  readonly seal: Seal;
  readonly position: number;

  constructor(seal: Seal, position: number) {
    this.seal = seal;
    this.position = position;
  }

  get asOf(): string {
    return asOfCursor(this.seal, this.position);
  }
}

/** The context of one live execution: a level and no viewer, so that its answer suits every team at that level. */
export function liveContext(deps: Pick<Deps, 'db' | 'seal' | 'now'>, level: Level): ReadCtx {
  return withLoad({ viewer: null, liveLevel: level, read: deps.db.readSystem, seal: deps.seal, now: deps.now, asOf: null });
}

/** Before sign-in: reads as a team that no guarded row was ever shown to. */
export const anonymousContext = (deps: Pick<Deps, 'db' | 'seal' | 'now'>): ReadCtx =>
  withLoad({ viewer: null, liveLevel: null, read: deps.db.readAs(SYSTEM_TEAM), seal: deps.seal, now: deps.now, asOf: null });

interface Memory {
  load: Load;
  /** Drops what was loaded: after a write, what is asked next in the same document is read afresh. */
  forget: () => void;
  /** Keeps what the write itself has read. */
  prime: <K, V>(of: LoaderOf<K, V>, key: K, value: V) => void;
}

function withLoad<T extends Omit<ReadCtx, 'load'>>(ctx: T): T & Memory {
  const whole = ctx as T & Memory;
  let current: ReturnType<typeof createLoad> | undefined;
  whole.forget = () => void (current = undefined);
  whole.load = (of, key) => (current ??= createLoad(whole))(of, key);
  whole.prime = (of, key, value) => (current ??= createLoad(whole)).prime(of, key, value);
  return whole;
}
