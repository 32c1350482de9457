import { setTimeout as sleep } from 'node:timers/promises';
import { drained, isLagging, type Pressure } from './frame-pressure.ts';
import type { Subscriber } from './group.ts';
import { isRevoked, rankThen } from './hub-audience.ts';
import type { Bodies } from './hub-execution.ts';
import { prepare, type OutcomeDeps } from './hub-outcome.ts';
import type { LoggedEvent } from './logged-event.ts';
import type { ReplaySource } from './replay-source.ts';
import { createSlots } from './replay-slots.ts';
import { isAbout } from './stream-filter.ts';

const PAGE = 500;
/** Events executed together: they share loaders, and their bodies are in memory at once. */
export const WINDOW = 64;
const AT_ONCE = 8;
const ATTEMPTS = 10;
const RETRY_MS = 300;
const TRY_AGAIN_LATER = 1013;

export interface ReplayDeps extends OutcomeDeps {
  source: ReplaySource;
  bodies: Bodies;
  pressure: Pressure;
  /** A replay that tells nothing for so long says how far it has come. */
  quietMs: number;
  /** Greatest position whose live delivery has begun: behind it a subscriber may be pushed to. */
  horizon: () => number;
  write: (subscriber: Subscriber, body: Buffer, pos: number) => void;
  onError: (error: unknown) => void;
}

/** Reads a subscriber on from the log until it is where the hub is, then leaves it to the hub in the same tick. */
export function createReplay(deps: ReplayDeps) {
  const slots = createSlots(AT_ONCE);

  async function catchUp(subscriber: Subscriber): Promise<void> {
    let isGreeted = false;
    let failures = 0;
    while (subscriber.open && (await drained(subscriber.wire, deps.pressure))) {
      try {
        if (subscriber.pos < deps.horizon()) await slots.run(() => page(subscriber, deps));
        if (subscriber.pos < deps.horizon()) continue;
        if (isGreeted) return void (subscriber.live = true);
        await greet(subscriber);
        isGreeted = true;
        if (subscriber.pos >= deps.horizon()) return void (subscriber.live = true);
      } catch (error) {
        deps.onError(error);
        if (++failures >= ATTEMPTS) return subscriber.wire.close(TRY_AGAIN_LATER, '暂时无法补发事件，请稍后以游标重连');
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  /** The first cursor, or "you have it all now". */
  async function greet(subscriber: Subscriber): Promise<void> {
    const { pos } = subscriber;
    const body = await deps.bodies.progress(subscriber.group, pos);
    if (subscriber.open) deps.write(subscriber, body, pos);
  }

  return { start: (subscriber: Subscriber): void => void catchUp(subscriber) };
}

const mayConcern = ({ team, group }: Subscriber, event: LoggedEvent): boolean =>
  isAbout(group.filter, event) && (rankThen(team, event) > 0 || isRevoked(team, event));

/** One page of the log. Stops early when the socket is full or access changed meanwhile; `pos` says how far it came. */
async function page(subscriber: Subscriber, deps: ReplayDeps): Promise<void> {
  const horizon = deps.horizon();
  const events = (await deps.source.after(subscriber.pos, PAGE)).filter((event) => event.pos <= horizon);
  if (events.length === 0) return void (await sleep(RETRY_MS, undefined, { ref: false }));
  const concerning = events.filter((event) => mayConcern(subscriber, event));
  for (let i = 0; i < concerning.length; i += WINDOW) {
    if (!(await deliver(subscriber, concerning.slice(i, i + WINDOW), deps))) return;
  }
  subscriber.pos = events.at(-1)!.pos;
  // A long replay of what others hear would otherwise look like a dead stream.
  if (performance.now() - subscriber.toldAtMs < deps.quietMs) return;
  const { pos } = subscriber;
  const body = await deps.bodies.progress(subscriber.group, pos);
  if (subscriber.open) deps.write(subscriber, body, pos);
}

async function deliver(subscriber: Subscriber, events: readonly LoggedEvent[], deps: ReplayDeps): Promise<boolean> {
  const { group, team } = subscriber;
  const only = [{ group, teams: [team] }];
  for (const { event, outcome } of await prepare(events, () => only, deps)) {
    if (!subscriber.open || isLagging(subscriber.wire, deps.pressure)) return false;
    const its = outcome(group, team);
    if (its === 'again') return false;
    if (its) deps.write(subscriber, its.body, event.pos);
    subscriber.pos = event.pos;
    if (its?.ends) subscriber.finish();
  }
  return subscriber.open;
}
