import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';
import { Company } from './company.ts';
import { MatchLevel, MatchReason } from './match-reason.ts';

export enum CompanyMatchStatus {
  OPEN = 'OPEN',
  DISMISSED = 'DISMISSED',
  MERGED = 'MERGED',
}
registerEnumType(CompanyMatchStatus, {
  name: 'CompanyMatchStatus',
  description: 'What became of a possible duplicate (疑似重复处理状态).',
  valuesConfig: {
    OPEN: { description: 'Nobody has decided yet (待核对).' },
    DISMISSED: { description: 'A person said that they are two companies (已排除).' },
    MERGED: { description: 'They were merged (已合并).' },
  },
});

/** Two companies that a scan takes for one, until a person decides. The left one has the lower id, so that a pair is one row. */
@ObjectType({ implements: Node, description: 'Two companies that may be one, for a person to decide (疑似重复企业).' })
@Entity()
@Unique({ name: 'company_match_once', properties: ['leftId', 'rightId'] })
@Index({ name: 'company_match_right', properties: ['rightId'] })
@Index({
  name: 'company_match_strongest',
  expression: 'create index company_match_strongest on company_match (status, strength desc, id)',
})
export class CompanyMatch {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'left_id' })
  leftId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'right_id' })
  rightId!: string;

  @Field(() => MatchLevel, { description: 'How surely they are one company (匹配强度).' })
  @Enum({ items: () => MatchLevel, type: 'text' })
  level!: MatchLevel;

  /** The rank of the level, to sort by. */
  @Property({ type: 'smallint' })
  strength!: number;

  @Field(() => [MatchReason], { description: 'Why, the surest reason first (匹配理由).' })
  @Enum({ items: () => MatchReason, array: true, type: 'text[]' })
  reasons!: MatchReason[];

  @Field(() => DateTime, { description: 'When a scan first found it, or found more reasons for it (发现时间).' })
  @Instant()
  foundAt!: Date;

  @Field(() => CompanyMatchStatus, { description: 'What became of it (处理状态).' })
  @Enum({ items: () => CompanyMatchStatus, type: 'text' })
  status!: CompanyMatchStatus;

  @Field(() => DateTime, { nullable: true, description: 'When it was decided; null while it is open (处理时间).' })
  @Instant({ nullable: true })
  decidedAt?: Date | null;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'decided_by_id' })
  decidedById?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'decided_by_team_id' })
  decidedByTeamId?: string | null;

  @Field(() => String, { nullable: true, description: 'Why they are two companies; null unless dismissed (排除理由).' })
  @Text({ nullable: true })
  note?: string | null;
}
