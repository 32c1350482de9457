import { ask, post } from '../clients/http-load.ts';
import type { Ids, Subscription } from '../clients/swarm.ts';
import { startSwarms, type Swarms } from '../clients/swarms.ts';
import { listeningPort, startChild, type Child } from '../measure/child.ts';
import { cpuOf } from '../measure/cpu.ts';
import type { Effort } from '../measure/effort.ts';
import { startOurs, tokensOf } from '../measure/ours.ts';
import { interleaved, median, ratio } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import { FAN_OUT_DOCUMENT } from '../peers/fan-out-event.ts';
import type { World } from '../world/build-world.ts';
import { publisher, shareWithAll } from './shared-case.ts';

const EVENTS = 12;

interface Target {
  name: string;
  child: Child;
  raw: boolean;
  ids?: Ids;
  subscriptions: readonly Subscription[];
  publish: () => Promise<unknown>;
}
interface Result {
  cpuUs: number;
  lastMs: number;
}

async function run(target: Target, swarms: Swarms, sockets: number): Promise<Result> {
  const { child, raw, ids = 'same' } = target;
  await swarms.open({ port: child.port, path: '/graphql', raw, ids }, sockets, target.subscriptions);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await deliver(target, swarms); // the first one is compiled and cached
  const cpu = cpuOf(target.child.pid);
  const lasts: number[] = [];
  for (let n = 0; n < EVENTS; n++) lasts.push(await deliver(target, swarms));
  const cpuUs = ((cpuOf(target.child.pid) - cpu) * 1000) / (EVENTS * sockets);
  await swarms.close();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { cpuUs, lastMs: median(lasts) };
}

async function deliver(target: Target, swarms: Swarms): Promise<number> {
  const from = process.hrtime.bigint();
  const [{ lastAtNs }] = await Promise.all([swarms.delivered(), target.publish()]);
  return Number(lastAtNs - from) / 1e6;
}

/** One message as ours delivers it, which the limit is then told to send. */
async function sample(target: Target, swarms: Swarms): Promise<string> {
  await swarms.open({ port: target.child.port, path: '/graphql', raw: false }, 2, target.subscriptions);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const [{ text }] = await Promise.all([swarms.delivered(), target.publish()]);
  await swarms.close();
  return text!;
}

const cpu = (result: Result): number => result.cpuUs;

