import type { Logger } from 'pino';
import { createHub, type Hub } from '../events/hub.ts';
import type { Run } from '../events/hub-execution.ts';
import type { Tail } from '../events/logged-event.ts';
import { readLog } from '../events/read-log.ts';
import { liveContext, type Deps } from './context.ts';
import { maskError } from './mask-error.ts';
import type { Metrics } from './metrics.ts';

interface Node {
  tail: Tail;
  replayDays: number;
  run: Run;
  log: Logger;
  metrics: Metrics;
}

/** The node's hub: live executions read as the installation, at the level of the group they are for. */
export const openHub = (deps: Deps, { tail, replayDays, run, log, metrics }: Node): Hub =>
  createHub({
    tail,
    readLog: (after, limit) => readLog(deps.db.log, after, limit),
    replayDays,
    read: deps.db.readSystem,
    run,
    seal: deps.seal,
    now: deps.now,
    makeLiveContext: (level) => liveContext(deps, level),
    maskError: (error) => maskError(error, 'stream', log),
    onError: (error) => log.error({ err: error }, 'stream'),
    metrics,
  });
