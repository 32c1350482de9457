import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { natsBinary } from '../../src/app/cluster-nats.ts';
import { readArguments } from '../../src/app/cluster.ts';
import { connectionsOf, poolSizeFor } from '../../src/app/connections.ts';
import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { runningPostmaster } from '../../src/app/postgres-cluster.ts';
import { dial } from '../server/line.ts';
import { newFolder, startProgram, type Program } from '../server/program.ts';
import { askerOf, tokenOf } from '../server/running.ts';

const folder = newFolder();
const DATA_DIR = path.join(folder.path, 'data');
const postmaster = () => runningPostmaster(path.join(DATA_DIR, 'postgres'));
let programs: Program[] = [];
/** What nodes only warn of, such as a batch that a busy machine was too slow for, is no part of what it says. */
const cluster = (args: string[], env: NodeJS.ProcessEnv = {}): Program => {
  const program = startProgram({ DATA_DIR, LOG_LEVEL: 'error', ...env }, args, 'src/app/cluster.ts');
  programs.push(program);
  return program;
};
afterEach(async () => {
  for (const program of programs) program.kill('SIGTERM');
  for (const program of programs) await program.ended;
  programs = [];
});
afterAll(() => folder.remove());

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const gone = async (pids: readonly number[]) => {
  while (pids.some(isAlive) || postmaster()) await new Promise((done) => setTimeout(done, 20));
};
/** The nodes it prints. */
async function nodesOf(program: Program): Promise<Array<{ url: string; pid: number }>> {
  await program.says(/集群已启动/);
  const lines = program.printed.out.matchAll(/节点 \d+ {2}(http:\/\/\S+) {2}pid (\d+)/g);
  return [...lines].map(([, url = '', pid]) => ({ url, pid: Number(pid) }));
}

const taken = async (port: number): Promise<Server | null> => {
  const server = createServer().listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => server,
    () => null,
  );
};

/** Three ports in a row, the second of them taken; below those that the system hands out to everybody. */
async function takeMiddle(): Promise<{ first: number; middle: Server }> {
  for (;;) {
    const first = 10_000 + Math.floor(Math.random() * 20_000);
    const [before, middle, behind] = [await taken(first), await taken(first + 1), await taken(first + 2)];
    before?.close();
    behind?.close();
    if (before && middle && behind) return { first, middle };
    middle?.close();
  }
}

const REGISTER =
  'mutation { registerLead(input: { title: "线索", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { code } userErrors { code } } }';

