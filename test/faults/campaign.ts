import { setTimeout as sleep } from 'node:timers/promises';
import { createCaller } from './caller.ts';
import { check, type Verdict } from './checker.ts';
import { heal, openFaultyCluster, type ClusterOptions, type FaultyCluster } from './faulty-cluster.ts';
import { recordHistory, recordLog, type Recorder } from './history.ts';
import { startListener, type Listener } from './listener.ts';
import { dumpLog } from './log-dump.ts';
import type { Nemesis } from './nemesis.ts';
import type { Random } from './random.ts';
import { openWorkload, type Workload } from './workload.ts';
import { startWriter, type Writer } from './writer.ts';

export interface CampaignOptions extends ClusterOptions {
  random: Random;
  writersAPark: number;
  pauseMs: number;
}

const DECIDED_WITHIN_MS = 90_000;
const CAUGHT_UP_WITHIN_MS = 60_000;

/** Writers and listeners at work on a cluster that is about to suffer. */
export interface Campaign {
  cluster: FaultyCluster;
  workload: Workload;
  strike(nemesis: Nemesis, spanMs: number, luck?: Random): Promise<string>;
  /** Heals everything, lets writers decide and listeners catch up, and compares. The writing goes on afterwards, unless it is the end. */
  settle(more?: { isEnd?: boolean }): Promise<Verdict>;
  close(): Promise<void>;
}

export async function openCampaign({ random, writersAPark, pauseMs, ...options }: CampaignOptions): Promise<Campaign> {
  const cluster = await openFaultyCluster(options);
  const recorders: Recorder[] = [];
  const listeners: Listener[] = [];
  let writers: Writer[] = [];
  const record = (name: string): Recorder => {
    const history = recordHistory(cluster.folder, name);
    recorders.push(history);
    return history;
  };
  const closeAll = async () => {
    await Promise.all(writers.map((writer) => writer.stop(0)));
    await Promise.all(listeners.map((listener) => listener.close()));
    await Promise.all(recorders.map((history) => history.close()));
    await cluster.close();
  };
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll());
  try {
    const workload = await openWorkload(cluster, random);
    await quiet(cluster);
    const from = await lastPosition(cluster);
    const listening = createCaller({ nodes: cluster.nodes, random, ...(await workload.member(workload.teams[0]!)) });
    const deaf = { token: await listening.signIn(), after: await listening.asOf() };
    for (const [i, team] of workload.teams.entries()) {
      for (const twin of ['a', 'b']) {
        const history = record(`listener-${i}${twin}`);
        listeners.push(await startListener({ cluster, member: await workload.member(team), random, history, from }));
      }
    }
    const places = workload.parks.flatMap((team) => Array.from({ length: writersAPark }, (_, i) => ({ team, isHost: i === 0 })));
    const members = await Promise.all(places.map(({ team }) => workload.member(team)));
    const histories = places.map((_, i) => record(`writer-${i}`));
    const resume = () => {
      writers = places.map(({ isHost }, i) =>
        startWriter({ cluster, member: members[i]!, cases: workload.cases, random, history: histories[i]!, isHost, pauseMs }),
      );
    };
    const acked = () =>
      histories.flatMap(({ lines }) => lines.filter(({ type }) => type === 'ack').map(({ at }) => at)).sort((a, b) => a - b);
    resume();
    return {
      cluster,
      workload,
      strike: async (nemesis, spanMs, luck = random) => {
        cluster.faults.say({ type: 'fault', name: nemesis.name, detail: `for ${spanMs} ms` });
        const detail = await nemesis.strike({ cluster, random: luck, spanMs, acked, deaf });
        cluster.faults.say({ type: 'healed', name: nemesis.name, detail });
        return detail;
      },
      settle: async ({ isEnd = false } = {}) => {
        await heal(cluster);
        await Promise.all(writers.map((writer) => writer.stop(DECIDED_WITHIN_MS)));
        const verdict = await settled(cluster, [...recorders, cluster.faults]);
        if (!isEnd) resume();
        return verdict;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const lastPosition = async ({ world }: FaultyCluster): Promise<number> =>
  (await world.db.readSystem<{ pos: number }>('select coalesce(max(pos), 0)::int as pos from event_pos'))[0]!.pos;

/** Until everything is numbered. */
async function quiet({ world }: FaultyCluster): Promise<void> {
  for (const end = Date.now() + CAUGHT_UP_WITHIN_MS; Date.now() < end; await sleep(50)) {
    const [row] = await world.db.readSystem<{ n: number }>('select count(*)::int as n from event_pending');
    if (row!.n === 0) return;
  }
}

/** Compares again and again while deliveries are still under way; what is not there by then is lost. */
async function settled(cluster: FaultyCluster, recorders: readonly Recorder[]): Promise<Verdict> {
  await quiet(cluster);
  const log = await dumpLog(cluster.world);
  await recordLog(cluster.folder, log);
  const clients = () => recorders.map(({ name, lines }) => ({ name, lines: [...lines] }));
  for (const end = Date.now() + CAUGHT_UP_WITHIN_MS; ; await sleep(250)) {
    const verdict = check({ clients: clients(), log });
    if (verdict.counts.lost > 0 && Date.now() < end) continue;
    await sleep(500); // what should not come any more
    return check({ clients: clients(), log });
  }
}
