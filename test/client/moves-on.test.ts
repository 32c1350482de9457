import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient, STREAM_FIELDS, type Client } from '@zhaoshang/client';
import { freePort } from '../../src/app/postgres-cluster.ts';
import { startProgram, type Program } from '../server/program.ts';
import { openOffice, serve, type Office, type Running } from '../server/running.ts';
import { until } from './listening.ts';

const FEED = `subscription ($after: String) { teamFeed(after: $after) { ${STREAM_FIELDS} event { id ... on LeadEvent { lead { code } } } } }`;
const REGISTER = `mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { code } userErrors { message } } }`;
interface Registered {
  id: string;
  lead: { code: string };
}
let office: Office;
let other: Running;
const clients: Client[] = [];
const programs: Program[] = [];
beforeAll(async () => {
  office = await openOffice({ BUS: 'pg' });
  other = await serve(office.world, { BUS: 'pg' });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  for (const program of programs) program.kill('SIGKILL');
  for (const program of programs) await program.ended;
  await other.close();
  await office.world.close();
});

const clientOf = (url: string | string[]): Client => {
  const client = createClient({ url, token: office.token, retry: { firstMs: 50, maxMs: 300 } });
  clients.push(client);
  return client;
};
/** Registers a lead for certain: the key makes a repetition after an unknown outcome harmless. */
async function register(client: Client, title: string): Promise<string> {
  const input = { title, source: 'VISIT', intent: '意向', companyDescription: '某企业', idempotencyKey: `moves-on-${title}` };
  for (;;) {
    const done = await client.request<{ registerLead: { lead: { code: string } } }>(REGISTER, { input }).catch(() => null);
    if (done) return done.registerLead.lead.code;
  }
}
function codesOf(client: Client): string[] {
  const codes: string[] = [];
  const message = (each: { type: string; event?: Registered }) => void codes.push(each.event?.lead.code ?? each.type);
  client.listen<Registered>(FEED, {}, { message, error: (error) => codes.push(String(error)) });
  return codes;
}

test('a server that is killed and started again in the middle of a stream: nothing is missed, nothing comes twice', async () => {
  const PORT = String(await freePort());
  const start = () => {
    const program = startProgram({ PORT, DATABASE_URL: office.world.db.url, BUS: 'pg' });
    programs.push(program);
    return program;
  };
  const first = start();
  const url = await first.ready;
  const client = clientOf(url);
  const [heard, asked] = [codesOf(client), client.stream(FEED)];
  await asked.ready;
  const writer = clientOf(other.url);
  const registered: string[] = [];
  const write = async (count: number) => {
    for (let i = 0; i < count; i++) registered.push(await register(writer, `k${registered.length}`));
  };
  await write(5);
  first.kill('SIGKILL');
  await first.ended;
  await write(10);
  const again = start();
  await Promise.all([again.ready, write(10)]);
  await write(5);
  await until(() => heard.length >= registered.length);
  expect(heard).toEqual(registered);
  again.kill('SIGTERM');
  expect(await again.ended).toBe(0);
});

test('a stream moves to another node when its own stops, and misses and repeats nothing', async () => {
  const client = clientOf([office.url, other.url]);
  const heard = codesOf(client);
  await client.stream(FEED).ready;
  const registered = [await register(client, '1'), await register(client, '2')];
  await office.close();
  registered.push(await register(client, '3'), await register(client, '4'));
  await until(() => heard.length >= 4);
  expect(heard).toEqual(registered);
});
