import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { until } from '../events/log-world.ts';
import { dial, type Line } from '../server/line.ts';
import { createOwnCluster, type OwnCluster } from '../server/own-cluster.ts';
import { startProgram, type Program } from '../server/program.ts';
import { askerOf, tokenOf } from '../server/running.ts';

/** More than two waves; of three teams, since each pays for its subscriptions. */
const SOCKETS = 270;
const LOGINS = ['zhao.dianzi', 'li.gaoxin', 'wang.shiju'];
let cluster: OwnCluster;
const programs: Program[] = [];
const start = async (env: NodeJS.ProcessEnv = {}) => {
  const program = startProgram({ DATABASE_URL: cluster.url, DEMO: '1', ...env });
  programs.push(program);
  return { program, url: await program.ready };
};
beforeAll(async () => {
  cluster = await createOwnCluster();
}, 300_000);
afterAll(async () => {
  for (const program of programs) program.kill('SIGTERM');
  for (const program of programs) await program.ended;
  await cluster.remove();
});

const FEED = 'subscription ($after: String) { teamFeed(after: $after) { cursor event { ... on LeadEvent { lead { title } } } } }';
interface Message {
  cursor: string;
  event: { lead?: { title: string } } | null;
}
const messagesOf = ({ messages }: Line): Message[] =>
  messages.flatMap(({ payload }) => (payload as { data?: { teamFeed: Message } } | undefined)?.data?.teamFeed ?? []);
const titles = (line: Line) => messagesOf(line).flatMap(({ event }) => event?.lead?.title ?? []);
const register = (title: string) =>
  `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { code } userErrors { code } } }`;

test('a node that stops is first not ready, still answers, ends what is in flight, closes its sockets in waves with 1012, and clients resume elsewhere', async () => {
  const [leaving, staying] = [await start({ DRAIN_SECONDS: '3' }), await start()];
  const tokens = await Promise.all(LOGINS.map((login) => tokenOf(leaving.url, login, DEMO_PASSWORD)));
  const ask = askerOf(leaving.url, tokens[0]);
  const join = async (url: string, index: number, after?: string): Promise<Line> => {
    const line = await dial(`${url.replace('http', 'ws')}/graphql`, tokens[index % 3]!);
    line.send({ type: 'subscribe', id: 'a', payload: { query: FEED, variables: { after } } });
    return line;
  };
  const lines = await Promise.all(Array.from({ length: SOCKETS }, (_, index) => join(leaving.url, index)));
  for (const line of lines)
    expect([await line.until(() => messagesOf(line).length > 0), line.messages.at(-1)]).toMatchObject([true, { type: 'next' }]);
  expect((await ask(register('停止前'))).codes).toEqual([]);
  for (const line of lines) expect(await line.until(() => titles(line).length === 1)).toBe(true);

  // One request is held up by a lock when the signal comes.
  const holder = new pg.Client({ connectionString: cluster.url });
  await holder.connect();
  await holder.query('begin; lock table lead in access exclusive mode');
  const inFlight = ask('{ leads(first: 1) { nodes { title } } }');
  const held = `select from pg_locks where not granted and relation = 'lead'::regclass`;
  await until(async () => (await holder.query(held)).rowCount === 1);
  leaving.program.kill('SIGTERM');
  let status = 200;
  while (status === 200) status = (await fetch(`${leaving.url}/readyz`)).status;
  expect([status, lines.filter(({ ws }) => ws.readyState !== ws.OPEN).length]).toEqual([503, 0]);
  const late = await fetch(`${leaving.url}/livez`);
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);

  await Promise.race(lines.map(({ closed }) => closed));
  expect(lines.filter(({ ws }) => ws.readyState === ws.OPEN).length).toBeGreaterThan(0);
  await holder.query('rollback');
  await holder.end();
  expect((await inFlight).codes).toEqual([]);
  const codes = await Promise.all(lines.map(async ({ closed }) => (await closed).code));
  expect(new Set(codes)).toEqual(new Set([1012]));

  expect((await askerOf(staying.url, tokens[0])(register('停止后'))).codes).toEqual([]);
  const again = await Promise.all(lines.map((line, index) => join(staying.url, index, messagesOf(line).at(-1)!.cursor)));
  for (const line of again) expect(await line.until(() => titles(line).length === 1, 15_000)).toBe(true);
  expect(new Set(again.map((line) => titles(line).join()))).toEqual(new Set(['停止后']));
  expect([await leaving.program.ended, leaving.program.printed.error]).toEqual([0, '']);
  for (const { ws } of again) ws.close();
}, 300_000);
