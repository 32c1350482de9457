import type { Act, Ctx, ReadCtx } from '../kernel/context.ts';
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
export const asOfCursor = (seal: Seal, position: number): string => seal.seal('stream', JSON.stringify([position, '*']));

/** The context of one request in a team's name. */
export function requestContext(deps: Deps, viewer: Viewer, requestId: string): Ctx {
  const position = deps.position();
  const act: Act = createAct({ em: deps.db.em, viewer, now: deps.now, committed: deps.committed });
  return withLoad({
    viewer,
    liveLevel: null,
    requestId,
    read: deps.db.readAs(viewer.teamId),
    seal: deps.seal,
    now: deps.now,
    act,
    get asOf() {
      return asOfCursor(deps.seal, position);
    },
  });
}

/** The context of one live execution: a level and no viewer, so that its answer suits every team at that level. */
export function liveContext(deps: Pick<Deps, 'db' | 'seal' | 'now'>, level: Level): ReadCtx {
  return withLoad({ viewer: null, liveLevel: level, read: deps.db.readSystem, seal: deps.seal, now: deps.now, asOf: null });
}

function withLoad<T extends Omit<ReadCtx, 'load'>>(ctx: T): T & { load: Load } {
  const whole = ctx as T & { load: Load };
  let load: Load | undefined;
  Object.defineProperty(whole, 'load', { get: () => (load ??= createLoad(whole)) });
  return whole;
}
