import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isLagging, PRESSURE, type Pressure } from './frame-pressure.ts';
import { createGroups, type Group, type Subscriber } from './group.ts';
import { createBodies, type ExecutionDeps } from './hub-execution.ts';
import { createOpening, type OpenStream } from './hub-open.ts';
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
  delivered?: { inc(value: number): void } | undefined;
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

/** Sockets written to in one turn of the event loop. */
const CHUNK = 250;
const RETRY_MS = 200;

/** Between the log and the sockets: one execution per event, group and level, and one body for all who share it. */
export function createHub(deps: HubDeps): Hub {
  const groups = createGroups();
  const bodies = createBodies(deps);
  const source = createReplaySource(deps.readLog);
  const pressure = deps.pressure ?? PRESSURE;
  const listeners = new Set<(sessionIds: readonly string[]) => void>();
  const outcomeDeps: OutcomeDeps = { read: deps.read, makeLiveContext: deps.makeLiveContext, bodies };
  let horizon = deps.tail.position();
  let subscribers = 0;
  let stopped = false;

  const write = (subscriber: Subscriber, body: Buffer, pos: number): void => {
    if (!subscriber.wire.write(subscriber.prefix, body)) return;
    subscriber.pos = pos;
    subscriber.toldAtMs = performance.now();
  };
  const replay = createReplay({ ...outcomeDeps, source, pressure, write, horizon: () => horizon, onError: deps.onError });

  /** Leaves the push: everything before `pos` was pushed, the rest it reads for itself. */
  const fallBehind = (subscriber: Subscriber, pos: number): void => {
    subscriber.live = false;
    subscriber.pos = pos - 1;
    deps.metrics?.lagging?.inc();
    replay.start(subscriber);
  };

  const hearers: Hearers = function* (event) {
    for (const group of groups.near(event)) yield { group, teams: group.teams.values() };
  };

  async function push({ event, outcome }: Prepared): Promise<void> {
    horizon = event.pos;
    let written = 0;
    for (const group of groups.near(event)) {
      for (const members of group.teams.values()) {
        const its = outcome(group, members);
        if (!its) continue;
        for (const subscriber of members.subscribers) {
          if (!subscriber.live || subscriber.pos >= event.pos) continue;
          if (its === 'again' || isLagging(subscriber.wire, pressure)) {
            fallBehind(subscriber, event.pos);
            continue;
          }
          write(subscriber, its.body, event.pos);
          if (its.ends) subscriber.finish();
          if (++written % CHUNK === 0) await nextTurn();
        }
      }
    }
    deps.metrics?.delivered?.inc(written);
  }

  /** The log cannot be skipped: what fails for want of a database is tried again until it works. */
  async function prepared(events: readonly LoggedEvent[]): Promise<Prepared[]> {
    for (;;) {
      try {
        return await prepare(events, hearers, outcomeDeps);
      } catch (error) {
        if (stopped) return [];
        deps.onError(error);
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  async function apply(events: readonly LoggedEvent[]): Promise<void> {
    endSessions(events, listeners);
    source.push(events);
    for (let i = 0; i < events.length && !stopped; i += WINDOW) {
      for (const each of await prepared(events.slice(i, i + WINDOW))) await push(each);
    }
  }

  /** Between events, never beside one: whoever is pushed to has everything up to the horizon. */
  async function tellProgress(group: Group): Promise<void> {
    const pos = horizon;
    const body = await bodies.progress(group, pos);
    let written = 0;
    for (const members of group.teams.values()) {
      for (const subscriber of members.subscribers) {
        if (!subscriber.live || subscriber.pos > pos) continue;
        if (isLagging(subscriber.wire, pressure)) fallBehind(subscriber, pos + 1);
        else write(subscriber, body, pos);
        if (++written % CHUNK === 0) await nextTurn();
      }
    }
  }

  let chain: Promise<void> = Promise.resolve();
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const done = chain.then(task);
    chain = done.catch(deps.onError);
    return done;
  };
  const leave = deps.tail.onBatch((events) => inTurn(() => apply(events)));
  let isTelling = false;
  const timer = setInterval(() => {
    if (isTelling) return;
    isTelling = true;
    void inTurn(async () => {
      for (const group of groups.all()) if (!stopped) await tellProgress(group);
    }).finally(() => (isTelling = false));
  }, deps.progressMs ?? 8_000).unref();

  const count = (change: 1 | -1): void => {
    subscribers += change;
    deps.metrics?.groups?.set(groups.count());
  };
  return {
    open: createOpening({ ...deps, groups, bodies, source, horizon: () => horizon, write, start: replay.start, count }),
    onSessionsEnded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    position: () => horizon,
    counts: () => ({ groups: groups.count(), subscribers }),
    async stop() {
      stopped = true;
      leave();
      clearInterval(timer);
      await chain;
    },
  };
}

function endSessions(events: readonly LoggedEvent[], listeners: Iterable<(sessionIds: readonly string[]) => void>): void {
  for (const { kind, payload } of events) {
    if (kind !== 'SESSION_REVOKED' && kind !== 'MEMBERSHIP_ENDED') continue;
    const ids = Array.isArray(payload.sessionIds) ? payload.sessionIds.filter((id) => typeof id === 'string') : [];
    if (ids.length > 0) for (const listener of listeners) listener(ids);
  }
}
