import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import pino from 'pino';
import { requestLogging } from '../../src/app/request-log.ts';
import { serve } from '../server/running.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()));
afterAll(() => world.close());

test('a request is one line of the log, with its id, caller, status and time, no secret and no probe; and its answer has the safe headers', async () => {
  const { app, logged, close } = await serve(world, { LOG_LEVEL: 'info' });
  await app.inject({ method: 'GET', url: '/livez' });
  const secret = { authorization: 'Bearer a-secret-of-somebody' };
  const { headers } = await app.inject({ method: 'GET', url: '/graphql', headers: secret });
  await close();
  expect(logged.filter((line) => line.includes('a-secret') || line.includes('/livez'))).toEqual([]);
  const lines = logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ reqId }) => reqId === headers['x-request-id']);
  expect(lines).toEqual([
    expect.objectContaining({
      req: expect.objectContaining({ method: 'GET', url: '/graphql', remoteAddress: '127.0.0.1' }),
      res: expect.objectContaining({ statusCode: 405 }),
      responseTime: expect.any(Number),
    }),
  ]);
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'self'"),
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'strict-transport-security': expect.any(String),
  });
});

function logging() {
  const lines: Array<Record<string, unknown>> = [];
  const made: unknown[] = [];
  const options = { redact: ['token'], onChild: (child: unknown) => void made.push(child) };
  const log = pino(options, { write: (line: string) => void lines.push(JSON.parse(line) as never) });
  const app = Fastify({ loggerInstance: log as FastifyBaseLogger, ...requestLogging() });
  return { app, lines, made };
}

test('what is said of a request carries its id and no secret, at the level of its route; a request of which nothing is said has no logger made', async () => {
  const { app, lines, made } = logging();
  app.get('/silent', async () => 'ok');
  app.get('/told', async ({ log }) => {
    log.warn({ token: 'a-secret' }, 'odd');
    log.debug('too much');
    return 'ok';
  });
  app.get('/quiet', { logLevel: 'error' }, async ({ log }) => {
    log.warn('not worth it');
    log.error('worth it');
    return 'ok';
  });
  await app.inject('/silent');
  const forLines = made.length;
  await app.inject('/silent');
  expect(made.length).toBe(forLines);
  await app.inject('/told');
  await app.inject('/quiet');
  await app.close();
  const told = lines.map(({ level, msg, reqId, token }) => ({ level, msg, reqId, token }));
  expect(told.slice(2)).toEqual([
    { level: 40, msg: 'odd', reqId: 'req-3', token: '[Redacted]' },
    { level: 30, msg: 'request completed', reqId: 'req-3', token: undefined },
    { level: 50, msg: 'worth it', reqId: 'req-4', token: undefined },
  ]);
});

test('an answer that broke off is a line with its error', async () => {
  const { app, lines } = logging();
  app.get('/', (_, reply) => {
    reply.hijack();
    reply.raw.emit('error', new Error('the line is dead'));
    reply.raw.end();
  });
  await expect(app.inject('/')).rejects.toThrow('the line is dead');
  await app.close();
  expect(lines.filter(({ err }) => err)).toEqual([
    expect.objectContaining({ level: 50, msg: 'request errored', err: expect.objectContaining({ message: 'the line is dead' }) }),
  ]);
});
