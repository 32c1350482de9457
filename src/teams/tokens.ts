import { createHmac } from 'node:crypto';
import { jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { Role, Scope, TeamKind, type Viewer } from '../kernel/viewer.ts';
import type { Revocations } from './revocations.ts';

/** Cost points an API client may hold and how many come back a second. */
export interface Bucket {
  capacity: number;
  perSecond: number;
}

/** Who a token speaks for, and until when (ms since 1970). */
export interface SignedIn {
  viewer: Viewer;
  expiresAt: number;
  bucket?: Bucket;
}

export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

export interface Tokens {
  /** A token for one team and session; it ends with `until` when that is sooner, as with the last day of a membership. */
  issue(viewer: Viewer, sessionId: string, more?: { until?: Date | null; bucket?: Bucket }): Promise<IssuedToken>;
  /** Null when the token is forged, of another installation, expired or withdrawn. */
  verify(token: string): Promise<SignedIn | null>;
}

const ISSUER = 'zhaoshang';
/** Clocks of two nodes may differ this much. */
const TOLERANCE_S = 30;
const LONGEST_TOKEN = 2_000;
const REMEMBERED = 10_000;

/** Signed with a key derived from the installation's (HS256 only), so every node of an installation accepts them and no other does. */
export function createTokens(
  key: Buffer,
  options: { minutes: number; now: () => Date; revocations: Pick<Revocations, 'has'> },
): Tokens {
  const secret = new Uint8Array(createHmac('sha256', key).update('token').digest());
  const verified = new Map<string, SignedIn>();
  const { minutes, now, revocations } = options;

  const open = async (token: string): Promise<SignedIn | null> => {
    try {
      const checks = { algorithms: ['HS256'], issuer: ISSUER, currentDate: now(), clockTolerance: TOLERANCE_S };
      return signedIn((await jwtVerify(token, secret, { ...checks, requiredClaims: ['exp', 'sub', 'team'] })).payload);
    } catch {
      return null;
    }
  };

  return {
    async issue(viewer, sessionId, { until, bucket } = {}) {
      const at = now().getTime();
      const end = Math.min(at + minutes * 60_000, until?.getTime() ?? Infinity);
      const expiresAt = new Date(Math.floor(end / 1_000) * 1_000);
      const token = await new SignJWT(claims(viewer, sessionId, bucket))
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setSubject(viewer.personId ?? viewer.clientId ?? '')
        .setIssuedAt(Math.floor(at / 1_000))
        .setExpirationTime(expiresAt.getTime() / 1_000)
        .sign(secret);
      return { token, expiresAt };
    },

    async verify(token) {
      if (token.length > LONGEST_TOKEN) return null;
      const remembered = verified.get(token);
      const found = remembered ?? (await open(token));
      if (!found || found.expiresAt + TOLERANCE_S * 1_000 <= now().getTime() || revocations.has(found.viewer.sessionId!)) {
        verified.delete(token);
        return null;
      }
      // The least recently used token is the first key of the map.
      verified.delete(token);
      verified.set(token, found);
      if (verified.size > REMEMBERED) verified.delete(verified.keys().next().value!);
      return found;
    },
  };
}

const claims = (viewer: Viewer, sessionId: string, bucket?: Bucket): JWTPayload => ({
  team: viewer.teamId,
  kind: viewer.teamKind,
  role: viewer.role,
  person: viewer.personId,
  client: viewer.clientId,
  session: sessionId,
  scopes: [...viewer.scopes],
  ...(bucket ? { bucket: [bucket.capacity, bucket.perSecond] } : {}),
});

/** The payload is ours (the signature says so); a shape of an older release still counts as no token. */
function signedIn(payload: JWTPayload): SignedIn | null {
  const { team, kind, role, person, client, session, scopes, bucket, exp } = payload as Record<string, unknown>;
  if (typeof team !== 'string' || typeof session !== 'string' || !Array.isArray(scopes)) return null;
  if (!Object.hasOwn(TeamKind, String(kind)) || !Object.hasOwn(Role, String(role))) return null;
  const viewer: Viewer = {
    teamId: team,
    teamKind: kind as TeamKind,
    role: role as Role,
    personId: (person as string | null) ?? null,
    clientId: (client as string | null) ?? null,
    sessionId: session,
    scopes: scopes.filter((scope): scope is Scope => Object.hasOwn(Scope, String(scope))),
  };
  const [capacity, perSecond] = Array.isArray(bucket) ? (bucket as number[]) : [];
  const expiresAt = (exp as number) * 1_000;
  return capacity === undefined || perSecond === undefined
    ? { viewer, expiresAt }
    : { viewer, expiresAt, bucket: { capacity, perSecond } };
}
