import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { TransferTerms } from './transfer-terms.ts';

export enum TransferKind {
  LEAD = 'LEAD',
  CASE = 'CASE',
}
registerEnumType(TransferKind, {
  name: 'TransferKind',
  description: 'What is passed on (流转对象).',
  valuesConfig: {
    LEAD: { description: 'A lead that is not a case yet (线索).' },
    CASE: { description: 'A case, and with it the lead it came from (专案).' },
  },
});

export enum TransferReason {
  INDUSTRY_MISMATCH = 'INDUSTRY_MISMATCH',
  LACKING_FACTORS = 'LACKING_FACTORS',
  LAYOUT_ADJUSTMENT = 'LAYOUT_ADJUSTMENT',
  INVESTOR_CHOICE = 'INVESTOR_CHOICE',
  OTHER = 'OTHER',
}
registerEnumType(TransferReason, {
  name: 'TransferReason',
  description: 'Why a lead or case is passed on (流转原因).',
  valuesConfig: {
    INDUSTRY_MISMATCH: { description: 'It does not fit the leading industries here (产业不符).' },
    LACKING_FACTORS: { description: 'Land, power, quota or another factor is lacking here (要素不足).' },
    LAYOUT_ADJUSTMENT: { description: "The city's layout of industries wants it elsewhere (布局调整)." },
    INVESTOR_CHOICE: { description: 'The investor wants another place (投资方意愿).' },
    OTHER: { description: 'Another reason, said in the note (其他).' },
  },
});

export enum TransferState {
  OFFERED = 'OFFERED',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  WITHDRAWN = 'WITHDRAWN',
  EXPIRED = 'EXPIRED',
  DIRECTED = 'DIRECTED',
}
registerEnumType(TransferState, {
  name: 'TransferState',
  description: 'Where a transfer stands (流转状态).',
  valuesConfig: {
    OFFERED: { description: 'Offered, the other team has not answered yet (待接收).' },
    ACCEPTED: { description: 'The other team took it over (已接收).' },
    DECLINED: { description: 'The other team did not want it (已婉拒).' },
    WITHDRAWN: { description: 'The origin took the offer back (已撤回).' },
    EXPIRED: { description: 'The offer ended unanswered (已失效).' },
    DIRECTED: { description: 'The city directed it; no answer was asked (市级指定).' },
  },
});

/**
 * A lead or case passed from one team to another: an offer with its answer, or the city's direction. At most one offer is
 * open for a record; the row stays as its history.
 */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('transfer', 'subject_id', Level.SUMMARY) })
@Index({
  name: 'transfer_one_open',
  expression: `create unique index transfer_one_open on transfer (subject_id) where state = 'OFFERED'`,
})
@Index({ name: 'transfer_history', properties: ['subjectId', 'offeredAt', 'id'] })
@Index({ name: 'transfer_inbox', properties: ['toTeamId', 'dueAt', 'id'] })
@Index({ name: 'transfer_outbox', properties: ['fromTeamId', 'dueAt', 'id'] })
@Levelled()
@ObjectType({ implements: Node, description: 'A lead or case passed from one team to another (流转).' })
export class Transfer {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Enum({ items: () => TransferKind, type: 'text' })
  @At(Level.SUMMARY)
  @Field(() => TransferKind, { description: 'What is passed on (流转对象).' })
  kind!: TransferKind;

  /** The lead or case, which guards the row. */
  @Property({ type: 'uuid' })
  subjectId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'from_team_id' })
  fromTeamId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'to_team_id' })
  toTeamId!: string;

  @Enum({ items: () => TransferReason, type: 'text' })
  @At(Level.SUMMARY)
  @Field(() => TransferReason, { description: 'Why it is passed on (流转原因).' })
  reason!: TransferReason;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, {
    nullable: true,
    description: 'The reason in words, of a directed one what it rests on; null when nothing was said (流转说明).',
  })
  note?: string | null;

  @Property({ type: 'json', nullable: true })
  @At(Level.FOLLOW)
  @Field(() => TransferTerms, {
    nullable: true,
    description: 'How origin and receiver share the credit, part of what is accepted; null when nothing was agreed (分计条款).',
  })
  terms?: TransferTerms | null;

  @Enum({ items: () => TransferState, type: 'text' })
  @At(Level.SUMMARY)
  @Field(() => TransferState, { description: 'Where it stands (流转状态).' })
  state!: TransferState;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, { description: 'When it was offered or directed (发起时间).' })
  offeredAt!: Date;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, {
    description: 'When the offer ends unanswered; of a directed one when it was directed (答复截止时间).',
  })
  dueAt!: Date;

  @Property({ type: 'boolean' })
  @At(Level.SUMMARY)
  @Field(() => Boolean, {
    description: 'Whether dueAt may still move since holidays it reaches into are not announced (是否为推算期限).',
  })
  isEstimated!: boolean;

  /** Working days it was given, and the calendar they were counted by. */
  @Property({ type: 'integer' })
  dueDays!: number;

  @Text()
  calendarVersion!: string;

  @Instant({ nullable: true })
  @At(Level.SUMMARY)
  @Field(() => DateTime, { nullable: true, description: 'When the offer ended; null while it is open (办结时间).' })
  answeredAt?: Date | null;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'What the answer said; null when nothing was said (答复说明).' })
  answerNote?: string | null;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type TransferRow = Transfer & LevelledRow;
