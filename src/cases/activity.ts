import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { CURRENT_TEAM, guardedBy, guardedWith } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { Contact } from '../leads/contact.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';
import { Case } from './case.ts';

export enum ActivityKind {
  CALL = 'CALL',
  VISIT = 'VISIT',
  MEETING = 'MEETING',
  RECEPTION = 'RECEPTION',
  NOTE = 'NOTE',
}

registerEnumType(ActivityKind, {
  name: 'ActivityKind',
  description: 'What was done on a case (跟进方式).',
  valuesConfig: {
    CALL: { description: 'A call or message (电话沟通).' },
    VISIT: { description: 'Our people went to the company (拜访企业).' },
    MEETING: { description: 'A meeting (会议洽谈).' },
    RECEPTION: { description: 'The company came to us (接待来访).' },
    NOTE: { description: 'A note without a meeting (工作记录).' },
  },
});

/** What was done on a case. A private one is seen by its author's team alone. */
@Entity({
  rowLevelSecurity: 'force',
  policies: guardedBy('activity', 'case_id', Level.FOLLOW, {
    also: `not activity.is_private or activity.team_id = ${CURRENT_TEAM}`,
  }),
})
@Index({
  name: 'activity_newest',
  expression: 'create index activity_newest on activity (case_id, happened_on desc, id desc)',
})
@Levelled()
@ObjectType({ implements: Node, description: 'What was done on a case, by whom and when (跟进记录).' })
export class Activity {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'author_id' })
  authorId?: string | null;

  @Enum({ items: () => ActivityKind, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => ActivityKind, { nullable: true, description: 'What was done; null below FOLLOW (方式).' })
  kind!: ActivityKind;

  @Day()
  @At(Level.FOLLOW)
  @Field(() => CalendarDate, { nullable: true, description: 'Day it happened, in Asia/Shanghai; null below FOLLOW (日期).' })
  happenedOn!: string;

  @Text()
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'What was said or agreed; null below FOLLOW (内容).' })
  text!: string;

  @Property({ type: 'boolean' })
  @At(Level.FOLLOW)
  @Field(() => Boolean, {
    nullable: true,
    description: "Whether only the author's team sees it; null below FOLLOW (仅本团队可见).",
  })
  isPrivate!: boolean;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was written down; null below FOLLOW (记录时间).' })
  createdAt!: Date;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type ActivityRow = Activity & LevelledRow & { parent: string };

/** Who of the investor's side took part in an activity. */
@Entity({ rowLevelSecurity: 'force', policies: guardedWith('activity_contact', 'activity_id', 'activity') })
export class ActivityContact {
  @ManyToOne({ entity: () => Activity, mapToPk: true, primary: true, fieldName: 'activity_id' })
  activityId!: string;

  @ManyToOne({ entity: () => Contact, mapToPk: true, primary: true, fieldName: 'contact_id' })
  contactId!: string;
}
