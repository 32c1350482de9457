import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { registeredDocument } from '../../src/app/hot-documents.ts';
import { bodies, documents, tokens, values, type Attack } from './attacks.ts';
import { leaksOf, openOffice, replyOf, type Office, type Reply } from './running.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.closeAll());

async function strike({ body, headers, anonymous }: Attack): Promise<Reply> {
  const standard = { 'content-type': 'application/json', ...(!anonymous && { authorization: `Bearer ${office.token}` }) };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return replyOf(await fetch(`${office.url}/graphql`, { method: 'POST', headers: { ...standard, ...headers }, body: text }));
}

/** What went otherwise than the table says; empty when nothing did. */
async function outcome(attack: Attack): Promise<object> {
  const reply = await strike(attack);
  const seen = { status: reply.status, code: reply.codes[0] ?? null, leaks: leaksOf(reply) };
  const expected = { status: attack.status, code: attack.code, leaks: [] };
  if (JSON.stringify(seen) === JSON.stringify(expected) && (attack.answer?.test(reply.text) ?? true)) return {};
  return { [attack.name]: seen, expected, text: reply.text.slice(0, 300) };
}

/** What got through, or was refused otherwise than it should; and whether the server still answers. */
async function gotThrough(attacks: Attack[]): Promise<object[]> {
  expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
  const wrong: object[] = [];
  for (const attack of attacks) {
    const found = await outcome(attack);
    if (Object.keys(found).length > 0) wrong.push(found);
  }
  const after = await office.ask('{ viewer { team { code } } }');
  expect(after.data).toEqual({ viewer: { team: { code: office.park.code } } });
  expect(office.logged).toEqual([]);
  return wrong;
}

describe('the server refuses with a stable code, shows nothing of the inside and goes on answering:', () => {
  test('bodies', async () => {
    expect(await gotThrough(bodies())).toEqual([]);
  });

  test('documents', async () => {
    expect(await gotThrough(documents())).toEqual([]);
  });

  test('tokens', async () => {
    expect(await gotThrough(await tokens(office))).toEqual([]);
  });

  test('ids, cursors and values', async () => {
    for (const title of ['第一条', '第二条'])
      await office.ask(
        `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { id } } }`,
      );
    const { data } = await office.ask('{ leads(first: 1) { asOf pageInfo { endCursor } } }');
    const { asOf, pageInfo } = (data as unknown as { leads: { asOf: string; pageInfo: { endCursor: string } } }).leads;
    expect(pageInfo.endCursor).toEqual(expect.any(String));
    expect(await gotThrough(values(office, { list: pageInfo.endCursor, stream: asOf }))).toEqual([]);
  });
});

test('registered documents, which have a way of their own, take odd variables no worse', async () => {
  const odd = [undefined, null, '', '\0', '\ud800', 7, 1e308, [], {}, { $ne: 1 }, '__proto__', "' or 1=1 --", 'x'.repeat(5_000)];
  for (const name of ['q1-case-list', 'q2-case-page', 'q3-chain-map', 'q4-company-search']) {
    const query = registeredDocument(name);
    // Their cost fills a bucket soon: every few requests are somebody else's.
    const users = await Promise.all(odd.filter((_, i) => i % 2 === 0).map(() => office.as(office.park)));
    const asked = odd.map((value, i) =>
      users[i >> 1]!.ask(query, { stage: value, after: value, id: value, code: value, teamId: value, search: value, first: 5 }),
    );
    for (const [index, reply] of (await Promise.all(asked)).entries()) {
      const foreign = reply.codes.filter((code) => !['BAD_USER_INPUT', 'BAD_CURSOR'].includes(code));
      expect([name, odd[index], leaksOf(reply), foreign]).toEqual([name, odd[index], [], []]);
    }
  }
  expect(office.logged).toEqual([]);
});

describe('beside POST with JSON', () => {
  test('GET and other methods get no operation executed', async () => {
    const get = await replyOf(await fetch(`${office.url}/graphql?query=${encodeURIComponent('{ viewer { role } }')}`));
    expect([get.status, get.codes, get.headers.get('allow')]).toEqual([405, ['BAD_REQUEST'], 'POST']);
    expect(leaksOf(get)).toEqual([]);
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect((await fetch(`${office.url}/graphql`, { method })).status).toBe(404);
    }
  });

  test('unknown and hostile paths show nothing', async () => {
    for (const path of [
      '/nowhere',
      '/graphql/../../etc/passwd',
      '/%2e%2e/%2e%2e/package.json',
      '/graphiql/../package.json',
      '/%00',
    ]) {
      const reply = await replyOf(await fetch(`${office.url}${path}`));
      expect([path, reply.status >= 400 && reply.status < 500, leaksOf({ ...reply, errors: [] })]).toEqual([path, true, []]);
    }
  });

  test('the request id of the answer is the one in its header', async () => {
    const reply = await office.ask('{ nothing }');
    expect(reply.errors[0]!.extensions!.requestId).toBe(reply.headers.get('x-request-id'));
  });
});

test('the corpus names at least 60 attacks', async () => {
  const all = [...bodies(), ...documents(), ...(await tokens(office)), ...values(office, { list: 'x', stream: 'x' })];
  expect(all.length).toBeGreaterThanOrEqual(60);
});
