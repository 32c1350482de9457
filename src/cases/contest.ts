import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { CURRENT_TEAM, guardedBy, guardedWith } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Claim } from '../leads/claim.ts';
import { Lead } from '../leads/lead.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';

export enum ContestState {
  OPEN = 'OPEN',
  DECIDED = 'DECIDED',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(ContestState, {
  name: 'ContestState',
  description: 'Where a contest stands (争议状态).',
  valuesConfig: {
    OPEN: { description: 'Waits for the ruling; both sides are frozen (仲裁中).' },
    DECIDED: { description: 'Decided by a ruling (已裁决).' },
    WITHDRAWN: { description: 'Taken back by the team that contested (已撤回).' },
  },
});

export enum ContestOutcome {
  UPHELD = 'UPHELD',
  OVERTURNED = 'OVERTURNED',
  JOINT = 'JOINT',
}
registerEnumType(ContestOutcome, {
  name: 'ContestOutcome',
  description: 'What a ruling says of the claim (裁决结果).',
  valuesConfig: {
    UPHELD: { description: 'The holder keeps the claim (维持首谈权).' },
    OVERTURNED: { description: 'The claim passes to the team that contested (改判首谈权).' },
    JOINT: { description: 'The holder keeps the claim and the other joins it (联合首谈).' },
  },
});

const seenAtFollow = (column: string): string =>
  `exists (select 1 from access a where a.subject_id = contest.${column} and a.team_id = ${CURRENT_TEAM} and a.level >= 2)`;
const PARTIES = `contest.contester_team_id = ${CURRENT_TEAM} or contest.arbiter_team_id = ${CURRENT_TEAM} or ${seenAtFollow('contester_lead_id')}`;

/** A dispute about a live claim, decided by the lowest team above both sides. Its rulings are appended, never edited. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('contest', 'lead_id', Level.FOLLOW, { orRead: PARTIES }) })
@Index({
  name: 'contest_one_open',
  expression: `create unique index contest_one_open on contest (claim_id) where state = 'OPEN'`,
})
@Index({ name: 'contest_due', expression: `create index contest_due on contest (due_at) where state = 'OPEN'` })
@ObjectType({
  implements: Node,
  description: 'A dispute about a live claim (首谈权争议); seen by both sides, their supervisors and the arbiter.',
})
export class Contest {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text', unique: true })
  @Field(() => String, { description: 'Human key such as ZC2026-000123 (争议编号).' })
  code!: string;

  @ManyToOne({ entity: () => Claim, mapToPk: true, fieldName: 'claim_id', index: true })
  claimId!: string;

  @Text()
  @Field(() => String, { description: 'Code of the contested claim, as in the register (首谈权编号).' })
  claimCode!: string;

  @ManyToOne({ entity: () => Lead, mapToPk: true, fieldName: 'lead_id', index: true })
  leadId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'holding_team_id' })
  holdingTeamId!: string;

  @ManyToOne({ entity: () => Lead, mapToPk: true, fieldName: 'contester_lead_id', index: true })
  contesterLeadId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'contester_team_id', index: true })
  contesterTeamId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'arbiter_team_id', index: true })
  arbiterTeamId!: string;

  @Enum({ items: () => ContestState, type: 'text' })
  @Field(() => ContestState, { description: 'Where it stands (状态).' })
  state!: ContestState;

  @Text()
  @Field(() => String, { description: 'Why the claim is contested (争议理由).' })
  reason!: string;

  @Instant()
  @Field(() => DateTime, { description: 'When it was opened (提起时间).' })
  openedAt!: Date;

  @Instant()
  @Field(() => DateTime, { description: 'By when it is to be decided (裁决期限).' })
  dueAt!: Date;

  @Property({ type: 'boolean' })
  @Field(() => Boolean, {
    description: 'Whether the deadline reaches into a year whose holidays are not announced yet (是否按推算).',
  })
  isEstimated!: boolean;

  /** Working days the arbiter was given, and the calendar they were counted by. */
  @Property({ type: 'integer', default: 5 })
  dueDays!: number;

  @Text({ default: '' })
  calendarVersion!: string;

  /** When the arbiter was found late and the team above it was let in. */
  @Instant({ nullable: true })
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the deadline passed without a ruling; null while it has not (逾期时间).',
  })
  overdueAt?: Date | null;

  @Instant({ nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was decided or withdrawn; null while open (结束时间).' })
  endedAt?: Date | null;

  /** The end of the claim before the contest held it open. */
  @Instant()
  claimExpiresAt!: Date;
}
export type ContestRow = Contest;

/** What a side says to the arbiter. */
@Entity({ rowLevelSecurity: 'force', policies: guardedWith('contest_statement', 'contest_id', 'contest') })
@ObjectType({ description: 'What a side says to the arbiter (陈述).' })
export class ContestStatement {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Contest, mapToPk: true, fieldName: 'contest_id', index: true })
  contestId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @Text()
  @Field(() => String, { description: 'The statement (内容).' })
  text!: string;

  @Instant()
  @Field(() => DateTime, { description: 'When it was made (时间).' })
  at!: Date;
}

/** A decision of the arbiter. The database refuses to change or remove it. */
@Entity({ rowLevelSecurity: 'force', policies: guardedWith('ruling', 'contest_id', 'contest') })
@ObjectType({ description: 'A decision of the arbiter with ratio and reason; appended, never edited (裁决).' })
export class Ruling {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Contest, mapToPk: true, fieldName: 'contest_id', index: true })
  contestId!: string;

  @Enum({ items: () => ContestOutcome, type: 'text' })
  @Field(() => ContestOutcome, { description: 'What it says of the claim (结果).' })
  outcome!: ContestOutcome;

  /** Hundredths of a percent, as the credit ledger counts them. */
  @Property({ type: 'integer' })
  holderHundredths!: number;

  @Text()
  @Field(() => String, { description: 'Why it was decided so (理由).' })
  reason!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'decided_by_id' })
  decidedById?: string | null;

  @Instant()
  @Field(() => DateTime, { description: 'When it was made (时间).' })
  at!: Date;
}
