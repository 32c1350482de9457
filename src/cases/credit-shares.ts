import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Day, Instant, Text, YuanColumn } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { Case } from './case.ts';
import { CreditRule } from './credit-rule.ts';
import { CreditFigureKind, CreditMode, CreditPart, CreditSource, CreditStartEvent, CreditYearsFrom } from './credit-terms.ts';

/**
 * How one figure of a case is shared, from a day on. Append-only: a later record supersedes from its own effective day
 * on, so that what was known on a past day stays what it was.
 */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('credit_shares', 'case_id', Level.FOLLOW) })
@Index({ name: 'credit_shares_case', properties: ['caseId', 'figure', 'recordedAt'] })
@Levelled()
@ObjectType({ implements: Node, description: 'How one figure of a case is shared among teams, from a day on (分计约定).' })
export class CreditShares {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @Enum({ items: () => CreditFigureKind, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => CreditFigureKind, { nullable: true, description: 'Which figure; null below FOLLOW (指标).' })
  figure!: CreditFigureKind;

  @Enum({ items: () => CreditMode, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => CreditMode, { nullable: true, description: 'How it is shared; null below FOLLOW (分计方式).' })
  mode!: CreditMode;

  @Enum({ items: () => CreditSource, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => CreditSource, { nullable: true, description: 'Where it comes from; null below FOLLOW (分计依据).' })
  source!: CreditSource;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, {
    nullable: true,
    description: 'The contract or ruling it rests on; null where none is named (依据文件).',
  })
  basis?: string | null;

  @Day()
  @At(Level.FOLLOW)
  @Field(() => CalendarDate, {
    nullable: true,
    description: 'First day whose figures it governs; null below FOLLOW (生效日期).',
  })
  effectiveFrom!: string;

  @Enum({ items: () => CreditStartEvent, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => CreditStartEvent, {
    nullable: true,
    description: 'What sets it going; until then the whole goes to the lead team (起算事件).',
  })
  startEvent!: CreditStartEvent;

  @Property({ type: 'integer', nullable: true })
  @At(Level.FOLLOW)
  @Field(() => Int, { nullable: true, description: 'For how many years, then the lead team again; null without end (年限).' })
  years?: number | null;

  @Enum({ items: () => CreditYearsFrom, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => CreditYearsFrom, { nullable: true, description: 'From when the years are counted; null below FOLLOW (年限起算).' })
  yearsFrom!: CreditYearsFrom;

  /** The team that first recovers its outlay, of the figures this record governs. */
  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'outlay_team_id' })
  outlayTeamId?: string | null;

  @YuanColumn({ nullable: true })
  outlayYuan?: string | null;

  @ManyToOne({ entity: () => CreditRule, mapToPk: true, nullable: true, fieldName: 'rule_id' })
  ruleId?: string | null;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was recorded; null below FOLLOW (记录时间).' })
  recordedAt!: Date;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'recorded_by_team_id' })
  recordedByTeamId!: string;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type CreditSharesRow = CreditShares & LevelledRow & { startedOn: string | null };

/** A team's part in shares: hundredths of a percent, so that 33.33 % is exact. Append-only with its shares. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('credit_party', 'case_id', Level.FOLLOW) })
@Index({ name: 'credit_party_team', properties: ['teamId', 'caseId'] })
@ObjectType({ description: "A team's part in shares (分计方)." })
export class CreditParty {
  @ManyToOne({ entity: () => CreditShares, mapToPk: true, primary: true, fieldName: 'shares_id' })
  sharesId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, primary: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @Property({ type: 'integer' })
  hundredths!: number;

  /** Hundredths that it also has before the start event and after the years: by rulings alone. */
  @Property({ type: 'integer', default: 0 })
  outside!: number;

  @Enum({ items: () => CreditPart, type: 'text' })
  @Field(() => CreditPart, { description: 'Which side it is (分计方角色).' })
  part!: CreditPart;
}

/** The day the start event of shares happened, once it has. Append-only. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('credit_start', 'case_id', Level.FOLLOW) })
export class CreditStart {
  @ManyToOne({ entity: () => CreditShares, mapToPk: true, primary: true, fieldName: 'shares_id' })
  sharesId!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id', index: true })
  caseId!: string;

  @Day()
  startedOn!: string;

  @Instant()
  recordedAt!: Date;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'recorded_by_team_id' })
  recordedByTeamId!: string;
}

/** Which team led a case from when on; a trigger writes it with every change of the lead, whoever makes it. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('case_lead', 'case_id', Level.FOLLOW) })
@Index({ name: 'case_lead_case', properties: ['caseId', 'since'] })
@Index({ name: 'case_lead_team', properties: ['teamId', 'caseId'] })
export class CaseLead {
  @PrimaryKey({ type: 'uuid', defaultRaw: 'gen_random_uuid()' })
  id!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @Instant()
  since!: Date;
}
