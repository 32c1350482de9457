import { SYSTEM_TEAM, type Act, type Ctx, type ReadCtx } from '../kernel/context.ts';
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

/** The context of one request in a team's name. */
export function requestContext(deps: Deps, viewer: Viewer, requestId: string, operation: 'query' | 'mutation' = 'mutation'): Ctx {
  // Lists may come from a replica, the answer to one's own write never does.
  const replica = operation === 'query' ? deps.db.replicaAs(viewer.teamId) : null;
  const position = replica ? replica.position : deps.position();
  const commit = createAct({ em: deps.db.em, viewer, now: deps.now, committed: deps.committed });
  const act: Act = async (name, input, run) => {
    const result = await commit(name, input, run);
    ctx.forget();
    return result;
  };
  const ctx = withLoad({
    viewer,
    liveLevel: null,
    requestId,
    read: replica ? replica.read : deps.db.readAs(viewer.teamId),
    seal: deps.seal,
    now: deps.now,
    act,
    get asOf() {
      return asOfCursor(deps.seal, position);
    },
  });
  return ctx;
}

/** For hot documents: the same request, read past row-level security, since their statements carry the condition (decision 0041). */
export const hotContext = (deps: Deps, viewer: Viewer, requestId: string): Ctx =>
  Object.assign(requestContext(deps, viewer, requestId), { read: deps.db.readHot });

/** The context of one live execution: a level and no viewer, so that its answer suits every team at that level. */
export function liveContext(deps: Pick<Deps, 'db' | 'seal' | 'now'>, level: Level): ReadCtx {
  return withLoad({ viewer: null, liveLevel: level, read: deps.db.readSystem, seal: deps.seal, now: deps.now, asOf: null });
}

/** Before sign-in: reads as a team that no guarded row was ever shown to. */
export const anonymousContext = (deps: Pick<Deps, 'db' | 'seal' | 'now'>): ReadCtx =>
  withLoad({ viewer: null, liveLevel: null, read: deps.db.readAs(SYSTEM_TEAM), seal: deps.seal, now: deps.now, asOf: null });

/** `forget` drops what was loaded: after a write, what is asked next in the same document is read afresh. */
function withLoad<T extends Omit<ReadCtx, 'load'>>(ctx: T): T & { load: Load; forget: () => void } {
  const whole = ctx as T & { load: Load; forget: () => void };
  let current: Load;
  whole.forget = () => void (current = createLoad(whole));
  whole.forget();
  whole.load = (of, key) => current(of, key);
  return whole;
}
