import type { AnswerError } from './failures.ts';

/** What a document selects of each event at least: `id` is what tells an event that came twice. */
export interface EventShape {
  id: string;
}

/** Something happened. */
export interface EventMessage<E> {
  type: 'Event';
  event: E;
  /** Go on behind this message with `after`. */
  cursor: string;
  /** Fields of the event that the server could not answer, even when asked again. */
  errors?: readonly AnswerError[];
}
/** Events before this point are no longer replayed: fetch the lists again, then go on listening. */
export interface StreamGap {
  type: 'StreamGap';
  droppedBefore: string;
  message: string;
  cursor: string;
}
/** The team may no longer see the record: drop what you keep of it. */
export interface AccessRevoked {
  type: 'AccessRevoked';
  recordId: string;
  recordKind: string;
  cursor: string;
}
/** The server has an event here that it could not show, even when asked again: fetch the lists again. */
export interface EventFailed {
  type: 'EventFailed';
  errors: readonly AnswerError[];
  /** The last cursor before it. */
  cursor: string | null;
}
export type StreamMessage<E> = EventMessage<E> | StreamGap | AccessRevoked | EventFailed;

/** Put this into a document beside `event { id … }`: `teamFeed(after: $after) { ${STREAM_FIELDS} event { id kind } }`. */
export const STREAM_FIELDS =
  'cursor signal { __typename ... on StreamGap { droppedBefore message } ... on AccessRevoked { recordId recordKind } }';

export interface Payload {
  data?: Record<string, unknown> | null | undefined;
  errors?: unknown;
}
interface Wire<E> {
  cursor?: string;
  event?: E | null;
  signal?: ({ __typename?: string } & Record<string, string>) | null;
}
interface Progress {
  type: 'Progress';
  cursor: string;
}
export type Read<E> =
  | EventMessage<E>
  | StreamGap
  | AccessRevoked
  | Progress
  | { type: 'Failed'; errors: readonly AnswerError[] }
  | { type: 'Unreadable'; missing: string };

/** What a payload of the wire says. */
export function readMessage<E extends EventShape>({ data, errors }: Payload): Read<E> {
  const failed = errorsOf(errors);
  const wire = data && (Object.values(data)[0] as Wire<E> | null);
  if (!wire) return { type: 'Failed', errors: failed };
  const missing = missingIn(wire);
  if (missing) return { type: 'Unreadable', missing };
  const { cursor = '', event, signal } = wire;
  if (event) return { type: 'Event', event, cursor, ...(failed.length > 0 && { errors: failed }) };
  if (signal?.__typename) return readSignal(signal.__typename, signal, cursor);
  return failed.length > 0 ? { type: 'Failed', errors: failed } : { type: 'Unreadable', missing: 'signal { __typename }' };
}

const errorsOf = (errors: unknown): readonly AnswerError[] => (Array.isArray(errors) ? (errors as AnswerError[]) : []);

/** What the document forgot to select, without which nobody could tell news from repetition. */
function missingIn({ cursor, event }: Wire<EventShape>): string | null {
  if (typeof cursor !== 'string') return 'cursor';
  return event === undefined || (event && typeof event.id !== 'string') ? 'event { id }' : null;
}

/** Signals of a later version of the server say nothing to us but where we are. */
function readSignal(type: string, said: Record<string, string>, cursor: string): StreamGap | AccessRevoked | Progress {
  const { droppedBefore = '', message = '', recordId = '', recordKind = '' } = said;
  if (type === 'StreamGap') return { type, droppedBefore, message, cursor };
  if (type === 'AccessRevoked') return { type, recordId, recordKind, cursor };
  return { type: 'Progress', cursor };
}
