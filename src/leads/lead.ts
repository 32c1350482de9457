import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ChainNode } from '../chains/chain.ts';
import { Company } from '../companies/company.ts';
import { Instant, Text, YuanColumn } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';

export enum LeadStage {
  NEW = 'NEW',
  SCREENING = 'SCREENING',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  LAPSED = 'LAPSED',
}
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

@Entity({ rowLevelSecurity: 'force', policies: guardedBy('lead', 'id', Level.SUMMARY) })
@Index({ name: 'lead_company', properties: ['companyId'] })
export class Lead {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** Human key such as `XS2026-000123`. */
  @Property({ type: 'text', unique: true })
  code!: string;

  @Text()
  title!: string;

  @Enum({ items: () => LeadStage, type: 'text' })
  stage!: LeadStage;

  @Enum({ items: () => LeadSource, type: 'text' })
  source!: LeadSource;

  /** Who brought it, in words; a partner that brought it is `referrerTeamId`. */
  @Text({ nullable: true })
  referrer?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'referrer_team_id' })
  referrerTeamId?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'owning_team_id', index: true })
  owningTeamId!: string;

  /** The company where it is known; otherwise `companyDescription` says what is known. */
  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'company_id' })
  companyId?: string | null;

  @Text({ nullable: true })
  companyDescription?: string | null;

  @Text()
  intent!: string;

  @Text({ nullable: true })
  industryCode?: string | null;

  @YuanColumn({ nullable: true })
  amountYuan?: string | null;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, nullable: true, fieldName: 'chain_node_id' })
  chainNodeId?: string | null;

  @Text({ nullable: true })
  closingReason?: string | null;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'registered_by_id' })
  registeredById?: string | null;

  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Property({ type: 'integer' })
  version!: number;

  @Instant()
  createdAt!: Date;

  @Instant()
  updatedAt!: Date;
}

/** A person on the investor's side: shown at WORK only, wherever it stands (decision 2). Guarded by its lead or case. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('contact', 'guard_id', Level.WORK) })
@Index({ name: 'contact_guard', properties: ['guardId'] })
export class Contact {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  guardKind!: 'LEAD' | 'CASE';

  @Property({ type: 'uuid' })
  guardId!: string;

  @Text()
  name!: string;

  @Text({ nullable: true })
  title?: string | null;

  @Text({ nullable: true })
  phone?: string | null;

  @Text({ nullable: true })
  email?: string | null;

  @Instant()
  createdAt!: Date;
}