/** B1 to B3 and B5. */
export async function fanOutRows(
  world: World,
  wanted: (id: string) => boolean,
  effort: Effort,
  log: (line: string) => void,
): Promise<Row[]> {
  if (!['B1', 'B2', 'B3', 'B5'].some(wanted)) return [];
  const fixture = await shareWithAll(world);
  const peer = (name: string) => startChild(name, [`bench/peers/${name}.ts`], {}, listeningPort);
  const children = {
    raw: await peer('fan-raw'),
    graphqlWs: await peer('fan-graphql-ws'),
    mercurius: await peer('fan-mercurius'),
    yoga: await peer('fan-yoga'),
    ours: await startOurs(world.url),
  };
  const swarms = startSwarms();
  try {
    const tokens = await tokensOf(
      children.ours.port,
      Array.from({ length: 90 }, (_, i) => i + 1),
    );
    const leadToken = tokens.get(fixture.lead)!;
    const listen = (token: string | null, comment = ''): Subscription => ({
      token,
      query: FAN_OUT_DOCUMENT + comment,
      variables: { caseId: fixture.caseId },
    });
    const publishOurs = publisher(children.ours.port, leadToken, fixture);
    const publishPeer = (child: Child) => () => ask(child.port, post('/publish', {}, '{}'));
    const plain = (name: keyof typeof children): Target => ({
      name,
      child: children[name],
      raw: name === 'raw',
      subscriptions: [listen(null)],
      publish: publishPeer(children[name]),
    });
    const ours: Target = {
      name: 'ours',
      child: children.ours,
      raw: false,
      subscriptions: [listen(leadToken)],
      publish: publishOurs,
    };
    const message = await sample(ours, swarms);
    log(`the limit sends the same ${Buffer.byteLength(message)} bytes`);
    await ask(children.raw.port, post('/message', {}, message));
    const own: Target = { ...ours, name: 'own ids', ids: 'own' };
    const many: Target = {
      ...ours,
      name: 'many',
      subscriptions: [...tokens.values()].flatMap((token) => Array.from({ length: 5 }, (_, i) => listen(token, `\n# ${i}`))),
    };
    const measure = async (targets: readonly Target[], sockets: number) => {
      const results = await interleaved(
        effort.rounds,
        targets.map(({ name }) => name),
        (name) =>
          run(
            targets.find((target) => target.name === name)!,
            swarms,
            sockets,
          ),
      );
      for (const [name, rounds] of results)
        log(
          `fan-out to ${sockets}, ${name}: ${median(rounds.map(cpu)).toFixed(1)} µs per message, last after ${median(rounds.map((r) => r.lastMs)).toFixed(0)} ms`,
        );
      return results;
    };
    const rows: Row[] = [];
    const one = await measure(
      [
        plain('raw'),
        ours,
        ...(wanted('B1') ? [own] : []),
        ...(wanted('B5') ? [many] : []),
        ...(wanted('B2') ? [plain('graphqlWs'), plain('mercurius'), plain('yoga')] : []),
      ],
      effort.sockets,
    );
    const each = { value: median(one.get('ours')!.map(cpu)), unit: 'µs' };
    const [limit, graphqlWs, mercurius, yoga] = [
      ratio(one, 'ours', 'raw', cpu)!,
      ratio(one, 'graphqlWs', 'ours', cpu),
      ratio(one, 'mercurius', 'ours', cpu),
      ratio(one, 'yoga', 'ours', cpu),
    ];
    rows.push(
      row('B1', `fan-out to ${effort.sockets}, one group: CPU per message`, '≤ 1.0', { ...each, ratioLimit: limit }, limit <= 1),
    );
    const ownIds = ratio(one, 'own ids', 'raw', cpu);
    if (ownIds !== null)
      rows.push(
        row('B1', 'the same, every client with an operation id of its own (for information)', '', { ratioLimit: ownIds }, null),
      );
    if (graphqlWs !== null && mercurius !== null) {
      rows.push(
        row(
          'B2',
          'graphql-ws per client ÷ ours; mercurius ÷ ours',
          '≥ 6; ≥ 5',
          { ratioPeer: graphqlWs, ratioMercurius: mercurius },
          graphqlWs >= 6 && mercurius >= 5,
        ),
      );
      rows.push(row('B2', 'graphql-yoga per client ÷ ours (for information)', '', { ratioPeer: yoga }, null));
    }
    if (wanted('B5')) {
      const groups = ratio(one, 'many', 'raw', cpu)!;
      rows.push(
        row(
          'B5',
          `fan-out to ${effort.sockets} in 90 teams × 3 levels × 5 documents: CPU per message`,
          '≤ 1.6',
          { value: median(one.get('many')!.map(cpu)), unit: 'µs', ratioLimit: groups },
          groups <= 1.6,
        ),
      );
    }
    if (wanted('B3')) {
      const all = await measure([plain('raw'), ours], effort.manySockets);
      const last = ratio(all, 'ours', 'raw', (r) => r.lastMs)!;
      rows.push(
        row(
          'B3',
          `publish → last of ${effort.manySockets} (ours: from sending the mutation)`,
          '≤ 1.0',
          { value: median(all.get('ours')!.map((r) => r.lastMs)), unit: 'ms', ratioLimit: last },
          last <= 1,
        ),
      );
    }
    return rows;
  } finally {
    swarms.stop();
    await Promise.all(Object.values(children).map((child) => child.stop()));
  }
}
