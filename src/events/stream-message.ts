import { createUnionType, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../kernel/scalars.ts';
import { Event, type EventSource } from './event.ts';

/** Kinds of records that guard events. */
export enum RecordKind {
  LEAD = 'LEAD',
  CASE = 'CASE',
}
registerEnumType(RecordKind, {
  name: 'RecordKind',
  description: 'Kind of an access-controlled record (记录类别).',
  valuesConfig: {
    LEAD: { description: 'A lead (线索).' },
    CASE: { description: 'A case (专案).' },
  },
});

@ObjectType({
  description: 'Events before this point are no longer replayed (补发中断): fetch the lists again, then go on listening.',
})
export class StreamGap {
  @Field(() => DateTime, { description: 'Events before this instant were dropped from replay (此前的事件不再补发).' })
  droppedBefore!: Date;

  @Field(() => String, { description: 'Sentence for people that names the way out (提示).' })
  message!: string;
}

@ObjectType({ description: 'The team may no longer see a record (访问已撤回): drop what you keep of it; nothing of it follows.' })
export class AccessRevoked {
  @Field(() => ID, { description: 'Global id of the record (记录编号).' })
  recordId!: string;

  @Field(() => RecordKind, { description: 'Kind of the record (记录类别).' })
  recordKind!: RecordKind;
}

@ObjectType({
  description: 'Nothing more up to this cursor (进度): sent at the start, after a replay and at least every ten seconds.',
})
export class StreamProgress {
  @Field(() => DateTime, { description: 'When the server said so (时间).' })
  at!: Date;
}

export const StreamSignal = createUnionType({
  name: 'StreamSignal',
  description: 'What the stream itself has to say (流信号).',
  types: () => [StreamGap, AccessRevoked, StreamProgress] as const,
  resolveType: (signal) => (signal as unknown as SignalSource).__typename,
});

export type SignalSource =
  | { __typename: 'StreamGap'; droppedBefore: Date; message: string }
  | { __typename: 'AccessRevoked'; recordId: string; recordKind: RecordKind }
  | { __typename: 'StreamProgress'; at: Date };

@ObjectType({ description: 'One message of a stream: an event or a signal, and the cursor to go on from (订阅消息).' })
export class StreamMessage {
  @Field(() => String, { description: 'Pass it as `after` to go on right behind this message (游标).' })
  cursor!: string;

  @Field(() => Event, { nullable: true, description: 'What happened; null in a signal (事件).' })
  event!: EventSource | null;

  @Field(() => StreamSignal, { nullable: true, description: 'What the stream has to say; null with an event (流信号).' })
  signal!: SignalSource | null;
}

/** What a stream's operation is executed on. */
export interface MessageSource {
  cursor: string;
  event: EventSource | null;
  signal: SignalSource | null;
}
