import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openOffice, type Office, type Reply } from './running.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  for (const title of ['第一条', '第二条', '第三条'])
    await office.ask(
      `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { id } } }`,
    );
});
afterAll(() => office.closeAll());

/** Apollo ends its answers with a new line. */
const wasDirect = ({ text }: Reply): boolean => !text.endsWith('\n');

/** What is the same each time: all but ids of requests, cursors and what is left of the team's budget. */
function lasting({ status, headers, data, errors, text }: Reply): unknown {
  const { cost } = (JSON.parse(text) as { extensions: { cost: { requested: number } } }).extensions;
  const told = errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId: null } }));
  const shown = JSON.stringify(data)?.replaceAll(/"(cursor|endCursor|asOf)":"[^"]+"/g, '"$1":"…"');
  return { status, type: headers.get('content-type'), shown, told, requested: cost.requested };
}

/** A body with `extensions` is left to the executor. */
async function both(query: string, variables: Record<string, unknown> = {}) {
  const direct = await office.ask(query, variables);
  const ordinary = await office.ask(query, variables, { extensions: {} });
  expect(wasDirect(ordinary)).toBe(false);
  expect(lasting(direct)).toEqual(lasting(ordinary));
  return direct;
}

describe('over HTTP a query that is one statement', () => {
  test('answers what the executor answers', async () => {
    const query =
      'query ($n: Int!) { leads(first: $n) { edges { cursor node { id title owningTeam { name } } } pageInfo { hasNextPage endCursor } totalCount asOf } }';
    const reply = await both(query, { n: 2 });
    expect(wasDirect(reply)).toBe(true);
    expect(reply.data).toMatchObject({ leads: { totalCount: 3, pageInfo: { hasNextPage: true } } });
  });

  test('goes on where its cursor says', async () => {
    const list = 'query ($after: String) { leads(first: 2, after: $after) { nodes { title } pageInfo { endCursor } } }';
    const first = await office.ask(list);
    const { endCursor } = (first.data as unknown as { leads: { pageInfo: { endCursor: string } } }).leads.pageInfo;
    const reply = await both(list, { after: endCursor });
    expect(wasDirect(reply)).toBe(true);
    expect(reply.data).toMatchObject({ leads: { nodes: [{ title: '第一条' }] } });
  });

  test.each([
    ['BAD_CURSOR', '{ leads(first: 2, after: "x") { nodes { title } } }'],
    ['BAD_USER_INPUT', '{ leads(first: 0) { nodes { title } } }'],
    ['BAD_USER_INPUT', '{ leads(first: 1, last: 1) { nodes { title } } lead(code: "none") { title } }'],
    ['BAD_USER_INPUT', 'query ($n: Int!) { leads(first: $n) { nodes { title } } }'],
  ])('is told %s by the executor, with path and request: %s', async (code, query) => {
    const reply = await both(query);
    expect(wasDirect(reply)).toBe(false);
    expect(reply.codes).toEqual([code]);
  });

  test('is left to the executor where it asks for another media type', async () => {
    const body = JSON.stringify({ query: '{ leads(first: 1) { nodes { title } } }' });
    const ask = (accept: string) =>
      fetch(`${office.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}`, accept },
        body,
      });
    expect((await ask('application/graphql-response+json')).headers.get('content-type')).toContain('graphql-response');
    expect((await ask('text/html')).status).toBe(406);
    expect((await ask('application/json')).status).toBe(200);
  });
});
