import { randomUUID } from 'node:crypto';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { RANK } from '../kernel/level.ts';

type Writing = Pick<Tx, 'sql' | 'viewer' | 'now'>;

/** The event and its pending row. The audience is whoever has access now. */
const WRITE = `with n as (select nextval(pg_get_serial_sequence('event', 'id')) as id),
    e as (
      insert into event (id, uuid, kind, subject_type, subject_id, version, guard_kind, guard_id, minimum, payload,
        actor_person_id, actor_client_id, actor_team_id, audience, revoked, at)
      select n.id, $1::uuid, $2, $3, $4::uuid, $5::int, $6, $7::uuid, $8::int, $9::jsonb, $10::uuid, $11::uuid, $12::uuid,
        case
          when $7::uuid is not null then (
            select coalesce(jsonb_object_agg(a.team_id, a.level), '{}'::jsonb) from access a
            where a.subject_id = $7::uuid and a.level >= $8::int and ($13::uuid[] is null or a.team_id = any($13::uuid[])))
          when $13::uuid[] is not null then (select coalesce(jsonb_object_agg(t, 3), '{}'::jsonb) from unnest($13::uuid[]) t)
        end, $14::jsonb, $15::timestamptz
      from n)
  insert into event_pending (event_id) select id from n`;

const write = (tx: Writing, event: NewEvent): Promise<unknown> =>
  tx.sql(WRITE, [
    randomUUID(),
    event.kind,
    event.subject.type,
    event.subject.id,
    event.subject.version ?? null,
    event.guard?.kind ?? null,
    event.guard?.id ?? null,
    RANK[event.minimum ?? 'SUMMARY'],
    JSON.stringify(event.payload ?? {}),
    tx.viewer.personId,
    tx.viewer.clientId,
    tx.viewer.teamId,
    event.onlyTeams ? [...event.onlyTeams] : null,
    event.revokedTeams?.length ? JSON.stringify(event.revokedTeams) : null,
    tx.now,
  ]);

/**
 * Writes the queued events and their pending rows, last in the transaction, when access rows are settled. Ids are drawn
 * while the aggregate's row is locked, so they are ordered per case.
 */
export async function writeEvents(tx: Writing, events: readonly NewEvent[]): Promise<void> {
  for (const event of events) await write(tx, event);
}

/** The same on a connection that sends statements without waiting for answers: all are on their way when it returns. */
export const sendEvents = (tx: Writing, events: readonly NewEvent[]): Promise<unknown>[] =>
  events.map((event) => write(tx, event));
