import { createHash } from 'node:crypto';
import { Field, ID, InputType } from 'type-graphql';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { EventKind } from './event.ts';
import type { LoggedEvent } from './logged-event.ts';
import { RecordKind } from './stream-message.ts';

@InputType({ description: 'Which events to hear; every given condition must hold (事件筛选).' })
export class EventFilter {
  @Field(() => [EventKind], { nullable: true, description: 'Only these kinds; null for all (类别).' })
  kinds?: EventKind[] | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this case; null for all (专案编号).' })
  caseId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this lead; null for all (线索编号).' })
  leadId?: string | null;
}

/** A filter with its ids resolved. Streams with the same hash accept each other's cursors. */
export interface StreamFilter {
  hash: string;
  kinds: ReadonlySet<string> | null;
  /** Every record an event must be about; empty: any event. */
  records: readonly StreamRecord[];
  /** Ends when access to its only record is withdrawn (`caseEvents`). */
  endsWithAccess: boolean;
}
export interface StreamRecord {
  kind: RecordKind;
  uuid: string;
  /** The global id as clients know it. */
  id: string;
}

const filterOf = (kinds: readonly string[] | null, records: StreamRecord[], endsWithAccess: boolean): StreamFilter => ({
  hash: createHash('sha256')
    .update(JSON.stringify([kinds && [...new Set(kinds)].sort(), records.map((r) => r.uuid), endsWithAccess]))
    .digest('base64url')
    .slice(0, 12),
  kinds: kinds && new Set(kinds),
  records,
  endsWithAccess,
});

export const everything = (): StreamFilter => filterOf(null, [], false);

export function eventsFilter(filter: EventFilter | null | undefined): StreamFilter {
  const records: StreamRecord[] = [];
  if (filter?.caseId != null) records.push(record(RecordKind.CASE, filter.caseId, 'filter.caseId'));
  if (filter?.leadId != null) records.push(record(RecordKind.LEAD, filter.leadId, 'filter.leadId'));
  return filterOf(filter?.kinds ?? null, records, false);
}

/** Null when the id is not the id of a case: there is no such case. */
export function caseFilter(caseId: string): StreamFilter | null {
  const uuid = uuidOf('Case', caseId);
  return uuid === null ? null : filterOf(null, [{ kind: RecordKind.CASE, uuid, id: caseId }], true);
}

function record(kind: RecordKind, id: string, field: string): StreamRecord {
  const uuid = uuidOf(kind === RecordKind.CASE ? 'Case' : 'Lead', id);
  if (uuid === null) throw fault('BAD_USER_INPUT', `${field} 不是有效的编号，请使用查询返回的 id`, { field });
  return { kind, uuid, id };
}

const about = (event: LoggedEvent, uuid: string): boolean => event.guardId === uuid || event.subjectId === uuid;

export const isAbout = (filter: StreamFilter, event: LoggedEvent): boolean => filter.records.every((r) => about(event, r.uuid));

export const matches = (filter: StreamFilter, event: LoggedEvent): boolean =>
  (filter.kinds === null || filter.kinds.has(event.kind)) && isAbout(filter, event);
