import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Bus } from './bus.ts';
import type { LoggedEvent, Tail } from './logged-event.ts';
import { lastPosition, readLog } from './read-log.ts';
import { createInbox } from './tail-inbox.ts';
import { createRing } from './tail-ring.ts';

const PAGE = 1_000;
const LAST_RETRY_MS = 2_000;
/** Read before a start at the end, so that clients that come back after a deploy are replayed from memory. */
const WARM_EVENTS = 1_000;

export interface TailOptions {
  pool: pg.Pool;
  bus: Bus;
  /** `end`: only what is numbered from now on. A number: everything after that position. */
  start: 'end' | number;
  pollMs?: number;
  ringSize?: number;
  onError: (error: Error) => void;
  metrics?: TailMetrics;
}

export interface TailMetrics {
  /** False: of positions that are applied already. */
  hint(isNews: boolean): void;
  applied(count: number, source: 'hint' | 'log'): void;
}

type Listener = Parameters<Tail['onBatch']>[0];

/** Waits for the database as long as it takes. */
async function untilRead<T>(read: () => Promise<T>, onError: (error: Error) => void): Promise<T> {
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, LAST_RETRY_MS)) {
    try {
      return await read();
    } catch (error) {
      onError(error as Error);
      await sleep(pauseMs);
    }
  }
}

/** Listeners run one after another; the failure of one is told and stops neither the others nor the tail. */
function createListeners(onError: (error: Error) => void) {
  const listeners = new Set<{ call: Listener }>();
  return {
    add: (call: Listener) => {
      const own = { call };
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tell: async (events: readonly LoggedEvent[]) => {
      for (const { call } of listeners) {
        try {
          await call(events);
        } catch (error) {
          onError(error as Error);
        }
      }
    },
  };
}

interface Parts {
  pool: pg.Pool;
  ring: ReturnType<typeof createRing>;
  inbox: ReturnType<typeof createInbox>;
  listeners: ReturnType<typeof createListeners>;
  metrics?: TailMetrics | undefined;
}

/**
 * The place in the log, and one step on: what hints brought if it continues the log, else a page where a look is
 * wanted. A look that is wanted while listeners are at work is begun at once, so that its answer is there when they
 * are done.
 */
function createSteps({ pool, ring, inbox, listeners, metrics }: Parts, start: number, onRead: () => void) {
  let last = start;
  let look = false;
  let isApplying = false;
  let ahead: Promise<LoggedEvent[]> | undefined;
  const apply = async (events: LoggedEvent[], source: 'hint' | 'log') => {
    last = events.at(-1)!.pos;
    metrics?.applied(events.length, source);
    ring.push(events);
    isApplying = true;
    await listeners.tell(events);
    isApplying = false;
  };
  const page = (): Promise<LoggedEvent[]> => {
    const begun = ahead;
    ahead = undefined;
    if (begun) return begun;
    look = false;
    return readLog(pool, last, PAGE);
  };
  return {
    last: () => last,
    look: () => {
      if (!isApplying || ahead) return void (look = true);
      ahead = readLog(pool, last, PAGE);
      ahead.catch(() => {}); // told by the step that waits for it
    },
    due: () => look || ahead !== undefined || inbox.has(last + 1),
    step: async () => {
      const brought = inbox.take(last);
      if (brought.length > 0) return apply(brought, 'hint');
      const events = await page();
      onRead();
      look ||= events.length === PAGE;
      // Hints may have brought some of what was read ahead.
      const news = events.filter(({ pos }) => pos > last);
      if (news.length > 0) await apply(news, 'log');
    },
  };
}

/** Follows the log: events of hints where they continue exactly what is applied, PostgreSQL for everything else, and a poll always. */
export async function createTail(options: TailOptions): Promise<Tail> {
  const { pool, bus, start, pollMs = 250, ringSize = 10_000, onError, metrics } = options;
  const ring = createRing(ringSize);
  const inbox = createInbox(ringSize);
  const listeners = createListeners(onError);
  const first = start === 'end' ? await untilRead(() => lastPosition(pool), onError) : start;
  if (start === 'end') ring.push(await warmEvents(pool, first, ringSize).catch((error) => (onError(error as Error), [])));
  let failures = 0;
  const steps = createSteps({ pool, ring, inbox, listeners, metrics }, first, () => (failures = 0));
  let stopped = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const run = async () => {
    try {
      while (!stopped && steps.due()) await steps.step();
    } catch (error) {
      failures++;
      onError(error as Error);
    }
    running = undefined;
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(kick, failures === 0 ? pollMs : Math.min(pollMs * 2 ** failures, LAST_RETRY_MS));
    if (failures === 0 && steps.due()) go(); // came in while the last step was ending
  };
  const go = () => {
    if (!stopped) running ??= run();
  };
  const kick = () => {
    steps.look();
    go();
  };
  const forget = bus.onHint((hint) => {
    metrics?.hint(hint.pos > steps.last());
    inbox.put(hint, steps.last());
    const continues = inbox.has(steps.last() + 1);
    if (hint.pos > steps.last() && !continues) steps.look();
    if (continues || (failures === 0 && steps.due())) go();
  });
  kick();

  return {
    position: steps.last,
    recent: (afterPos, limit) => ring.after(afterPos, steps.last(), limit),
    onBatch: listeners.add,
    kick,
    stop: async () => {
      stopped = true;
      forget();
      clearTimeout(timer);
      await running;
    },
  };
}

const warmEvents = (pool: pg.Pool, last: number, ringSize: number): Promise<LoggedEvent[]> => {
  const count = Math.min(last, WARM_EVENTS, ringSize);
  return readLog(pool, last - count, count);
};
