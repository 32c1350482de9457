import { describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { Role, Scope, TeamKind, type Viewer } from '../../src/kernel/viewer.ts';
import { createRevocations } from '../../src/teams/revocations.ts';
import { createTokens } from '../../src/teams/tokens.ts';

const KEY = Buffer.from('the key of this installation, 32b');
const MINUTE = 60_000;
const viewer: Viewer = {
  teamId: 'team',
  teamKind: TeamKind.PARK,
  role: Role.OFFICER,
  personId: 'person',
  clientId: null,
  sessionId: 'session',
  scopes: [],
};

function desk(key = KEY) {
  const clock = { at: Date.parse('2026-11-23T08:00:00Z') };
  const revocations = createRevocations(61 * MINUTE);
  return { clock, revocations, tokens: createTokens(key, { minutes: 60, now: () => new Date(clock.at), revocations }) };
}

describe('token', () => {
  test('says for whom it speaks and until when', async () => {
    const { tokens } = desk();
    const { token, expiresAt } = await tokens.issue(viewer, 'session');
    expect(await tokens.verify(token)).toEqual({ viewer, expiresAt: expiresAt.getTime() });
    expect(expiresAt.toISOString()).toBe('2026-11-23T09:00:00.000Z');
  });

  test('of an API client carries its scopes and its cost bucket', async () => {
    const { tokens } = desk();
    const client = { ...viewer, personId: null, clientId: 'client', scopes: [Scope.READ] };
    const bucket = { capacity: 10_000, perSecond: 500 };
    expect(await tokens.verify((await tokens.issue(client, 'session', { bucket })).token)).toMatchObject({
      viewer: client,
      bucket,
    });
  });

  test('ends with the last day of the membership when that is sooner', async () => {
    const { tokens } = desk();
    const until = new Date('2026-11-23T08:10:00Z');
    expect((await tokens.issue(viewer, 'session', { until })).expiresAt).toEqual(until);
  });

  test('is of no use after its time, give or take the clocks of two nodes', async () => {
    const { tokens, clock } = desk();
    const { token } = await tokens.issue(viewer, 'session');
    clock.at += 60 * MINUTE + 20_000;
    expect(await tokens.verify(token)).not.toBeNull();
    clock.at += 40_000;
    expect(await tokens.verify(token)).toBeNull();
    expect(await desk().tokens.verify(token)).not.toBeNull();
  });

  test('of another installation is no token', async () => {
    const { token } = await desk(Buffer.from('another key')).tokens.issue(viewer, 'session');
    expect(await desk().tokens.verify(token)).toBeNull();
  });

  test('signed by nobody, with another algorithm or with a changed claim is no token', async () => {
    const { tokens } = desk();
    const { token } = await tokens.issue(viewer, 'session');
    const [head, body, signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(body!, 'base64url').toString());
    const raised = Buffer.from(JSON.stringify({ ...claims, role: 'CHIEF' })).toString('base64url');
    const derived = new Uint8Array(createHmac('sha256', KEY).update('token').digest());
    const forged = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(derived),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(KEY)),
      `${head}.${raised}.${signature}`,
      `${head}.${body}.`,
      'x'.repeat(5_000),
      '',
    ];
    expect(await Promise.all(forged.map((each) => tokens.verify(each)))).toEqual(forged.map(() => null));
  });

  test('is of no use once its session is withdrawn, though it was good a moment before', async () => {
    const { tokens, revocations, clock } = desk();
    const { token } = await tokens.issue(viewer, 'session');
    expect(await tokens.verify(token)).not.toBeNull();
    revocations.add(['session'], new Date(clock.at));
    expect(await tokens.verify(token)).toBeNull();
  });
});

describe('revocations', () => {
  test('are forgotten when no token can be left', () => {
    const revocations = createRevocations(MINUTE);
    revocations.add(['old'], new Date(0));
    revocations.add(['new'], new Date(2 * MINUTE));
    expect([revocations.has('old'), revocations.has('new')]).toEqual([false, true]);
  });
});
