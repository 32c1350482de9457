// How soon another node numbers and delivers what a killed node had committed: kill -9 in the middle of its writes, again
// and again. node --import ./tools/swc-register.js scripts/measure-takeover.ts [--rounds 20] [--bus pg|nats]
import 'reflect-metadata';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startCluster, type Cluster } from '../src/app/cluster-nodes.ts';
import { DEMO_PASSWORD } from '../src/app/demo-world.ts';
import { dial, type Line } from '../test/server/line.ts';
import { askerOf, tokenOf } from '../test/server/running.ts';

const WRITERS = 4;
const WRITE_MS = 400;

const { rounds = '20', bus = 'pg' } = parseArgs({ options: { rounds: { type: 'string' }, bus: { type: 'string' } } }).values;

/** Title → when it came, at a node that lives on. */
async function listener(url: string, token: string): Promise<{ line: Line; came: Map<string, number> }> {
  const came = new Map<string, number>();
  const line = await dial(`${url.replace('http', 'ws')}/graphql`, token);
  line.ws.on('message', (data) => {
    const title = /"title":"([^"]+)"/.exec(String(data))?.[1];
    if (title) came.set(title, performance.now());
  });
  line.send({
    type: 'subscribe',
    id: 'a',
    payload: { query: 'subscription { teamFeed { event { ... on LeadEvent { lead { title } } } } }' },
  });
  await line.until(() => line.messages.some(({ id }) => id === 'a'));
  return { line, came };
}

/** One node is written to until it is killed; the longest wait from an answered write to its delivery elsewhere. */
async function round(cluster: Cluster, number: number, name: string): Promise<{ worst: number; steady: number; acked: number }> {
  const victim = cluster.nodes.find((node) => node.number === number)!;
  const other = cluster.nodes.find((node) => node.number !== number)!;
  const token = await tokenOf(other.url, 'zhao.dianzi', DEMO_PASSWORD);
  const { line, came } = await listener(other.url, token);
  const ask = askerOf(victim.url, token);
  const acked = new Map<string, number>();
  let isOver = false;
  const write = async (writer: number) => {
    for (let i = 0; !isOver; i++) {
      const title = `${name}-${writer}-${i}`;
      const query = `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { id } userErrors { code } } }`;
      const reply = await ask(query).catch(() => null);
      if (reply === null) return;
      if (reply.codes.length === 0) acked.set(title, performance.now());
      else await sleep(20);
    }
  };
  const writing = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  await sleep(WRITE_MS * (0.75 + Math.random() / 2));
  const killedAt = performance.now();
  victim.kill('SIGKILL');
  await Promise.all(writing);
  isOver = true;
  await victim.ended;
  while ([...acked.keys()].some((title) => !came.has(title))) await sleep(2);
  const waits = [...acked].map(([title, at]) => ({ wait: came.get(title)! - at, after: came.get(title)! > killedAt, at }));
  // What was delivered after the kill: its wait counts from the answer, or from the kill where that is later.
  const worst = Math.max(
    0,
    ...waits.filter(({ after }) => after).map(({ wait, at }) => (at > killedAt ? wait : wait + at - killedAt)),
  );
  const steady = waits
    .filter(({ after }) => !after)
    .map(({ wait }) => wait)
    .sort((a, b) => a - b);
  line.ws.terminate();
  return { worst, steady: steady[Math.floor(steady.length / 2)] ?? 0, acked: acked.size };
}

const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-takeover-'));
chmodSync(folder, 0o755);
const cluster = await startCluster({
  nodes: 3,
  bus: bus === 'nats' ? 'nats' : 'pg',
  env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'error', DATA_DIR: path.join(folder, 'data') },
  main: { file: 'dist/main.js', execArgv: [] },
});
const all: Awaited<ReturnType<typeof round>>[] = [];
for (let i = 0; i < Number(rounds); i++) {
  const number = 1 + (i % 3);
  all.push(await round(cluster, number, `第${i}轮`));
  await cluster.restart(number);
}
await cluster.stop();
rmSync(folder, { recursive: true, force: true });
const worst = all.map((each) => each.worst).sort((a, b) => a - b);
const at = (part: number) => Math.round(worst[Math.min(worst.length - 1, Math.floor(worst.length * part))]!);
console.log(
  `bus ${bus}, ${all.length} kills, ${all.reduce((sum, { acked }) => sum + acked, 0)} acknowledged writes, all delivered; last delivery after the kill: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, max ${at(1)} ms; before the kill p50 ${Math.round(all[0]!.steady)} ms`,
);
