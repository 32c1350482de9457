import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOwnCluster, type OwnCluster } from './own-cluster.ts';
import { dial, type Line } from './line.ts';
import { askerOf, leaksOf, openOffice, replyOf, type Office } from './running.ts';
import { openDatabase } from '../../src/app/database.ts';
import { worldOn } from '../world.ts';
import { migrate } from '../../src/app/migrate.ts';

let cluster: OwnCluster;
let office: Office;
beforeAll(async () => {
  cluster = await createOwnCluster();
  await migrate(cluster.url);
  const db = await openDatabase({ url: cluster.url, poolSize: 2 });
  office = await openOffice({}, await worldOn(db, () => db.close()));
});
afterAll(async () => {
  await office.closeAll();
  await cluster.remove();
});

const register = (title: string) =>
  office.ask(
    `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { title } userErrors { code } } }`,
  );
const FEED = 'subscription { teamFeed { event { kind ... on LeadEvent { lead { title } } } } }';
const titles = (line: Line) =>
  line.messages.flatMap(({ payload }) => {
    const { data } = (payload ?? {}) as { data?: { teamFeed: { event: { lead?: { title: string } } | null } } };
    return data?.teamFeed.event?.lead?.title ?? [];
  });
const status = async (path: string) => (await fetch(`${office.url}${path}`)).status;
const until = async (holds: () => Promise<boolean>) => {
  const deadline = Date.now() + 60_000;
  while (!(await holds()) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50));
};

test('a database that stops is told as UNAVAILABLE, and when it is back everything goes on, open streams too', async () => {
  const line = await dial(office.socketUrl, office.token);
  line.send({ type: 'subscribe', id: 'a', payload: { query: FEED } });
  expect((await register('前')).codes).toEqual([]);
  expect(await line.until(() => titles(line).length === 1)).toBe(true);
  expect([await status('/readyz'), await status('/livez')]).toEqual([200, 200]);

  await cluster.stop();
  const signIn = 'mutation { signIn(input: { login: "x", password: "y" }) { token userErrors { code } } }';
  const asked = [
    await office.ask('{ leads(first: 5) { nodes { title } } }'),
    await office.ask('{ viewer { team { name } person { name } } }'),
    await register('中'),
    await askerOf(office.url)(signIn),
  ];
  for (const reply of asked) expect([new Set(reply.codes), leaksOf(reply)]).toEqual([new Set(['UNAVAILABLE']), []]);
  expect(asked.map(({ status: each }) => each)).toEqual([503, 200, 503, 503]); // `viewer` may be null
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' });
  const oauth = await replyOf(await fetch(`${office.url}/oauth/token`, { method: 'POST', body: form }));
  expect([oauth.status, JSON.parse(oauth.text)]).toEqual([503, { error: 'temporarily_unavailable' }]);
  expect([await status('/readyz'), await status('/livez'), await status('/metrics')]).toEqual([503, 200, 200]);
  expect(await line.ping()).toBe(true);

  await cluster.start();
  await until(async () => (await status('/readyz')) === 200);
  expect((await register('后')).codes).toEqual([]);
  const { data } = await office.ask('{ leads(first: 5) { nodes { title } } }');
  const kept = (data as unknown as { leads: { nodes: Array<{ title: string }> } }).leads.nodes;
  expect(kept.map(({ title }) => title).sort()).toEqual(['前', '后'].sort());
  await line.until(() => titles(line).length >= 2, 15_000);
  await new Promise((done) => setTimeout(done, 300));
  expect(titles(line)).toEqual(['前', '后']);
  line.ws.close();
}, 300_000);
