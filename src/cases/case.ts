import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ChainNode } from '../chains/chain.ts';
import { Company } from '../companies/company.ts';
import { Instant, Text, YuanColumn } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { Lead } from '../leads/lead.ts';
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

export enum SizeBand {
  UNKNOWN = 'UNKNOWN',
  UNDER_100M = 'UNDER_100M',
  FROM_100M = 'FROM_100M',
  FROM_1B = 'FROM_1B',
  FROM_10B = 'FROM_10B',
}

/** A lead taken up: the record that teams work together. Table `cases`, since `case` is a word of SQL. */
@Entity({ tableName: 'cases', rowLevelSecurity: 'force', policies: guardedBy('cases', 'id', Level.SUMMARY) })
@Index({ name: 'cases_company', properties: ['companyId'] })
@Index({ name: 'cases_chain_node', properties: ['chainNodeId'] })
export class Case {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** Human key such as `ZA2026-000123`. */
  @Property({ type: 'text', unique: true })
  code!: string;

  @Text()
  title!: string;

  @Enum({ items: () => CaseStage, type: 'text' })
  stage!: CaseStage;

  @Instant()
  stageSince!: Date;

  /** Where a suspended case goes back to; null otherwise. */
  @Enum({ items: () => CaseStage, type: 'text', nullable: true })
  suspendedFrom?: CaseStage | null;

  @ManyToOne({ entity: () => Lead, mapToPk: true, nullable: true, fieldName: 'lead_id', unique: true })
  leadId?: string | null;

  /** The team of the LEAD share, copied for lists. */
  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'lead_team_id', index: true })
  leadTeamId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'company_id' })
  companyId?: string | null;

  @Text({ nullable: true })
  companyDescription?: string | null;

  @Text({ nullable: true })
  intent?: string | null;

  @Text({ nullable: true })
  industryCode?: string | null;

  @YuanColumn({ nullable: true })
  amountYuan?: string | null;

  /** Follows `amountYuan`; visible at SUMMARY where the amount is not. */
  @Enum({ items: () => SizeBand, type: 'text' })
  sizeBand!: SizeBand;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, nullable: true, fieldName: 'chain_node_id' })
  chainNodeId?: string | null;

  @Text({ nullable: true })
  closingReason?: string | null;

  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Property({ type: 'integer' })
  version!: number;

  @Instant()
  createdAt!: Date;

  @Instant()
  updatedAt!: Date;
}
