import { setImmediate as nextTurn } from 'node:timers/promises';
import { isLagging, type Pressure } from './frame-pressure.ts';
import type { Group, Groups, Subscriber } from './group.ts';
import type { Bodies } from './hub-execution.ts';
import type { Prepared } from './hub-outcome.ts';

/** How long sockets are written to before others of the event loop have their turn. */
const TURN_MS = 4;
const LOOK_EVERY = 16;

export interface PushDeps {
  groups: Groups;
  bodies: Bodies;
  pressure: Pressure;
  write: (subscriber: Subscriber, body: Buffer, pos: number) => void;
  /** Reads the subscriber on from the log, which alone is the queue. */
  catchUp: (subscriber: Subscriber) => void;
  delivered: (count: number) => void;
}
interface Push {
  body: Buffer | 'again';
  ends: boolean;
  /** The position the message stands for. */
  pos: number;
  /** Who is here or further is passed over. */
  had: number;
}

/** Writes messages to all who are pushed to, a turn of the event loop at a time. */
export function createPush({ groups, bodies, pressure, write, catchUp, delivered }: PushDeps) {
  let written = 0;
  let turnSinceMs = 0;
  const yieldInTime = async (): Promise<void> => {
    if (performance.now() - turnSinceMs < TURN_MS) return;
    await nextTurn();
    turnSinceMs = performance.now();
  };

  /** Everything before `had` was pushed; the rest the subscriber reads for itself. */
  const fallBehind = (subscriber: Subscriber, had: number): void => {
    subscriber.live = false;
    subscriber.pos = had - 1;
    catchUp(subscriber);
  };
  const one = (subscriber: Subscriber, { body, ends, pos, had }: Push): void => {
    if (body === 'again' || isLagging(subscriber.wire, pressure)) return fallBehind(subscriber, had);
    write(subscriber, body, pos);
    if (ends) subscriber.finish();
  };
  const all = async (subscribers: Iterable<Subscriber>, push: Push): Promise<void> => {
    for (const subscriber of subscribers) {
      if (!subscriber.live || subscriber.pos >= push.had) continue;
      one(subscriber, push);
      if (++written % LOOK_EVERY === 0) await yieldInTime();
    }
  };

  return {
    async event({ event, outcome }: Prepared): Promise<void> {
      const [{ pos }, before] = [event, written];
      for (const group of groups.near(event)) {
        for (const members of group.teams.values()) {
          const its = outcome(group, members);
          if (its === 'again') await all(members.subscribers, { body: its, ends: false, pos, had: pos });
          else if (its) await all(members.subscribers, { ...its, pos, had: pos });
        }
      }
      delivered(written - before);
    },
    /** Between events, never beside one: whoever is pushed to has everything up to `pos`. */
    async progress(group: Group, pos: number): Promise<void> {
      const body = await bodies.progress(group, pos, true);
      for (const members of group.teams.values()) await all(members.subscribers, { body, ends: false, pos, had: pos + 1 });
    },
  };
}
