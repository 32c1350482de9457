import { hash } from 'node:crypto';

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

/** For `select ${EVENT_TEXT} from event e` with `rowMode: 'array'`: columns, as the driver reads them 5 times faster than one array. */
export const EVENT_TEXT = COLUMNS.join(', ');

/** What position 1 follows. */
export const GENESIS: Buffer = hash('sha256', '招商云网 event log 1', 'buffer');

/** An event as the texts of its columns, in the order above. */
export type EventText = readonly (string | null)[];

/**
 * SHA-256 over the canonical text: a JSON array (strings are quoted, so no two events share their text) of the previous
 * hash in hex, the position, the instant it was given out in epoch milliseconds, and the event's columns.
 */
export const chainHash = (previous: Buffer, pos: number, numberedAtMs: number, event: EventText): Buffer =>
  hash('sha256', JSON.stringify([previous.toString('hex'), pos, numberedAtMs, ...event]), 'buffer');
