import { createHash } from 'node:crypto';

/**
 * The columns of `event` as PostgreSQL writes them as text, independent of the session: no time zone, and jsonb in its
 * own normal form. The sequencer and `verify-log` read the same list, so both hash the same bytes.
 */
const COLUMNS = [
  'e.id::text',
  'e.uuid::text',
  'e.kind',
  'e.subject_type',
  'e.subject_id::text',
  'e.version::text',
  'e.guard_kind',
  'e.guard_id::text',
  'e.minimum::text',
  'e.payload::text',
  'e.actor_person_id::text',
  'e.actor_client_id::text',
  'e.actor_team_id::text',
  'e.audience::text',
  'e.revoked::text',
  '(extract(epoch from e.at) * 1000)::bigint::text',
] as const;

/** For `select ${EVENT_TEXT} from event e`: one `text[]`, null where the event is missing. */
export const EVENT_TEXT = `case when e.id is not null then array[${COLUMNS.join(', ')}] end`;

/** An event as the texts of its columns, in the order above. */
export type EventText = readonly (string | null)[];

/** What position 1 follows. */
export const GENESIS = createHash('sha256').update('招商云网 event log 1').digest();

/**
 * SHA-256 over the previous hash and the canonical bytes: a JSON array (strings are quoted, so no two events share
 * their bytes) of the position, the instant it was given out in epoch milliseconds, and the event's columns.
 */
export function chainHash(previous: Uint8Array, pos: number, numberedAtMs: number, event: EventText): Buffer {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([pos, numberedAtMs, ...event]))
    .digest();
}