describe('npm run cluster', () => {
  test('starts nodes that share one world and wake each other, reports one that is killed, and stops all on SIGTERM', async () => {
    const program = cluster(['--nodes', '3', '--bus', 'pg']);
    const nodes = await nodesOf(program);
    expect(new Set(nodes.map(({ url }) => url)).size).toBe(3);
    for (const { url } of nodes) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const [one, two, three] = nodes as [{ url: string; pid: number }, { url: string; pid: number }, { url: string; pid: number }];
    const ask = askerOf(one.url, await tokenOf(one.url, 'zhao.dianzi', DEMO_PASSWORD));
    const line = await dial(`${three.url.replace('http', 'ws')}/graphql`, await tokenOf(two.url, 'zhao.dianzi', DEMO_PASSWORD));
    line.send({ type: 'subscribe', id: 'a', payload: { query: 'subscription { teamFeed { event { kind } } }' } });
    const heard = () => line.messages.filter(({ payload }) => JSON.stringify(payload ?? {}).includes('LEAD_REGISTERED')).length;
    expect((await ask(REGISTER)).codes).toEqual([]);
    expect(await line.until(() => heard() === 1)).toBe(true);

    process.kill(two.pid, 'SIGKILL');
    await program.says(/节点 2（pid \d+）意外退出：信号 SIGKILL/);
    expect((await ask(REGISTER)).codes).toEqual([]);
    expect(await line.until(() => heard() === 2)).toBe(true);

    program.kill('SIGTERM');
    expect((await line.closed).code).toBe(1012);
    expect([await program.ended, program.printed.error]).toEqual([0, '']);
    expect([nodes.filter(({ pid }) => isAlive(pid)), postmaster()]).toEqual([[], undefined]);
  }, 300_000);

  test('that is killed itself leaves neither nodes nor database behind', async () => {
    const program = cluster(['--nodes', '2']);
    const nodes = await nodesOf(program);
    program.kill('SIGKILL');
    await program.ended;
    await gone(nodes.map(({ pid }) => pid));
    expect(nodes).toHaveLength(2);
  }, 300_000);

  test('of which one node cannot start says why and stops those that could', async () => {
    const { first, middle } = await takeMiddle();
    const program = cluster(['--nodes', '3', '--bus', 'pg'], { PORT: String(first) });
    expect(await program.ended).toBe(1);
    expect(program.printed.error).toMatch(/节点 2 未能启动（退出码 1）：\n.*已被占用[^]*PORT_IN_USE[^]*NODE_NOT_STARTED/);
    expect(program.printed.error).not.toContain('    at ');
    expect(program.printed.out).toBe('');
    expect(postmaster()).toBeUndefined();
    middle.close();
  }, 300_000);

  test('stops on SIGTERM also while it is starting', async () => {
    const program = cluster(['--nodes', '2']);
    while (!postmaster()) await new Promise((done) => setTimeout(done, 20));
    program.kill('SIGTERM');
    expect([await program.ended, program.printed.error]).toEqual([0, '']);
    expect(program.printed.out).toContain('集群已停止');
    expect(postmaster()).toBeUndefined();
  }, 300_000);

  test.each([
    [['--nodes', '0'], /--nodes 应为 1 到 16 的整数，而不是“0”/],
    [['--nodes', '三'], /--nodes 应为/],
    [['--nodes', '17'], /--nodes 应为/],
    [['--bus', 'kafka'], /--bus 应为 pg 或 nats/],
    [['--node', '3'], /Unknown option '--node'/],
    [['3'], /Unexpected argument '3'/],
  ])('refuses %j', (args, why) => {
    expect(() => readArguments(args)).toThrow(why);
    expect(() => readArguments(args)).toThrow(/--help（ARGUMENT_INVALID）$/);
  });

  test('ends with 2 on bad arguments, with 1 on bad settings, and starts nothing', async () => {
    const [bad, unreachable] = [cluster(['--nodes', 'x']), cluster(['--database-url', 'postgres://u:secret@127.0.0.1:1/x'])];
    const settings = cluster([], { PORT: 'abc', DEMO: '7' });
    expect([await bad.ended, bad.printed.error]).toEqual([2, expect.stringContaining('ARGUMENT_INVALID')]);
    expect([await unreachable.ended, unreachable.printed.error]).toEqual([1, expect.stringContaining('DATABASE_UNREACHABLE')]);
    expect([await settings.ended, settings.printed.error]).toEqual([1, expect.stringMatching(/PORT[^]*DEMO[^]*CONFIG_INVALID/)]);
    expect(unreachable.printed.error).not.toContain('secret');
    expect(postmaster()).toBeUndefined();
  }, 300_000);

  test('refuses more connections than the database has, and takes smaller pools where none are asked for', async () => {
    const program = cluster(['--nodes', '3'], { POOL_SIZE: '100' });
    expect([await program.ended, program.printed.error]).toEqual([
      1,
      expect.stringMatching(/POOL_SIZE 改为 16[^]*TOO_FEW_CONNECTIONS/),
    ]);
    for (const nodes of [1, 3, 8, 12]) expect(nodes * connectionsOf(poolSizeFor(nodes, 200))).toBeLessThanOrEqual(200 - 15);
    expect(poolSizeFor(16, 200)).toBeLessThan(1);
  }, 300_000);

  test('says how to install a NATS that is not there', () => {
    expect(() => natsBinary([folder.path])).toThrow(/apt-get install nats-server.*NATS_MISSING/);
  });
});
