import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Role } from '../../src/kernel/viewer.ts';
import { dial } from './line.ts';
import { askerOf, leaksOf, openOffice, replyOf, type Ask, type Office } from './running.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.closeAll());

const CREATE = `mutation ($input: CreateApiClientInput!) { createApiClient(input: $input) { apiClient { id clientId } clientSecret userErrors { code } } }`;
const REGISTER = `mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { id title } userErrors { code path } } }`;
interface Registered {
  registerLead: { lead: { id: string; title: string } | null; userErrors: Array<{ code: string; path: string[] }> };
}
const input = (more: object = {}) => ({
  input: { title: '接口线索', source: 'VISIT', intent: '意向', companyDescription: '某企业', ...more },
});
const register = async (ask: Ask, more: object = {}) =>
  ((await ask(REGISTER, input(more))).data as unknown as Registered).registerLead;

/** As the team's chief makes it, and as the client's program then uses it: over HTTP alone. */
async function client(scopes: string[]): Promise<{ token: string; ask: Ask }> {
  const chief = await office.as(office.park, Role.CHIEF);
  const { data } = await chief.ask(CREATE, { input: { name: '示例系统', scopes } });
  const made = (data as unknown as { createApiClient: { apiClient: { clientId: string }; clientSecret: string } })
    .createApiClient;
  const credentials = Buffer.from(`${made.apiClient.clientId}:${made.clientSecret}`).toString('base64');
  const response = await fetch(`${office.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return { token, ask: askerOf(office.url, token) };
}

describe('an API client', () => {
  test('must send an idempotency key with every write, and the same key does the write once', async () => {
    const { ask } = await client(['READ', 'WRITE_LEADS']);
    expect((await register(ask)).userErrors).toEqual([{ code: 'IDEMPOTENCY_KEY_REQUIRED', path: ['input', 'idempotencyKey'] }]);
    const idempotencyKey = 'order-2026-0001';
    const [once, again] = [await register(ask, { idempotencyKey }), await register(ask, { idempotencyKey })];
    expect(once.lead!.id).toEqual(expect.any(String));
    expect(again).toEqual(once);
    const other = await register(ask, { idempotencyKey, title: '另一条' });
    expect(other.userErrors.map(({ code }) => code)).toEqual(['IDEMPOTENCY_MISMATCH']);
    expect(await office.world.db.readSystem(`select id from lead where title in ('接口线索', '另一条')`)).toHaveLength(1);
  });

  test('with the same key from five requests at once writes once', async () => {
    const { ask } = await client(['READ', 'WRITE_LEADS']);
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => register(ask, { title: '同时', idempotencyKey: 'at-once-01' })));
    expect(new Set(all.map(({ lead }) => lead?.id)).size).toBe(1);
    expect(await office.world.db.readSystem(`select id from lead where title = '同时'`)).toHaveLength(1);
  });

  test('reads and writes only with the scopes it was given', async () => {
    const reader = await client(['READ']);
    expect((await reader.ask('{ leads(first: 1) { nodes { id } } }')).codes).toEqual([]);
    expect((await register(reader.ask, { idempotencyKey: 'no-scope-01' })).userErrors[0]!.code).toBe('FORBIDDEN');
    const writer = await client(['WRITE_LEADS']);
    const refused = await writer.ask('{ leads(first: 1) { nodes { id } } }');
    expect([refused.status, refused.codes]).toEqual([403, ['FORBIDDEN']]);
  });

  test('listens over WebSocket with the token of its credentials', async () => {
    const { token, ask } = await client(['READ', 'WRITE_LEADS']);
    const line = await dial(office.socketUrl, token);
    line.send({ type: 'subscribe', id: 'a', payload: { query: 'subscription { teamFeed { event { kind } } }' } });
    expect((await register(ask, { title: '听见', idempotencyKey: 'heard-0001' })).userErrors).toEqual([]);
    const heard = () => line.messages.some(({ payload }) => JSON.stringify(payload ?? {}).includes('LEAD_REGISTERED'));
    expect(await line.until(heard)).toBe(true);
    line.ws.close();
  });

  test('gets nothing of the inside for bad credentials', async () => {
    for (const form of [
      'client_id=%00&client_secret=%00',
      'client_id=%27or+1%3D1&client_secret=x',
      'client_id=%ff&client_secret=y',
    ]) {
      const response = await fetch(`${office.url}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=client_credentials&${form}`,
      });
      const reply = await replyOf(response);
      expect([form, reply.status, leaksOf({ ...reply, errors: [] })]).toEqual([form, 401, []]);
    }
    expect(office.logged).toEqual([]);
  });
});
