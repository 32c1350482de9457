import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerGraphiql } from '../../src/app/graphiql.ts';

let app: FastifyInstance;

beforeAll(async () => {
  app = Fastify();
  await app.register(helmet);
  registerGraphiql(app, { path: '/graphiql' });
});

afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });
const references = (html: string) =>
  [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '').filter((url) => url !== 'data:,');

interface Sent {
  connectionParams?: Record<string, string>;
  headers?: Record<string, string>;
}

/** Runs the page's own script with what the editor would hand to its fetcher, and returns what would be sent. */
async function send(headers: Record<string, string>): Promise<Sent> {
  const sent: Sent = {};
  let fetcher = (_params: object, _options: object): void => {};
  const browser = {
    location: { origin: 'http://zs.local' },
    document: { getElementById: () => null },
    graphqlWs: { createClient: (options: Sent) => (sent.connectionParams = options.connectionParams) },
    GraphiQL: { createFetcher: () => (_params: object, options: Sent) => (sent.headers = options.headers) },
    React: { createElement: (_type: object, props: { fetcher: typeof fetcher }) => (fetcher = props.fetcher) },
    ReactDOM: { createRoot: () => ({ render: () => {} }) },
  };
  runInNewContext((await get('/graphiql/boot.js')).body, browser);
  fetcher({ query: '{ __typename }' }, { headers });
  return JSON.parse(JSON.stringify(sent)) as Sent;
}

describe('GraphiQL', () => {
  test('gets every file from this server, out of the npm packages', async () => {
    const page = await get('/graphiql');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const urls = references(page.body);
    expect(urls).toHaveLength(7);
    for (const url of urls) {
      const answer = await get(url);
      expect({ url, code: answer.statusCode }).toEqual({ url, code: 200 });
      expect(answer.headers['content-type']).toMatch(url.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
    }
  });

  test('names no other host, in the page or in its policy', async () => {
    const page = await get('/graphiql');
    expect(page.body + (await get('/graphiql/boot.js')).body).not.toMatch(/https?:\/\/|\/\/[a-z]+\.[a-z]/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).not.toMatch(/https?:|wss?:|\*|unsafe-eval/);
  });

  test('loads nothing by address from its style sheet', async () => {
    const { body } = await get('/graphiql/graphiql.css');
    expect([...body.matchAll(/url\(["']?(?!data:|#)[^)]*/g)].map(([found]) => found)).toEqual([]);
  });

  test('sends the token of the headers editor over HTTP and over WebSocket', async () => {
    expect(await send({ Authorization: 'Bearer abc' })).toEqual({
      headers: { authorization: 'Bearer abc' },
      connectionParams: { authorization: 'Bearer abc' },
    });
  });

  test('sends no half-filled token, so that signIn works from the first screen', async () => {
    expect(await send({ Authorization: 'Bearer ' })).toEqual({ headers: {}, connectionParams: {} });
  });

  test('is not sent again to a browser that has it', async () => {
    const first = await get('/graphiql/graphiql.js');
    const again = await get('/graphiql/graphiql.js', { 'if-none-match': String(first.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });
});
