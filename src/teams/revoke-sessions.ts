import type { Tx } from '../kernel/context.ts';

/** Which sign-ins to withdraw: one, or those of a person (in a team, but for one), of an API client or of a whole team. */
export type Withdrawn =
  | { sessionId: string }
  | { personId: string; teamId?: string; except?: string | null }
  | { clientId: string }
  | { teamId: string };

const REVOKE = `update session set revoked_at = $1
  where revoked_at is null and expires_at > $1::timestamptz - interval '1 day'
    and (id = $2::uuid or client_id = $3::uuid or ($2::uuid is null and $3::uuid is null and $4::uuid is null and team_id = $5::uuid) or
      (person_id = $4::uuid and ($5::uuid is null or team_id = $5::uuid) and ($6::uuid is null or id <> $6::uuid)))
  returning id`;

/** Marks them withdrawn; the caller records the event that tells every node. Long-ended ones are left as they are. */
export async function revokeSessions(tx: Pick<Tx, 'sql' | 'now'>, which: Withdrawn): Promise<string[]> {
  const { sessionId, clientId, personId, teamId, except } = which as Partial<
    Record<'sessionId' | 'clientId' | 'personId' | 'teamId' | 'except', string | null>
  >;
  const rows = await tx.sql<{ id: string }>(REVOKE, [
    tx.now,
    sessionId ?? null,
    clientId ?? null,
    personId ?? null,
    teamId ?? null,
    except ?? null,
  ]);
  return rows.map(({ id }) => id);
}

/** Withdraws them and says so: delivered to nobody, it closes their sockets on every node. */
export async function revokeAndRecord(
  tx: Pick<Tx, 'sql' | 'now' | 'record'>,
  which: Withdrawn,
  subject: { type: string; id: string },
): Promise<string[]> {
  const sessionIds = await revokeSessions(tx, which);
  if (sessionIds.length > 0) tx.record({ kind: 'SESSION_REVOKED', subject, onlyTeams: [], payload: { sessionIds } });
  return sessionIds;
}
