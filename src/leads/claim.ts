import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Company } from '../companies/company.ts';
import { Instant, Text } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { ClaimIntent } from './claim-intent.ts';
import { CLAIM_OUTCOMES, type ClaimOutcome } from './claim-status.ts';
import { Lead } from './lead.ts';

/** From filing to its end or, while nobody ended it, to the end of its term. */
const TERM = 'tstzrange(filed_at, coalesce(ended_at, expires_at)) with &&';

/**
 * The right to talk first to a group of investors about one kind of project in one industry: a lease of one team. The
 * database keeps terms of one key apart (decision 53), so a lease that has run out never stands in the way of the next.
 */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('claim', 'lead_id', Level.SUMMARY) })
@Index({ name: 'claim_running', expression: 'create index claim_running on claim (expires_at) where ended_at is null' })
@Index({ name: 'claim_team', properties: ['teamId', 'expiresAt'] })
@Check({
  name: 'claim_one_per_key',
  expression: `exclude using gist (group_id with =, intent with =, industry_division with =, ${TERM})`,
})
@Check({ name: 'claim_one_per_lead', expression: `exclude using gist (lead_id with =, ${TERM})` })
@Check({ name: 'claim_term', expression: 'expires_at > filed_at and coalesce(ended_at >= filed_at, true)' })
@Check({ name: 'claim_end', expression: '(ended_at is null) = (outcome is null)' })
@Levelled()
@ObjectType({
  implements: Node,
  description: 'The right to talk first to an investor about one kind of project: a lease of one team (首谈权).',
})
export class Claim {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text', unique: true })
  @At(Level.SUMMARY)
  @Field(() => String, { description: 'Human key such as SQ2026-000123 (首谈编号).' })
  code!: string;

  @ManyToOne({ entity: () => Lead, mapToPk: true, fieldName: 'lead_id', index: true })
  leadId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id', index: true })
  companyId!: string;

  /** The top company of the investor's group, itself where it has no parent. */
  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'group_id' })
  groupId!: string;

  /** How the register shows the company. */
  @Text({ default: '**' })
  companyMask!: string;

  @Enum({ items: () => ClaimIntent, type: 'text' })
  @At(Level.SUMMARY)
  @Field(() => ClaimIntent, { description: 'The kind of project it is for (项目类型).' })
  intent!: ClaimIntent;

  @Text()
  @At(Level.SUMMARY)
  @Field(() => String, { description: 'Division of GB/T 4754-2017 with its letter, such as C39 (行业大类).' })
  industryDivision!: string;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, { description: 'When it was filed, by the time of the server (申报时间).' })
  filedAt!: Date;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, { description: 'When it lapses unless renewed (到期时间).' })
  expiresAt!: Date;

  @Property({ type: 'integer' })
  @At(Level.FOLLOW)
  @Field(() => Int, { nullable: true, description: 'How often it was renewed; null below FOLLOW (续期次数).' })
  renewals!: number;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was last renewed; null when never (最近续期时间).' })
  renewedAt?: Date | null;

  @Property({ type: 'integer' })
  @At(Level.FOLLOW)
  @Field(() => Int, {
    nullable: true,
    description: "Version of the city's rules it was filed under, 0 for the defaults; null below FOLLOW (所依规则版本).",
  })
  rulesVersion!: number;

  @Instant({ nullable: true })
  @At(Level.SUMMARY)
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while nothing ended it (终止时间).' })
  endedAt?: Date | null;

  @Enum({ items: () => CLAIM_OUTCOMES, type: 'text', nullable: true })
  outcome?: ClaimOutcome | null;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'Why it ended, in words; null when nobody said (终止说明).' })
  endReason?: string | null;

  /** When the end of this term was announced: once a term. */
  @Instant({ nullable: true })
  warnedAt?: Date | null;

  /** When its case was signed: from then on it no longer counts against the limit of its team. */
  @Instant({ nullable: true })
  signedAt?: Date | null;

  @Property({ type: 'integer' })
  @At(Level.SUMMARY)
  @Field(() => Int, { description: 'Version to send as expectedVersion (版本).' })
  version!: number;

  @Field(() => Level, { description: 'How much of it the viewer sees (可见级别).' })
  level?: Level;

  @Field(() => [String], {
    description: 'Names of fields hidden at this level; null elsewhere means unknown (因级别隐藏的字段).',
  })
  maskedFields?: string[];
}

/** A claim as read for a viewer. */
export type ClaimRow = Omit<Claim, 'level' | 'warnedAt' | 'signedAt' | 'companyMask'> & LevelledRow;

/** What a claim is about: no two may hold the same at once. */
export type ClaimKey = Pick<Claim, 'groupId' | 'intent' | 'industryDivision'>;
