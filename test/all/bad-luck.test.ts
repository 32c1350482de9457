import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { until } from '../events/log-world.ts';
import { dial, type Line } from '../server/line.ts';
import { createOwnCluster, type OwnCluster } from '../server/own-cluster.ts';
import { startProgram, type Program } from '../server/program.ts';
import { askerOf, leaksOf, tokenOf, type Ask } from '../server/running.ts';
import { clockAhead } from '../server/shifted-clock.ts';

let cluster: OwnCluster;
let programs: Program[] = [];
beforeAll(async () => {
  cluster = await createOwnCluster();
  await start(); // makes the demo world
}, 300_000);
const stopAll = async () => {
  for (const program of programs) program.kill('SIGTERM');
  for (const program of programs) await program.ended;
  programs = [];
};
afterEach(stopAll);
afterAll(() => cluster.remove());

interface Node {
  url: string;
  program: Program;
  token: string;
  ask: Ask;
}

async function start(env: NodeJS.ProcessEnv = {}): Promise<Node> {
  const program = startProgram({ DATABASE_URL: cluster.url, DEMO: '1', ...env });
  programs.push(program);
  const url = await program.ready;
  const token = await tokenOf(url, 'zhao.dianzi', DEMO_PASSWORD);
  return { url, program, token, ask: askerOf(url, token) };
}

const register = async ({ ask }: Pick<Node, 'ask'>, title: string) =>
  ask(
    `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { createdAt } userErrors { code } } }`,
  );
async function listen({ url, token }: Pick<Node, 'url' | 'token'>): Promise<Line> {
  const line = await dial(`${url.replace('http', 'ws')}/graphql`, token);
  const query = 'subscription { teamFeed { event { ... on LeadEvent { lead { title } } } } }';
  line.send({ type: 'subscribe', id: 'a', payload: { query } });
  await line.until(() => line.messages.some(({ id }) => id === 'a')); // the first cursor
  return line;
}
const titles = ({ messages }: Line): string[] =>
  messages.flatMap(({ payload }) => {
    const { data } = (payload ?? {}) as { data?: { teamFeed: { event: { lead?: { title: string } } | null } } };
    return data?.teamFeed.event?.lead?.title ?? [];
  });
const readyz = async ({ url }: Node) => {
  const response = await fetch(`${url}/readyz`);
  return { code: response.status, ...((await response.json()) as { status: string; degraded?: string[]; failed?: string[] }) };
};
const metric = async ({ url }: Node, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
};
const warnings = ({ program }: Node, what: string) => program.printed.out.split(what).length - 1;

