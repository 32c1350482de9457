import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient, STREAM_FIELDS, type Client } from '@zhaoshang/client';
import { openOffice, serve, type Office, type Running } from '../server/running.ts';

const FEED = `subscription ($after: String) { teamFeed(after: $after) { ${STREAM_FIELDS} event { id kind } } }`;
let office: Office;
let other: Running;
let client: Client;
beforeAll(async () => {
  office = await openOffice({ BUS: 'pg' });
  other = await serve(office.world, { BUS: 'pg' });
});
afterAll(async () => {
  await client?.close();
  await other.close();
  await office.world.close();
});

const register = (title: string) =>
  client.request<{ registerLead: { lead: { id: string } } }>(
    'mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { id } userErrors { message } } }',
    { input: { title, source: 'VISIT', intent: '意向', companyDescription: '某企业' } },
  );

test('a stream moves to another node when its own stops, and misses and repeats nothing', async () => {
  client = createClient({ url: [office.url, other.url], token: office.token, retry: { firstMs: 50, maxMs: 200 } });
  const stream = client.stream<{ id: string; kind: string }>(FEED);
  await stream.ready;
  await register('1');
  await register('2');
  await office.close();
  await register('3').catch(() => register('3'));
  await register('4');
  const heard: string[] = [];
  for await (const message of stream) {
    if (message.type === 'Event') heard.push(message.event.id);
    if (heard.length === 4) break;
  }
  expect(new Set(heard).size).toBe(4);
});
