import { setTimeout as sleep } from 'node:timers/promises';
import { PRESSURE, type Pressure } from './frame-pressure.ts';
import { createGroups, type Groups, type Subscriber } from './group.ts';
import { createBodies, type ExecutionDeps } from './hub-execution.ts';
import { createOpening, type OpenStream } from './hub-open.ts';
import { createPush } from './hub-push.ts';
import { prepare, type Hearers, type OutcomeDeps, type Prepared } from './hub-outcome.ts';
import type { LoggedEvent, Tail } from './logged-event.ts';
import { createReplaySource, type ReadLog } from './replay-source.ts';
import { createReplay, WINDOW } from './replay.ts';

export interface HubDeps extends ExecutionDeps, Omit<OutcomeDeps, 'bodies'> {
  tail: Tail;
  readLog: ReadLog;
  replayDays: number;
  onError: (error: unknown) => void;
  pressure?: Pressure;
  progressMs?: number;
  metrics?: HubMetrics;
}
export interface HubMetrics {
  executions?: { inc(): void } | undefined;
  groups?: { set(value: number): void } | undefined;
  subscribers?: { set(value: number): void } | undefined;
  delivered?: { inc(value: number): void } | undefined;
  replayReads?: { inc(labels: { source: 'memory' | 'log' }): void } | undefined;
  /** Subscribers that were not pushed to, because they lag or access changed, and read on from the log. */
  lagging?: { inc(): void } | undefined;
}
export interface Hub {
  /** Joins a stream; rejects with BAD_CURSOR or NOT_FOUND. Frames go to the wire; the iterable only ends. */
  open: OpenStream;
  /** Told at once when sign-ins end, before anything later is delivered. Returns the unsubscriber. */
  onSessionsEnded(listener: (sessionIds: readonly string[]) => void): () => void;
  /** Greatest position whose live delivery has begun. */
  position(): number;
  counts(): { groups: number; subscribers: number };
  stop(): Promise<void>;
}

const PROGRESS_MS = 8_000;
const RETRY_MS = 200;

/** Between the log and the sockets: one execution per event, group and level, and one body for all who share it. */
export function createHub(deps: HubDeps): Hub {
  const groups = createGroups();
  const bodies = createBodies(deps);
  const source = createReplaySource(deps.tail, deps.readLog, (from) => deps.metrics?.replayReads?.inc({ source: from }));
  const pressure = deps.pressure ?? PRESSURE;
  const listeners = new Set<(sessionIds: readonly string[]) => void>();
  let subscribers = 0;
  let place = deps.tail.position();
  const horizon = () => place;

  const outcomeDeps: OutcomeDeps = { read: deps.read, makeLiveContext: deps.makeLiveContext, bodies };
  const { progressMs = PROGRESS_MS, onError } = deps;
  const replay = createReplay({ ...outcomeDeps, source, pressure, quietMs: progressMs, write, horizon, onError });
  const catchUp = (subscriber: Subscriber): void => {
    deps.metrics?.lagging?.inc();
    replay.start(subscriber);
  };
  const delivered = (count: number) => deps.metrics?.delivered?.inc(count);
  const push = createPush({ groups, bodies, pressure, write, catchUp, delivered });
  const prepareSurely = insist(groups, outcomeDeps, onError);

  const turns = createTurns(onError);
  const leave = deps.tail.onBatch((events) =>
    turns.run(async () => {
      endSessions(events, listeners);
      for (let i = 0; i < events.length; i += WINDOW) {
        for (const prepared of await prepareSurely(events.slice(i, i + WINDOW), () => turns.stopped)) {
          place = prepared.event.pos;
          await push.event(prepared);
        }
      }
    }),
  );
  const tellProgress = async () => {
    for (const group of groups.all()) if (!turns.stopped) await push.progress(group, place);
  };
  const timer = setInterval(() => turns.offer(tellProgress), progressMs).unref();

  const count = (change: 1 | -1): void => {
    subscribers += change;
    deps.metrics?.groups?.set(groups.count());
    deps.metrics?.subscribers?.set(subscribers);
  };
  return {
    open: createOpening({ ...deps, groups, bodies, source, horizon, write, start: replay.start, count }),
    onSessionsEnded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    position: horizon,
    counts: () => ({ groups: groups.count(), subscribers }),
    async stop() {
      leave();
      clearInterval(timer);
      await turns.stop();
    },
  };
}

function write(subscriber: Subscriber, body: Buffer, pos: number): void {
  if (!subscriber.wire.write(subscriber.prefix, body)) return;
  subscriber.pos = pos;
  subscriber.toldAtMs = performance.now();
}

/** The log cannot be skipped: what fails for want of a database is tried again until it works. */
function insist(groups: Groups, deps: OutcomeDeps, onError: (error: unknown) => void) {
  const hearers: Hearers = function* (event) {
    for (const group of groups.near(event)) yield { group, teams: group.teams.values() };
  };
  return async (events: readonly LoggedEvent[], isStopped: () => boolean): Promise<Prepared[]> => {
    while (!isStopped()) {
      try {
        return await prepare(events, hearers, deps);
      } catch (error) {
        onError(error);
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
    return [];
  };
}

/** Batches and progress, one after another. */
function createTurns(onError: (error: unknown) => void) {
  let last: Promise<void> = Promise.resolve();
  let isOffered = false;
  const turns = {
    stopped: false,
    run(task: () => Promise<void>): Promise<void> {
      const done = last.then(task);
      last = done.catch(onError);
      return done;
    },
    /** Not again while the same is waiting. */
    offer(task: () => Promise<void>): void {
      if (isOffered) return;
      isOffered = true;
      void turns.run(task).then(
        () => (isOffered = false),
        () => (isOffered = false),
      );
    },
    stop(): Promise<void> {
      turns.stopped = true;
      return last;
    },
  };
  return turns;
}

function endSessions(events: readonly LoggedEvent[], listeners: Iterable<(sessionIds: readonly string[]) => void>): void {
  for (const { kind, payload } of events) {
    if (kind !== 'SESSION_REVOKED' && kind !== 'MEMBERSHIP_ENDED') continue;
    const ids = Array.isArray(payload.sessionIds) ? payload.sessionIds.filter((id) => typeof id === 'string') : [];
    if (ids.length > 0) for (const listener of listeners) listener(ids);
  }
}
