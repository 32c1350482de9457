import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { buildSchema } from 'graphql';
import { createGate, LIMITS } from '../../src/app/gate.ts';
import { admit, type InFlight } from '../../src/app/http-admission.ts';

const schema = buildSchema('type Query { hello: String } type Mutation { signIn: String }');
schema.getMutationType()!.getFields().signIn!.extensions = { open: true };
const SIGN_IN = 'mutation { signIn }';

test('false sign-ins from one address use up its own cost points and nobody else’s', () => {
  const gate = createGate(schema);
  const ask = (address: string) =>
    gate.admit({ transport: 'http', query: SIGN_IN, viewer: null, address, bucket: { capacity: 60, perSecond: 0.001 } });
  expect(() => Array.from({ length: 61 }, () => ask('10.0.0.1'))).toThrow('请求过于频繁');
  expect(ask('10.0.0.2').cost.remaining).toBeGreaterThanOrEqual(0);
});

test('requests that hang from one address take no place from another', async () => {
  const app = Fastify();
  const gate = createGate(schema);
  const inFlight: InFlight = new Map();
  let release!: () => void;
  const released = new Promise<void>((done) => (release = done));
  const deps = { gate, refused: () => {}, authenticate: async () => null };
  app.decorateRequest('signedIn', null);
  app.decorateRequest('admitted', null);
  app.post('/graphql', { preHandler: (request, reply) => admit(request, reply, deps, inFlight) }, async ({ ip }) => {
    if (ip === '10.0.0.1') await released;
    return { data: {} };
  });
  const ask = async (remoteAddress: string): Promise<number> =>
    (await app.inject({ method: 'POST', url: '/graphql', remoteAddress, payload: { query: SIGN_IN } })).statusCode;

  const hanging = Array.from({ length: LIMITS.inFlight }, () => ask('10.0.0.1'));
  expect([await ask('10.0.0.1'), await ask('10.0.0.2')]).toEqual([503, 200]);
  release();
  expect(new Set(await Promise.all(hanging))).toEqual(new Set([200]));
  await app.close();
});
