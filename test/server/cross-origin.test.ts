import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openOffice, type Office } from './running.ts';

const LISTED = 'https://zs.example.cn';
let office: Office;
beforeAll(async () => {
  office = await openOffice({ ALLOWED_ORIGINS: LISTED });
});
afterAll(() => office.closeAll());

const ASKED = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' };
const preflight = (origin: string) => fetch(`${office.url}/graphql`, { method: 'OPTIONS', headers: { origin, ...ASKED } });
const ask = (origin: string) =>
  fetch(`${office.url}/graphql`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
    body: JSON.stringify({ query: '{ viewer { role } }' }),
  });
const allowed = ({ headers }: Response) => headers.get('access-control-allow-origin');

test('a page that may open a socket may also ask over HTTP, with its token and without credentials of the browser', async () => {
  for (const origin of [LISTED, 'http://localhost:5173']) {
    const asked = await preflight(origin);
    expect([asked.status, allowed(asked), asked.headers.get('access-control-allow-methods')]).toEqual([204, origin, 'POST']);
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    const answer = await ask(origin);
    expect([answer.status, allowed(answer), answer.headers.get('vary')]).toEqual([200, origin, 'origin']);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  }
});

test('a page of another site is given no answer to read, and nothing but the API is opened to pages', async () => {
  for (const origin of ['https://evil.example', 'https://zs.example.cn.evil.example', 'null'])
    expect([allowed(await preflight(origin)), allowed(await ask(origin))]).toEqual([null, null]);
  expect(allowed(await fetch(`${office.url}/metrics`, { headers: { origin: LISTED } }))).toBeNull();
});
