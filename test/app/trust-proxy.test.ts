import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { callerOf } from '../../src/app/caller.ts';
import { serve } from '../server/running.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()));
afterAll(() => world.close());

/** Whom a server takes a request for, as its log tells. */
async function callerSeen(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { app, logged, close } = await serve(world, { LOG_LEVEL: 'info', ...env });
  await app.inject({ url: '/graphiql', remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': '1.2.3.4, 203.0.113.7' } });
  await close();
  const lines = logged.map((each) => JSON.parse(each) as { req?: { remoteAddress: string } });
  return lines.find(({ req }) => req)?.req?.remoteAddress;
}

test('a caller is the peer of the connection, whatever it claims', async () => {
  expect(await callerSeen({})).toBe('10.0.0.1');
});

test('TRUST_PROXY=1 takes the address that the balancer saw, not what the caller put before it', async () => {
  expect(await callerSeen({ TRUST_PROXY: '1' })).toBe('203.0.113.7');
});

test.each([
  ['1.2.3.4, 203.0.113.7', '203.0.113.7'],
  ['203.0.113.7', '203.0.113.7'],
  [undefined, '10.0.0.1'],
  ['', '10.0.0.1'],
])('a WebSocket comes from whom a request comes from: %s', async (forwarded, caller) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const upgrade = { socket: { remoteAddress: '10.0.0.1' }, headers } as unknown as IncomingMessage;
  expect([callerOf(upgrade, true), callerOf(upgrade, false)]).toEqual([caller, '10.0.0.1']);
});
