import { Entity, Enum, Index, ManyToOne, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';
import { Lead } from './lead.ts';

export enum LeadReportKind {
  RESPONSE = 'RESPONSE',
  REPORT = 'REPORT',
}
registerEnumType(LeadReportKind, {
  name: 'LeadReportKind',
  description: 'What is told of a lead (反馈类别).',
  valuesConfig: {
    RESPONSE: { description: 'How the team responded to whoever brought it (响应情况).' },
    REPORT: { description: 'What has come of it so far (进展反馈).' },
  },
});

/** What the owning team told of a lead; those above read it. Never changed. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('lead_report', 'lead_id', Level.FOLLOW) })
@Index({
  name: 'lead_report_newest',
  expression: 'create index lead_report_newest on lead_report (lead_id, created_at desc, id desc)',
})
@Levelled()
@ObjectType({ implements: Node, description: 'What the owning team told of a lead (线索反馈).' })
export class LeadReport {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Lead, mapToPk: true, fieldName: 'lead_id' })
  leadId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'author_id' })
  authorId?: string | null;

  @Enum({ items: () => LeadReportKind, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => LeadReportKind, { nullable: true, description: 'What is told; null below FOLLOW (类别).' })
  kind!: LeadReportKind;

  @Day()
  @At(Level.FOLLOW)
  @Field(() => CalendarDate, { nullable: true, description: 'Day it is about, in Asia/Shanghai; null below FOLLOW (日期).' })
  happenedOn!: string;

  @Text()
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'What is told; null below FOLLOW (内容).' })
  text!: string;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was told; null below FOLLOW (反馈时间).' })
  createdAt!: Date;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type LeadReportRow = LeadReport & LevelledRow;
