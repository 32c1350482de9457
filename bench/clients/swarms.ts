import { fork, type ChildProcess } from 'node:child_process';
import type { Order, Report, Stamp, Subscription, Target } from './swarm.ts';

export interface Delivery {
  /** When the last socket had the message, on the monotonic clock. */
  lastAtNs: bigint;
  bytes: number;
  /** The message itself, with the first event only. */
  text: string | null;
}
export interface Swarms {
  open(target: Target, count: number, subscriptions: readonly Subscription[]): Promise<void>;
  /** Resolves when every socket has the next event. */
  delivered(): Promise<Delivery>;
  /** Which event came when, if that was asked for. */
  close(): Promise<Stamp[]>;
  stop(): void;
}

/** Two client processes share the sockets. */
export function startSwarms(processes = 2): Swarms {
  const children = Array.from({ length: processes }, () => fork(new URL('swarm.ts', import.meta.url)));
  const reports = children.map(mailbox);
  const all = <T>(run: (next: () => Promise<Report>, child: ChildProcess, i: number) => Promise<T>) =>
    Promise.all(children.map((child, i) => run(reports[i]!, child, i)));
  return {
    async open(target, count, subscriptions) {
      await all(async (next, child, i) => {
        const share = Math.floor(count / processes) + (i < count % processes ? 1 : 0);
        child.send({
          open: {
            ...target,
            count: share,
            subscriptions: subscriptions.filter((_, n) => subscriptions.length < processes || n % processes === i),
          },
        } as Order);
        await next();
      });
    },
    async delivered() {
      const got = (await all((next) => next())) as Extract<Report, { round: number }>[];
      return {
        lastAtNs: got.map(({ atNs }) => BigInt(atNs)).reduce((a, b) => (a > b ? a : b)),
        bytes: Math.max(...got.map(({ bytes }) => bytes)),
        text: got[0]!.text,
      };
    },
    async close() {
      const closed = await all(async (next, child) => {
        child.send({ close: true } as Order);
        for (;;) {
          const report = await next();
          if ('closed' in report) return report.stamps;
        }
      });
      return closed.flat();
    },
    stop: () => children.forEach((child) => child.kill()),
  };
}

/** Reports of one child in order; a failure rejects whoever waits. */
function mailbox(child: ChildProcess): () => Promise<Report> {
  const arrived: Report[] = [];
  let wake: (() => void) | null = null;
  child.on('message', (report: Report) => {
    arrived.push(report);
    wake?.();
  });
  return async () => {
    const timeout = Date.now() + 60_000;
    while (arrived.length === 0) {
      if (Date.now() > timeout) throw new Error('a swarm has not reported for 60 s');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 5_000);
        wake = () => (clearTimeout(timer), resolve());
      });
    }
    const report = arrived.shift()!;
    if ('failed' in report) throw new Error(`swarm: ${report.failed}`);
    return report;
  };
}
