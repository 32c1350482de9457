import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { Case } from './case.ts';
import { CreditFigureKind } from './credit-terms.ts';

/** One dated amount of a figure of a case. Append-only: a mistake is taken back by an entry of the opposite amount. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('credit_figure', 'case_id', Level.FOLLOW) })
@Index({ name: 'credit_figure_ledger', properties: ['figure', 'caseId', 'happenedOn'] })
@Index({ name: 'credit_figure_entries', properties: ['figure', 'happenedOn', 'id'] })
@Index({ name: 'credit_figure_newest', properties: ['caseId', 'happenedOn', 'id'] })
@Levelled()
@ObjectType({ implements: Node, description: 'One dated amount of a figure of a case (指标发生额).' })
export class CreditFigure {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @Enum({ items: () => CreditFigureKind, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => CreditFigureKind, { nullable: true, description: 'Which figure; null below FOLLOW (指标).' })
  figure!: CreditFigureKind;

  @Day()
  @At(Level.FOLLOW)
  @Field(() => CalendarDate, {
    nullable: true,
    description: 'Day it counts for, in Asia/Shanghai; null below FOLLOW (发生日期).',
  })
  happenedOn!: string;

  /** Whole units: yuan, or hundredths of a point. Negative only where it reverses. */
  @Property({ type: 'decimal', precision: 18, scale: 0 })
  amount!: string;

  @ManyToOne({ entity: () => CreditFigure, mapToPk: true, nullable: true, unique: true, fieldName: 'reverses_id' })
  reversesId?: string | null;

  @Text()
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'Where the amount comes from; null below FOLLOW (数据来源).' })
  source!: string;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was recorded; null below FOLLOW (记录时间).' })
  recordedAt!: Date;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'recorded_by_team_id' })
  recordedByTeamId!: string;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type CreditFigureRow = CreditFigure & LevelledRow;
