import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ChainNode } from '../chains/chain.ts';
import { Company } from '../companies/company.ts';
import { Instant, Text, YuanColumn } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { DateTime, Yuan } from '../kernel/scalars.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';
import { SizeBand } from './size-band.ts';

export enum LeadStage {
  NEW = 'NEW',
  SCREENING = 'SCREENING',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  LAPSED = 'LAPSED',
}
registerEnumType(LeadStage, {
  name: 'LeadStage',
  description: 'Where a lead stands (线索阶段).',
  valuesConfig: {
    NEW: { description: 'Registered, not yet looked at (新登记).' },
    SCREENING: { description: 'Under study by the owning team (研判中).' },
    ACCEPTED: { description: 'Taken up: a case was opened (已立案).' },
    DECLINED: { description: 'Not taken up, with a reason (不予受理).' },
    LAPSED: { description: 'Not acted on in time (已失效).' },
  },
});
/** The only legal moves; any other is an ILLEGAL_MOVE. */
export const LEAD_MOVES: Record<LeadStage, readonly LeadStage[]> = {
  NEW: [LeadStage.SCREENING, LeadStage.ACCEPTED, LeadStage.DECLINED, LeadStage.LAPSED],
  SCREENING: [LeadStage.ACCEPTED, LeadStage.DECLINED, LeadStage.LAPSED],
  ACCEPTED: [],
  DECLINED: [LeadStage.SCREENING],
  LAPSED: [LeadStage.SCREENING],
};

export enum LeadSource {
  REFERRAL = 'REFERRAL',
  VISIT = 'VISIT',
  FAIR = 'FAIR',
  ENQUIRY = 'ENQUIRY',
  CHAIN_ANALYSIS = 'CHAIN_ANALYSIS',
  PARTNER = 'PARTNER',
  OTHER = 'OTHER',
}

registerEnumType(LeadSource, {
  name: 'LeadSource',
  description: 'How a lead came to the team (线索来源).',
  valuesConfig: {
    REFERRAL: { description: 'An investor already here brought it (以商招商).' },
    VISIT: { description: 'Found on a visit to a company (外出拜访).' },
    FAIR: { description: 'Found at a fair or conference (展会活动).' },
    ENQUIRY: { description: 'The company asked (来电来访).' },
    CHAIN_ANALYSIS: { description: 'A gap in an industrial chain pointed to it (产业链分析).' },
    PARTNER: { description: 'A partner outside government brought it (合作伙伴推荐).' },
    OTHER: { description: 'Another way (其他).' },
  },
});

@Entity({ rowLevelSecurity: 'force', policies: guardedBy('lead', 'id', Level.SUMMARY) })
@Index({ name: 'lead_company', properties: ['companyId'] })
@Index({
  name: 'lead_described',
  expression:
    'create index lead_described on lead using gin (described_bigrams) with (fastupdate = off) where described_bigrams is not null',
})
@Index({
  name: 'lead_referrer_company',
  expression: 'create index lead_referrer_company on lead (referrer_company_id) where referrer_company_id is not null',
})
@Index({
  name: 'lead_referrer_team',
  expression: 'create index lead_referrer_team on lead (referrer_team_id) where referrer_team_id is not null',
})
@Index({
  name: 'lead_referrer_company_team',
  expression:
    'create index lead_referrer_company_team on lead (referrer_company_team_id) where referrer_company_team_id is not null',
})
@Levelled()
@ObjectType({ implements: Node, description: "A company's intent to invest, studied by one team (线索)." })
export class Lead {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** Human key such as `XS2026-000123`. */
  @Property({ type: 'text', unique: true })
  @At(Level.SUMMARY)
  @Field(() => String, { description: 'Human key such as XS2026-000123 (线索编号).' })
  code!: string;

  @Text()
  @At(Level.SUMMARY)
  @Field(() => String, { description: 'Short name of the project (项目名称).' })
  title!: string;

  @Enum({ items: () => LeadStage, type: 'text' })
  @At(Level.SUMMARY)
  @Field(() => LeadStage, { description: 'Where it stands (阶段).' })
  stage!: LeadStage;

  @Enum({ items: () => LeadSource, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => LeadSource, { nullable: true, description: 'How it came to the team; null below FOLLOW (来源).' })
  source!: LeadSource;

  /** Who brought it, in words; a partner that brought it is `referrerTeamId`. */
  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'Who brought it, in words; null when nobody is named (推荐人说明).' })
  referrer?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'referrer_team_id' })
  referrerTeamId?: string | null;

  /** The company that brought it, and the partner team that speaks for that company, kept in step by `settleReferrals`. */
  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'referrer_company_id' })
  referrerCompanyId?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'referrer_company_team_id' })
  referrerCompanyTeamId?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'owning_team_id', index: true })
  owningTeamId!: string;

  /** The company where it is known; otherwise `companyDescription` says what is known. */
  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'company_id' })
  companyId?: string | null;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, {
    nullable: true,
    description: 'What is known of the company while it is not in the registry; null when the company is known (企业情况说明).',
  })
  companyDescription?: string | null;

  /** Pairs of characters of the description and keys of the name in it, by which collision checks find it without a company. */
  @Property({ type: 'array', columnType: 'int[]', nullable: true })
  describedBigrams?: number[] | null;

  @Text()
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'What the company wants to do here; null below FOLLOW (投资意向).' })
  intent!: string;

  @Text({ nullable: true })
  @At(Level.SUMMARY)
  @Field(() => String, {
    nullable: true,
    description: 'GB/T 4754-2017 code with its letter, such as C3973; null when unknown (行业代码).',
  })
  industryCode?: string | null;

  @YuanColumn({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => Yuan, { nullable: true, description: 'Intended investment in whole yuan; null when unknown (意向投资额，元).' })
  amountYuan?: string | null;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, nullable: true, fieldName: 'chain_node_id' })
  chainNodeId?: string | null;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'Why it was declined; null while it is open (不受理原因).' })
  closingReason?: string | null;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'registered_by_id' })
  registeredById?: string | null;

  /** The contest that freezes it: no stage moves until it is decided. */
  @Property({ type: 'uuid', nullable: true })
  frozenById?: string | null;

  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Property({ type: 'integer' })
  @At(Level.SUMMARY)
  @Field(() => Int, { description: 'Version to send as expectedVersion (版本).' })
  version!: number;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, { description: 'When it was registered (登记时间).' })
  createdAt!: Date;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, { description: 'When it last changed (更新时间).' })
  updatedAt!: Date;

  @At(Level.SUMMARY)
  @Field(() => SizeBand, { description: 'Band of the intended investment (投资规模档).' })
  sizeBand?: SizeBand;

  @Field(() => Level, { description: 'How much of it the viewer sees (可见级别).' })
  level?: Level;

  @Field(() => [String], {
    description: 'Names of fields hidden at this level; null elsewhere means unknown (因级别隐藏的字段).',
  })
  maskedFields?: string[];
}

/** A lead as read for a viewer. */
export type LeadRow = Omit<Lead, 'level' | 'isDemo' | 'describedBigrams' | 'registeredById'> &
  LevelledRow & { registeredById: string | null };
