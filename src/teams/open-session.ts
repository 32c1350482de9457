import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { refuse } from '../kernel/refusal.ts';
import { endOfDay, shanghaiDay } from '../kernel/shanghai-day.ts';
import type { Role, TeamKind, Viewer } from '../kernel/viewer.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export interface OpenedSession {
  token: string;
  expiresAt: Date;
  refreshToken: string;
  viewer: Viewer;
}

/** A membership in force, with what a token says of it. */
interface Service {
  teamId: string;
  teamKind: TeamKind;
  role: Role;
  endsOn: string | null;
}

const REFRESH_MS = 7 * 86_400_000;
/** For so long an exchanged token gives the same next one again: the answer may have been lost on the way. */
const GRACE_MS = 60_000;

/** $1 person, $2 day, $3 team or null. The default team comes first. */
const IN_SERVICE = `select m.id, m.team_id, t.kind, m.role, least(m.ends_on, t.ends_on) as ends_on
  from membership m join team t on t.id = m.team_id
  where m.person_id = $1 and ($3::uuid is null or m.team_id = $3::uuid)
    and m.starts_on <= $2::date and (m.ends_on is null or m.ends_on >= $2::date)
    and (t.starts_on is null or t.starts_on <= $2::date) and (t.ends_on is null or t.ends_on >= $2::date)
    and exists (select 1 from person p where p.id = m.person_id and p.disabled_at is null)
  order by m.is_default desc, m.starts_on, m.id limit 1`;

/** The membership is locked while its session is written: whoever ends it sees the session and withdraws it. */
const OPEN = `with service as (${IN_SERVICE} for share of m),
  opened as (insert into session (id, person_id, team_id, refresh_hash, created_at, expires_at)
    select $4, $1, team_id, $5, $6, $7 from service)
  select team_id as "teamId", kind as "teamKind", role, ends_on as "endsOn" from service`;

/** $1 presented, $2 next, $3 salt of the next, $4 now, $5 start of the grace. In grace the row stays as the first exchange left it. */
const RENEW = `update session set refresh_hash = case when refresh_hash = $1 then $2 else refresh_hash end,
    exchange_salt = case when refresh_hash = $1 then $3 else exchange_salt end,
    exchanged_at = case when refresh_hash = $1 then $4::timestamptz else exchanged_at end, previous_hash = $1
  where (refresh_hash = $1 or (previous_hash = $1 and exchanged_at > $5)) and revoked_at is null and expires_at > $4::timestamptz
  returning id, person_id as "personId", team_id as "teamId", exchange_salt as salt`;

const fingerprint = (refreshToken: string): string => createHash('sha256').update(refreshToken).digest('hex');
const newSecret = (): string => randomBytes(32).toString('base64url');
/** Only who holds the token exchanged can ask for it, and the salt never leaves the database. */
const successor = (refreshToken: string, salt: string): string =>
  createHmac('sha256', refreshToken).update(salt).digest('base64url');

/** A sign-in for one team: the given one, else the person's default. Null when the person does not serve there today. */
export async function openSession(deps: SignInDeps, personId: string, teamId: string | null): Promise<OpenedSession | null> {
  const now = deps.now();
  const [sessionId, refreshToken] = [randomUUID(), newSecret()];
  const [service] = await deps.sql<Service>(OPEN, [
    personId,
    shanghaiDay(now),
    teamId,
    sessionId,
    fingerprint(refreshToken),
    now,
    new Date(now.getTime() + REFRESH_MS),
  ]);
  return service ? grant(deps, personId, sessionId, service, refreshToken) : null;
}

/**
 * A new token for the same session, and the next refresh token. Exchanged again within the grace a token gives the same
 * next one, so nothing forks; once the next one is exchanged itself, its predecessor is over, grace or not.
 */
export async function renewSession(deps: SignInDeps, refreshToken: string): Promise<OpenedSession> {
  const now = deps.now();
  const salt = newSecret();
  const [session] = await deps.sql<{ id: string; personId: string | null; teamId: string; salt: string }>(RENEW, [
    fingerprint(refreshToken),
    fingerprint(successor(refreshToken, salt)),
    salt,
    now,
    new Date(now.getTime() - GRACE_MS),
  ]);
  const [service] = session?.personId
    ? await deps.sql<Service>(
        `select team_id as "teamId", kind as "teamKind", role, ends_on as "endsOn" from (${IN_SERVICE}) s`,
        [session.personId, shanghaiDay(now), session.teamId],
      )
    : [];
  if (!service) throw refuse('BAD_CREDENTIALS', '刷新令牌无效、已使用或已过期，请重新登录', 'input', 'refreshToken');
  return grant(deps, session!.personId!, session!.id, service, successor(refreshToken, session!.salt));
}

async function grant(
  deps: SignInDeps,
  personId: string,
  sessionId: string,
  service: Service,
  refreshToken: string,
): Promise<OpenedSession> {
  const { teamId, teamKind, role, endsOn } = service;
  const viewer: Viewer = { teamId, teamKind, role, personId, clientId: null, sessionId, scopes: [] };
  const issued = await deps.tokens.issue(viewer, sessionId, { until: endsOn === null ? null : endOfDay(endsOn) });
  return { ...issued, refreshToken, viewer };
}
