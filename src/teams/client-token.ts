import { randomUUID, timingSafeEqual } from 'node:crypto';
import { endOfDay, shanghaiDay } from '../kernel/shanghai-day.ts';
import { Role, Scope, type TeamKind, type Viewer } from '../kernel/viewer.ts';
import { secretFingerprint } from './api-clients.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export type ClientTokenRefusal = 'invalid_client' | 'invalid_scope' | 'slow_down';
export type ClientToken = { token: string; expiresAt: Date; scopes: Scope[] } | { refusal: ClientTokenRefusal; waitS: number };

interface ClientRow {
  id: string;
  secretHash: string;
  scopes: Scope[];
  teamId: string;
  teamKind: TeamKind;
  endsOn: string | null;
  capacity: number;
  perSecond: number;
}

const CLIENT = `select c.id, c.secret_hash as "secretHash", c.scopes, c.team_id as "teamId", t.kind as "teamKind", t.ends_on as "endsOn",
    c.bucket_capacity as capacity, c.bucket_per_second as "perSecond"
  from api_client c join team t on t.id = c.team_id
  where c.client_id = $1 and c.disabled_at is null
    and (t.starts_on is null or t.starts_on <= $2::date) and (t.ends_on is null or t.ends_on >= $2::date)`;

/** The client is locked while its session is written: whoever revokes it sees the session and withdraws it. */
const OPEN = `insert into session (id, client_id, team_id, created_at, expires_at)
  select $1, c.id, c.team_id, $3, $4 from api_client c where c.id = $2 and c.disabled_at is null for share returning id`;

const NOBODY = secretFingerprint('nobody');

/** Client credentials for a token that acts for the client's team, with the asked scopes or all it has. */
export async function clientToken(
  deps: SignInDeps,
  credentials: { clientId: string; secret: string },
  asked: readonly string[] | null,
): Promise<ClientToken> {
  const now = deps.now();
  const clientId = credentials.clientId.replaceAll('\0', '').slice(0, 100);
  let client: ClientRow | undefined;
  const { right, waitS } = await deps.attempts.check(`client ${clientId}`, deps.address, async () => {
    [client] = await deps.sql<ClientRow>(CLIENT, [clientId, shanghaiDay(now)]);
    return (
      timingSafeEqual(Buffer.from(secretFingerprint(credentials.secret)), Buffer.from(client?.secretHash ?? NOBODY)) &&
      client !== undefined
    );
  });
  if (waitS > 0) return { refusal: 'slow_down', waitS };
  if (!right || !client) return { refusal: 'invalid_client', waitS: 0 };
  const has = new Set<string>(client.scopes);
  if (asked?.some((scope) => !has.has(scope))) return { refusal: 'invalid_scope', waitS: 0 };
  return open(deps, client, asked ? client.scopes.filter((scope) => asked.includes(scope)) : client.scopes);
}

async function open(deps: SignInDeps, client: ClientRow, scopes: Scope[]): Promise<ClientToken> {
  const sessionId = randomUUID();
  const viewer: Viewer = {
    teamId: client.teamId,
    teamKind: client.teamKind,
    role: scopes.some((scope) => scope !== Scope.READ) ? Role.OFFICER : Role.READER,
    personId: null,
    clientId: client.id,
    sessionId,
    scopes,
  };
  const issued = await deps.tokens.issue(viewer, sessionId, {
    until: client.endsOn === null ? null : endOfDay(client.endsOn),
    bucket: { capacity: client.capacity, perSecond: client.perSecond },
  });
  const opened = await deps.sql(OPEN, [sessionId, client.id, deps.now(), issued.expiresAt]);
  return opened.length > 0 ? { ...issued, scopes } : { refusal: 'invalid_client', waitS: 0 };
}
