import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerOauth } from '../../src/app/oauth.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { dayBefore } from '../../src/kernel/shanghai-day.ts';
import { Role, Scope } from '../../src/kernel/viewer.ts';
import { createApiClient, revokeApiClient } from '../../src/teams/api-clients.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { deskOf } from './desk.ts';

let world: World;
let park: TestTeam;
let desk: ReturnType<typeof deskOf>;
let app: FastifyInstance;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
  desk = deskOf(world);
  app = Fastify();
  registerOauth(app, desk.deps);
});
afterAll(async () => {
  await app.close();
  await world.close();
});

async function client(scopes: Scope[] = [Scope.READ, Scope.WRITE_LEADS], team = park) {
  const { apiClientId, secret } = await createApiClient(await desk.chief(team), { name: '示例系统', scopes });
  const [row] = await world.db.readSystem<{ clientId: string }>(`select client_id as "clientId" from api_client where id = $1`, [
    apiClientId,
  ]);
  return { id: apiClientId, clientId: row!.clientId, secret: secret! };
}

async function post(form: Record<string, string> | string, headers: Record<string, string> = {}) {
  const payload = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const reply = await app.inject({
    method: 'POST',
    url: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload,
  });
  return { status: reply.statusCode, headers: reply.headers, body: reply.json() as Record<string, string> };
}
const grant = { grant_type: 'client_credentials' };
const inBody = (of: { clientId: string; secret: string }) => ({ ...grant, client_id: of.clientId, client_secret: of.secret });
const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });

describe('POST /oauth/token', () => {
  test('exchanges credentials in the form or in the header for a token of the team', async () => {
    const one = await client();
    for (const reply of [await post(inBody(one)), await post(grant, basic(one.clientId, one.secret))]) {
      expect([reply.status, reply.headers['cache-control']]).toEqual([200, 'no-store']);
      expect(reply.body).toMatchObject({ token_type: 'Bearer', scope: 'READ WRITE_LEADS' });
      expect(Number(reply.body.expires_in)).toBeGreaterThan(3_500);
      const signedIn = await desk.deps.tokens.verify(reply.body.access_token!);
      expect(signedIn).toMatchObject({
        viewer: { teamId: park.id, clientId: one.id, personId: null, role: Role.OFFICER, scopes: ['READ', 'WRITE_LEADS'] },
        bucket: { capacity: 10_000, perSecond: 500 },
      });
    }
  });

  test('gives the asked scopes only, and none the client has not', async () => {
    const one = await client();
    const reply = await post({ ...inBody(one), scope: 'READ' });
    expect((await desk.deps.tokens.verify(reply.body.access_token!))!.viewer).toMatchObject({
      role: Role.READER,
      scopes: ['READ'],
    });
    expect(await post({ ...inBody(one), scope: 'READ WRITE_CASES' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  test('refuses a wrong secret, an unknown and a withdrawn client alike', async () => {
    const [one, gone] = [await client(), await client()];
    await revokeApiClient(await desk.chief(park), { apiClientId: globalId('ApiClient', gone.id) });
    const replies = [
      await post({ ...inBody(one), client_secret: 'wrong' }),
      await post({ ...inBody(one), client_id: 'zs-nobody\0' }),
      await post(inBody(gone)),
      await post(grant, basic(one.clientId, 'wrong')),
    ];
    for (const reply of replies) {
      expect([reply.status, reply.body]).toEqual([401, { error: 'invalid_client', error_description: expect.any(String) }]);
      expect(reply.headers['www-authenticate']).toMatch('Basic');
    }
  });

  test('refuses the client of a team whose time is over', async () => {
    const past = await world.team(park.kind);
    const one = await client([Scope.READ], past);
    await world.db.readSystem('update team set ends_on = $2 where id = $1', [past.id, dayBefore(desk.today())]);
    expect(await post(inBody(one))).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  test('closes a client for a while after five wrong secrets', async () => {
    const one = await client();
    for (let i = 0; i < 5; i++) await post({ ...inBody(one), client_secret: 'wrong' });
    const reply = await post(inBody(one));
    expect([reply.status, reply.headers['retry-after'], reply.body.error]).toEqual([429, '60', 'slow_down']);
  });

  test.each([
    ['another grant', 'grant_type=password', {}, 'unsupported_grant_type'],
    ['no grant', 'client_id=a&client_secret=b', {}, 'invalid_request'],
    ['no credentials', 'grant_type=client_credentials', {}, 'invalid_request'],
    ['a parameter twice', 'grant_type=client_credentials&client_id=a&client_id=b&client_secret=c', {}, 'invalid_request'],
    ['both ways at once', 'grant_type=client_credentials&client_id=a&client_secret=b', basic('a', 'b'), 'invalid_request'],
    ['a broken header', 'grant_type=client_credentials', { authorization: 'Basic %%%' }, 'invalid_request'],
    ['broken escapes in the header', 'grant_type=client_credentials', basic('%zz', 'b'), 'invalid_request'],
    ['JSON', '{"grant_type":"client_credentials"}', { 'content-type': 'application/json' }, 'invalid_request'],
    ['too long a body', `grant_type=client_credentials&scope=${'x'.repeat(5_000)}`, {}, 'invalid_request'],
  ])('refuses %s with the error of RFC 6749', async (_, form, headers, error) => {
    expect(await post(form, headers)).toMatchObject({ status: 400, body: { error } });
  });
});

describe('API clients', () => {
  test('withdrawn lose their tokens at once', async () => {
    const one = await client();
    const { body } = await post(inBody(one));
    await revokeApiClient(await desk.chief(park), { apiClientId: globalId('ApiClient', one.id) });
    expect(await desk.deps.tokens.verify(body.access_token!)).toBeNull();
    expect((await desk.events('SESSION_REVOKED')).at(-1)).toMatchObject({ subjectId: one.id, audience: {} });
  });

  test('are made and withdrawn by chiefs only', async () => {
    const one = await client();
    const officer = desk.ctxOf(world.viewer(park, { personId: (await desk.member(park)).id }));
    await expect(createApiClient(officer, { name: 'x', scopes: [Scope.READ] })).rejects.toThrow('FORBIDDEN');
    await expect(revokeApiClient(officer, { apiClientId: globalId('ApiClient', one.id) })).rejects.toThrow('FORBIDDEN');
    const stranger = await desk.chief(await world.partner());
    await expect(revokeApiClient(stranger, { apiClientId: globalId('ApiClient', one.id) })).rejects.toThrow('NOT_FOUND');
  });

  test('tell their secret once, and the database keeps only its fingerprint', async () => {
    const ctx = await desk.chief(park);
    const input = { name: '示例', scopes: [Scope.READ], idempotencyKey: 'client-0001' };
    const [first, again] = [await createApiClient(ctx, input), await createApiClient(ctx, input)];
    expect([again.apiClientId, again.secret]).toEqual([first.apiClientId, null]);
    const [row] = await world.db.readSystem<{ text: string }>(
      `select (select string_agg(c::text, ' ') from api_client c) || (select string_agg(i::text, ' ') from idempotency i) as text`,
    );
    expect(row!.text).not.toContain(first.secret);
  });
});
