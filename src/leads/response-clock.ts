import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { ClockKind, ClockState } from './clock-light.ts';
import { Lead } from './lead.ts';

/**
 * One deadline of a lead in working days: what is due, since when, until when. Of a kind one runs at a time; what was met
 * or stopped stays. A clock keeps the numbers and the calendar it was reckoned by (decision 50).
 */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('response_clock', 'lead_id', Level.FOLLOW) })
@Index({
  name: 'response_clock_running',
  expression: `create unique index response_clock_running on response_clock (lead_id, kind) where state = 'RUNNING'`,
})
@Index({
  name: 'response_clock_tend',
  expression: `create index response_clock_tend on response_clock (tend_at) where state = 'RUNNING'`,
})
@Index({
  name: 'response_clock_due',
  expression: `create index response_clock_due on response_clock (due_at, id) where state = 'RUNNING'`,
})
@Index({
  name: 'response_clock_amber',
  expression: `create index response_clock_amber on response_clock (amber_at) where state = 'RUNNING'`,
})
@Index({
  name: 'response_clock_calendar',
  expression: `create index response_clock_calendar on response_clock (calendar) where state = 'RUNNING'`,
})
@Index({ name: 'response_clock_lead', properties: ['leadId'] })
@Levelled()
@ObjectType({ implements: Node, description: 'A deadline of a lead in Chinese working days (响应时钟).' })
export class ResponseClock {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Lead, mapToPk: true, fieldName: 'lead_id' })
  leadId!: string;

  @Enum({ items: () => ClockKind, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => ClockKind, { nullable: true, description: 'What is due; null below FOLLOW (时钟类别).' })
  kind!: ClockKind;

  @Enum({ items: () => ClockState, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => ClockState, { nullable: true, description: 'Whether it runs; null below FOLLOW (状态).' })
  state!: ClockState;

  @Property({ type: 'integer' })
  @At(Level.FOLLOW)
  @Field(() => Int, { nullable: true, description: 'Working days it gives; null below FOLLOW (时限，工作日).' })
  days!: number;

  @Property({ type: 'integer' })
  amberPercent!: number;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it began; null below FOLLOW (起算时间).' })
  startedAt!: Date;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, {
    nullable: true,
    description: 'From when it is amber: 80 % of the working time, or what the city set; null below FOLLOW (黄灯时间).',
  })
  amberAt!: Date;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, {
    nullable: true,
    description: 'From when it is late: midnight in Shanghai behind its last working day; null below FOLLOW (截止时间).',
  })
  dueAt!: Date;

  @Property({ type: 'boolean' })
  @At(Level.FOLLOW)
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it reaches into a year whose holidays are not announced, and may still move (是否为推算).',
  })
  isEstimated!: boolean;

  /** Kept where it ended while it stood still: its light is that of this instant. */
  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when it stands still because a contest freezes the lead; null while it runs (争议暂停时间).',
  })
  pausedAt?: Date | null;

  @Property({ type: 'integer', default: 0 })
  @At(Level.FOLLOW)
  @Field(() => Int, {
    nullable: true,
    description: 'Working days by which contests have moved its deadline, added to days; null below FOLLOW (争议顺延，工作日).',
  })
  extendedDays!: number;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When what was due was done; null if it was not (完成时间).' })
  metAt?: Date | null;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it ended because the lead did; null if it did not (终止时间).' })
  stoppedAt?: Date | null;

  /** When the owning team was told that it is amber, and when it and those above that it is late. */
  @Instant({ nullable: true })
  amberToldAt?: Date | null;

  @Instant({ nullable: true })
  lateToldAt?: Date | null;

  /** The highest team it was escalated to. */
  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'escalated_to_team_id' })
  escalatedToTeamId?: string | null;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was last escalated; null if it was not (升级督办时间).' })
  escalatedAt?: Date | null;

  /** How many teams above were told. */
  @Property({ type: 'integer', default: 0 })
  escalations!: number;

  /** When housekeeping has to look at it next; null when nothing more will come of it. */
  @Instant({ nullable: true })
  tendAt?: Date | null;

  /** Version of the calendar it was reckoned by. */
  @Text()
  calendar!: string;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type ClockRow = Pick<
  ResponseClock,
  'id' | 'leadId' | 'kind' | 'state' | 'days' | 'startedAt' | 'amberAt' | 'dueAt' | 'isEstimated' | 'metAt' | 'stoppedAt'
> &
  Pick<ResponseClock, 'escalatedToTeamId' | 'escalatedAt'> &
  LevelledRow & { parent: string };