async function asSuperuser(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.adminUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

test('a database that turns read-only refuses writes with UNAVAILABLE, goes on with reads and streams, says so, and recovers by itself', async () => {
  const node = await start();
  const line = await listen(node);
  expect((await register(node, '写前')).codes).toEqual([]);
  await line.until(() => titles(line).length === 1);
  await asSuperuser('alter system set default_transaction_read_only = on', 'select pg_reload_conf()');
  await until(async () => (await metric(node, 'zhaoshang_database_writable')) === 0);
  const refused = await register(node, '只读');
  expect([refused.codes, refused.status, leaksOf(refused)]).toEqual([['UNAVAILABLE'], 503, []]);
  expect(refused.errors[0]!.message).toContain('只读');
  expect((await node.ask('{ leads(first: 1) { nodes { title } } }')).codes).toEqual([]);
  expect(await readyz(node)).toEqual({ code: 200, status: 'ok', degraded: ['database_read_only'] });
  expect(await line.ping()).toBe(true);

  await asSuperuser('alter system reset default_transaction_read_only', 'select pg_reload_conf()');
  await until(async () => (await metric(node, 'zhaoshang_database_writable')) === 1);
  expect((await register(node, '写后')).codes).toEqual([]);
  await line.until(() => titles(line).length === 2, 15_000);
  expect(titles(line)).toEqual(['写前', '写后']);
  expect(await readyz(node)).toEqual({ code: 200, status: 'ok' });
  expect(warnings(node, 'database is read-only')).toBe(1);
  line.ws.close();
}, 300_000);

test('a NATS that is not there delays events by a poll, is told once and measured, and stops nothing', async () => {
  const nats = { BUS: 'nats', NATS_URL: 'nats://127.0.0.1:1' };
  const [near, far] = [await start(nats), await start(nats)];
  expect(await metric(near, 'zhaoshang_bus_connected')).toBe(0);
  expect(await readyz(near)).toEqual({ code: 200, status: 'ok', degraded: ['bus'] });
  const line = await listen(far);
  for (const title of ['一', '二', '三']) expect((await register(near, title)).codes).toEqual([]);
  await line.until(() => titles(line).length === 3, 15_000);
  expect(titles(line)).toEqual(['一', '二', '三']);
  // Whichever of the two numbers an event tells itself of it; the other one can only have read it.
  const read = await Promise.all([near, far].map((node) => metric(node, 'zhaoshang_applied_events_total\\{source="log"\\}')));
  expect(read[0]! + read[1]!).toBeGreaterThanOrEqual(3);
  await new Promise((done) => setTimeout(done, 2_500)); // it goes on trying
  expect(warnings(near, 'event bus lost')).toBe(1);
  line.ws.close();
}, 300_000);

test('clocks an hour apart change nothing: those that are off go by the clock of the database, and say so', async () => {
  const nodes = [await start(), await start(clockAhead(1)), await start(clockAhead(-1))];
  for (const [index, minutes] of [0, -60, 60].entries())
    await until(async () => Math.round((await metric(nodes[index]!, 'zhaoshang_clock_offset_seconds')) / 60) === minutes);
  expect(await Promise.all(nodes.map(readyz))).toEqual([
    { code: 200, status: 'ok' },
    { code: 200, status: 'ok', degraded: ['clock'] },
    { code: 200, status: 'ok', degraded: ['clock'] },
  ]);
  expect(nodes.map((node) => warnings(node, 'clock is off'))).toEqual([0, 1, 1]);
  // A token of any node is good at every other, and its socket is not closed.
  for (const { token } of nodes)
    for (const { url } of nodes) expect((await askerOf(url, token)('{ viewer { role } }')).codes).toEqual([]);
  const lines = await Promise.all(nodes.map(({ url }, index) => listen({ url, token: nodes[(index + 1) % 3]!.token })));
  const expected: string[] = [];
  for (let round = 0; round < 4; round++) {
    for (const [index, node] of nodes.entries()) {
      expected.push(`${round}-${index}`);
      const { data } = await register(node, expected.at(-1)!);
      const { createdAt } = (data as unknown as { registerLead: { lead: { createdAt: string } } }).registerLead.lead;
      expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000);
    }
  }
  for (const line of lines) {
    await line.until(() => titles(line).length === expected.length, 15_000);
    expect([titles(line), line.ws.readyState]).toEqual([expected, line.ws.OPEN]);
    line.ws.close();
  }
}, 300_000);

test('a schema of a newer release is refused by name, while nodes that run already go on', async () => {
  const running = await start();
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  // As the migration of a newer release does: additions only.
  await client.query('alter table lead add column weather text');
  await client.query(`insert into mikro_orm_migrations (name, executed_at) values ('9999-weather', now())`);
  expect((await register(running, '新结构')).codes).toEqual([]);
  expect((await running.ask('{ leads(first: 1) { nodes { title } } }')).codes).toEqual([]);

  const old = startProgram({ DATABASE_URL: cluster.url });
  expect(await old.ended).toBe(1);
  expect(old.printed.error).toMatch(/9999-weather.*本程序只认识到 \d{4}-\w+.*升级.*SCHEMA_NEWER/);
  expect(old.printed.error).not.toContain('    at ');
  await client.query(`delete from mikro_orm_migrations where name = '9999-weather'`);
  await client.end();
}, 300_000);
