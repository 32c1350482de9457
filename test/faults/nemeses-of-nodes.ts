import { setTimeout as sleep } from 'node:timers/promises';
import { faketimeLibrary } from './faketime.ts';
import type { FaultyCluster } from './faulty-cluster.ts';
import type { FaultyNode } from './faulty-node.ts';
import { wallClock, type Nemesis } from './nemesis.ts';
import { longestWait } from './numbering-wait.ts';

const LOCK_TRIES = 60;
/** Longer than the database lets a hanging sequencer keep its lock. */
const STALL_MS = 6_000;
const NUMBERING = `select virtualtransaction as id from pg_locks where locktype = 'advisory' and granted
  and (classid::bigint << 32 | objid::bigint) = hashtext('zhaoshang.sequencer')::bigint`;

/** The transaction that numbers a batch at this moment. */
const numbering = async ({ postgres }: FaultyCluster): Promise<string | undefined> =>
  ((await postgres.asAdmin(NUMBERING)).rows as { id: string }[])[0]?.id;

/** Stops the node's process in the middle of numbering a batch, if luck will have it. Whether it did. */
async function stopWhileNumbering(cluster: FaultyCluster, node: FaultyNode): Promise<boolean> {
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    node.signal('SIGSTOP');
    await sleep(20);
    const found = await numbering(cluster);
    if (found !== undefined) {
      await sleep(40); // another node's batch is over by then
      if ((await numbering(cluster)) === found) return true;
    }
    node.signal('SIGCONT');
    await sleep(5);
  }
  node.signal('SIGSTOP');
  return false;
}

const during = (wasNumbering: boolean): string => (wasNumbering ? ', while it numbered a batch' : '');

/** kill -9 mid-burst, now and then while it holds the sequencer's lock: another node goes on numbering. */
export const nodeKilled: Nemesis = {
  name: 'node killed',
  grip: 'nodes',
  async strike({ cluster, random, spanMs }) {
    const node = random.pick(cluster.nodes);
    const wasNumbering = random.chance(0.5) && (await stopWhileNumbering(cluster, node));
    const [waited] = await Promise.all([longestWait(cluster.postgres, spanMs), node.kill()]);
    await node.start();
    return `${node.name}${during(wasNumbering)}; afterwards events waited ${waited} ms at most for their position`;
  },
};

/** SIGSTOP, in the middle of a batch when possible: the lock of a hanging sequencer ends by itself. */
export const nodeStalled: Nemesis = {
  name: 'node stalled',
  grip: 'nodes',
  async strike({ cluster, random, spanMs }) {
    const node = random.pick(cluster.nodes);
    const wasNumbering = await stopWhileNumbering(cluster, node);
    try {
      const waited = await longestWait(cluster.postgres, wasNumbering ? Math.max(spanMs, STALL_MS) : spanMs);
      return `${node.name}${during(wasNumbering)}; events waited ${waited} ms at most for their position`;
    } finally {
      node.signal('SIGCONT');
    }
  },
};

/** SIGTERM and a new start, as a deploy does it. */
export const nodeDeployed: Nemesis = {
  name: 'node deployed',
  grip: 'nodes',
  async strike({ cluster, random }) {
    const node = random.pick(cluster.nodes);
    const from = wallClock();
    await node.stop();
    const stopped = wallClock();
    await node.start();
    return `${node.name} stopped within ${Math.round(stopped - from)} ms`;
  },
};

/** A node whose clock is an hour off. Timers keep their pace: it is the wall clock that lies. */
export const clockSkewed: Nemesis = {
  name: 'clock skewed',
  grip: 'nodes',
  async strike({ cluster, random, spanMs }) {
    const node = random.pick(cluster.nodes);
    const shift = random.pick(['+1h', '-1h']);
    const library = faketimeLibrary();
    if (!library) throw new Error('libfaketime is not installed: apt-get install -y libfaketime');
    await node.stop();
    await node.start({ LD_PRELOAD: library, FAKETIME: shift, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' });
    const date = await fetch(`${node.url}/livez`).then(({ headers }) => headers.get('date'));
    await sleep(spanMs);
    await node.stop();
    await node.start();
    const offMinutes = Math.round((Date.parse(date ?? '') - Date.now()) / 60_000);
    if (Math.abs(offMinutes) < 55)
      throw new Error(`the clock of ${node.name} was to be ${shift} off, and was ${offMinutes} min off`);
    return `${node.name} by ${shift}`;
  },
};
