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
import { Lead } from '../leads/lead.ts';
import { SizeBand } from '../leads/size-band.ts';
import { Team } from '../teams/team.ts';

export enum CaseStage {
  NEGOTIATING = 'NEGOTIATING',
  ADMISSION = 'ADMISSION',
  SIGNED = 'SIGNED',
  REGISTERED = 'REGISTERED',
  LANDED = 'LANDED',
  STARTED = 'STARTED',
  COMPLETED = 'COMPLETED',
  PRODUCING = 'PRODUCING',
  FULL = 'FULL',
  LOST = 'LOST',
  SUSPENDED = 'SUSPENDED',
  TERMINATED = 'TERMINATED',
}

registerEnumType(CaseStage, {
  name: 'CaseStage',
  description: 'Where a case stands (专案阶段).',
  valuesConfig: {
    NEGOTIATING: { description: 'A team is assigned and in contact (在谈).' },
    ADMISSION: { description: 'The dossier is complete and under admission review (准入评审).' },
    SIGNED: { description: 'The formal agreement is signed (签约).' },
    REGISTERED: { description: 'The legal entity is registered here (注册).' },
    LANDED: { description: 'Land contract or lease is delivered (落地).' },
    STARTED: { description: 'Construction has begun (开工).' },
    COMPLETED: { description: 'Construction is accepted (竣工).' },
    PRODUCING: { description: 'Accepted and in regular production (投产).' },
    FULL: { description: 'Agreed output and tax are met (达产达效).' },
    LOST: { description: 'The company went elsewhere, with a reason (流失).' },
    SUSPENDED: { description: 'Put aside, with a reason; may be resumed (暂缓).' },
    TERMINATED: { description: 'Ended after signing, with a reason (终止).' },
  },
});

/** A lead taken up: the record that teams work together. Table `cases`, since `case` is a word of SQL. */
@Entity({ tableName: 'cases', rowLevelSecurity: 'force', policies: guardedBy('cases', 'id', Level.SUMMARY) })
@Index({ name: 'cases_company', properties: ['companyId'] })
@Index({ name: 'cases_chain_node', properties: ['chainNodeId'] })
@Levelled()
@ObjectType({ implements: Node, description: 'An investment project that teams work on together (专案).' })
export class Case {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** Human key such as `ZA2026-000123`. */
  @Property({ type: 'text', unique: true })
  @At(Level.SUMMARY)
  @Field(() => String, { description: 'Human key such as ZA2026-000123 (专案编号).' })
  code!: string;

  @Text()
  @At(Level.SUMMARY)
  @Field(() => String, { description: 'Short name of the project (项目名称).' })
  title!: string;

  @Enum({ items: () => CaseStage, type: 'text' })
  @At(Level.SUMMARY)
  @Field(() => CaseStage, { description: 'Where it stands (阶段).' })
  stage!: CaseStage;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, { description: 'When it entered its stage (进入阶段时间).' })
  stageSince!: Date;

  /** Where a suspended case goes back to; null otherwise. */
  @Enum({ items: () => CaseStage, type: 'text', nullable: true })
  @At(Level.FOLLOW)
  @Field(() => CaseStage, {
    nullable: true,
    description: 'Stage a suspended case goes back to; null unless suspended (暂缓前阶段).',
  })
  suspendedFrom?: CaseStage | null;

  @ManyToOne({ entity: () => Lead, mapToPk: true, nullable: true, fieldName: 'lead_id', unique: true })
  leadId?: string | null;

  /** The team of the LEAD share, copied for lists. */
  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'lead_team_id', index: true })
  leadTeamId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'company_id' })
  companyId?: string | null;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, {
    nullable: true,
    description: 'What is known of the company while it is not in the registry; null when the company is known (企业情况说明).',
  })
  companyDescription?: string | null;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'What the company wants to do here; null when unknown (投资意向).' })
  intent?: string | null;

  @Text({ nullable: true })
  @At(Level.SUMMARY)
  @Field(() => String, {
    nullable: true,
    description: 'GB/T 4754-2017 code with its letter, such as C3973; null when unknown (行业代码).',
  })
  industryCode?: string | null;

  @YuanColumn({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => Yuan, {
    nullable: true,
    description: 'Intended or agreed investment in whole yuan; null when unknown (投资额，元).',
  })
  amountYuan?: string | null;

  /** Follows `amountYuan`; visible at SUMMARY where the amount is not. */
  @Enum({ items: () => SizeBand, type: 'text' })
  @At(Level.SUMMARY)
  @Field(() => SizeBand, { description: 'Band of the investment, shown where the amount is not (投资规模档).' })
  sizeBand!: SizeBand;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, nullable: true, fieldName: 'chain_node_id' })
  chainNodeId?: string | null;

  @Text({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => String, {
    nullable: true,
    description: 'Why it was lost, suspended or terminated; null while it goes on (流失、暂缓或终止原因).',
  })
  closingReason?: string | null;

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
  @Field(() => DateTime, { description: 'When it was opened (设立时间).' })
  createdAt!: Date;

  @Instant()
  @At(Level.SUMMARY)
  @Field(() => DateTime, { description: 'When it last changed (更新时间).' })
  updatedAt!: Date;

  @Field(() => Level, { description: 'How much of it the viewer sees (可见级别).' })
  level?: Level;

  @Field(() => [String], {
    description: 'Names of fields hidden at this level; null elsewhere means unknown (因级别隐藏的字段).',
  })
  maskedFields?: string[];
}

/** A case as read for a viewer. */
export type CaseRow = Omit<Case, 'level' | 'isDemo'> & LevelledRow;
