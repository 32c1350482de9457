import { afterAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startCluster } from '../../src/app/cluster-nodes.ts';
import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { dial } from '../server/line.ts';
import { newFolder } from '../server/program.ts';
import { askerOf, tokenOf } from '../server/running.ts';
import { until } from '../events/log-world.ts';

const folder = newFolder();
afterAll(() => folder.remove());

const REGISTER =
  'mutation { registerLead(input: { title: "线索", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { code } userErrors { code } } }';

test('a cluster with a NATS of its own carries events between nodes, outlives that NATS, and leaves none behind', async () => {
  const lost: number[] = [];
  const cluster = await startCluster({
    nodes: 2,
    bus: 'nats',
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: path.join(folder.path, 'data') },
    main: { file: 'src/main.ts', execArgv: ['--import', './tools/swc-register.js'] },
    onLost: ({ number }) => lost.push(number),
  });
  const [near, far] = cluster.nodes as [(typeof cluster.nodes)[0], (typeof cluster.nodes)[0]];
  const token = await tokenOf(near.url, 'zhao.dianzi', DEMO_PASSWORD);
  const line = await dial(`${far.url.replace('http', 'ws')}/graphql`, token);
  line.send({ type: 'subscribe', id: 'a', payload: { query: 'subscription { teamFeed { event { kind } } }' } });
  const heard = () => line.messages.filter(({ payload }) => JSON.stringify(payload ?? {}).includes('LEAD_REGISTERED')).length;
  const busOf = async (url: string) => /^zhaoshang_bus_connected (\d)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
  for (const { url } of [near, far]) await until(async () => (await busOf(url)) === '1');
  expect((await askerOf(near.url, token)(REGISTER)).codes).toEqual([]);
  expect(await line.until(() => heard() === 1)).toBe(true);

  process.kill(cluster.natsPid!, 'SIGKILL');
  await until(() => lost.length === 1);
  await until(async () => (await busOf(far.url)) === '0');
  expect((await fetch(`${far.url}/readyz`)).status).toBe(200);
  expect((await askerOf(near.url, token)(REGISTER)).codes).toEqual([]);
  expect(await line.until(() => heard() === 2)).toBe(true);
  expect(lost).toEqual([0]);
  await cluster.stop();
  expect(cluster.nodes).toEqual([]);
}, 300_000);

test('the NATS of a cluster that is killed goes with it, and its folder too', async () => {
  const own = newFolder();
  const script = `const { startNats } = await import('./src/app/cluster-nats.ts'); console.log((await startNats()).pid); setInterval(() => {}, 1000);`;
  const args = ['--import', './tools/swc-register.js', '--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: own.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = Number(await once(child.stdout, 'data'));
  expect([readdirSync(own.path).length, process.kill(pid, 0)]).toEqual([1, true]);
  child.kill('SIGKILL');
  await until(() => readdirSync(own.path).length === 0);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  own.remove();
});
