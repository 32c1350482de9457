import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient, RequestFailed, SignInRefused, Unreachable, type Client } from '@zhaoshang/client';
import { PASSWORD } from '../teams/desk.ts';
import { openOffice, tokenOf, type Office } from '../server/running.ts';
import { until } from './listening.ts';
import { createRelay } from './network.ts';

let office: Office;
const clients: Client[] = [];
beforeAll(async () => {
  office = await openOffice();
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await office.closeAll();
});
const clientOf = (more: object = {}) => {
  const client = createClient({ url: office.url, retry: { firstMs: 20, maxMs: 100 }, ...more });
  clients.push(client);
  return client;
};
const ROLE = '{ viewer { role } }';
const officer = { viewer: { role: 'OFFICER' } };
const SIGN_OUT = 'mutation { signOut(input: { everywhere: false }) { signedOut } }';
const FEED = 'subscription ($after: String) { teamFeed(after: $after) { cursor signal { __typename } event { id } } }';

describe('signing in', () => {
  test('lets requests through; a wrong password is a SignInRefused with the code and the sentence for people', async () => {
    const client = clientOf();
    await expect(client.request(ROLE)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    const wrong = client.signIn({ login: office.login, password: 'wrong' });
    await expect(wrong).rejects.toBeInstanceOf(SignInRefused);
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_CREDENTIALS', message: expect.stringMatching(/密码/) });
    expect(await client.signIn({ login: office.login, password: PASSWORD })).toEqual(expect.any(String));
    expect(await client.request(ROLE)).toEqual(officer);
  });

  test('is renewed by the refresh token when the server says the token is no good: stream and requests go on', async () => {
    const relay = await createRelay(`${office.url}/graphql`);
    const client = clientOf({ url: relay.url });
    await client.signIn({ login: office.login, password: PASSWORD });
    const stream = client.stream(FEED);
    await stream.ready;
    relay.drop(4403, 'UNAUTHENTICATED');
    await until(() => relay.accepted() === 2);
    await office.ask('mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { id } } }', {
      input: { title: '续期', source: 'VISIT', intent: '意向', companyDescription: '某企业' },
    });
    expect((await stream.next()).value).toMatchObject({ type: 'Event' });
    expect(await client.request(ROLE)).toEqual(officer);
    await client.close();
    relay.close();
  });

  test('goes on when the answer of a renewal is lost: the next try gets it', async () => {
    const relay = await createRelay(`${office.url}/graphql`);
    const client = clientOf({ url: relay.url });
    await client.signIn({ login: office.login, password: PASSWORD });
    const stream = client.stream(FEED);
    await stream.ready;
    const lost = relay.loseAnswer();
    relay.drop(4403, 'UNAUTHENTICATED');
    expect(await lost).toMatch(/"refreshToken":"[^"]+"/);
    await office.ask('mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { id } } }', {
      input: { title: '续期', source: 'VISIT', intent: '意向', companyDescription: '某企业' },
    });
    expect((await stream.next()).value).toMatchObject({ type: 'Event' });
    expect(await client.request(ROLE)).toEqual(officer);
    await client.close();
    relay.close();
  });

  test.each(['silent', 'UNAVAILABLE'] as const)('is renewed at another node when its own is %s', async (illness) => {
    const relay = await createRelay(`${office.url}/graphql`);
    const client = clientOf({ url: [relay.url, office.url], requestMs: 2_000 });
    await client.signIn({ login: office.login, password: PASSWORD });
    const stream = client.stream(FEED);
    await stream.ready;
    relay.fallIll(illness);
    relay.drop(4403, 'UNAUTHENTICATED');
    await office.ask('mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { id } } }', {
      input: { title: '续期', source: 'VISIT', intent: '意向', companyDescription: '某企业' },
    });
    expect((await stream.next()).value).toMatchObject({ type: 'Event' });
    await client.close();
    relay.close();
  });

  test('that was withdrawn ends streams and requests with SignInRefused, or goes on with what `authenticate` gives', async () => {
    const plain = clientOf();
    await plain.signIn({ login: office.login, password: PASSWORD });
    const stream = plain.stream(FEED);
    await stream.ready;
    await plain.request(SIGN_OUT);
    await expect(stream.next()).rejects.toBeInstanceOf(SignInRefused);
    await expect(plain.request(ROLE)).rejects.toBeInstanceOf(SignInRefused);

    let asked = 0;
    const authenticate = () => ((asked += 1), tokenOf(office.url, office.login, PASSWORD));
    const lasting = clientOf({ authenticate });
    const feed = lasting.stream(FEED);
    await feed.ready;
    await lasting.request(SIGN_OUT);
    expect(await lasting.request(ROLE)).toEqual(officer);
    await office.ask('mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { id } } }', {
      input: { title: '撤销', source: 'VISIT', intent: '意向', companyDescription: '某企业' },
    });
    expect((await feed.next()).value).toMatchObject({ type: 'Event' });
    expect(asked).toBe(2);
  });
});

describe('a request', () => {
  test('that is refused throws the code, the request id and all errors', async () => {
    const client = clientOf({ token: office.token });
    const failed = client.request('{ nonsense }');
    await expect(failed).rejects.toBeInstanceOf(RequestFailed);
    await expect(failed).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      status: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      errors: [{ message: expect.stringMatching(/nonsense/) }],
    });
    await expect(clientOf({ url: `${office.url}/readyz`, token: 'x' }).request(ROLE)).rejects.toBeInstanceOf(RequestFailed);
  });

  test('that nobody answers says so, and the next one goes to the next server', async () => {
    const client = clientOf({ url: ['http://127.0.0.1:9', office.url], token: office.token });
    await expect(client.request(ROLE)).rejects.toBeInstanceOf(Unreachable);
    expect(await client.request(ROLE)).toEqual(officer);
  });

  test('that is not answered in time says so, and the next one goes to the next server', async () => {
    const relay = await createRelay(`${office.url}/graphql`);
    relay.fallIll('silent');
    const client = clientOf({ url: [relay.url, office.url], token: office.token, requestMs: 1_500 });
    await expect(client.request(ROLE)).rejects.toBeInstanceOf(Unreachable);
    expect(await client.request(ROLE)).toEqual(officer);
    relay.close();
  });

  test('goes to an address that is one', () => {
    expect(() => createClient({ url: 'ftp://x' })).toThrow('neither http nor https');
    expect(() => createClient({ url: [] })).toThrow('at least one');
    expect(() => createClient({ url: 'nonsense' })).toThrow('Invalid URL');
  });
});
