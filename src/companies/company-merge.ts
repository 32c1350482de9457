import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';
import { Company } from './company.ts';

/** How long a merge can be undone. */
export const UNDO_DAYS = 30;
export const undoableUntil = (mergedAt: Date): Date => new Date(mergedAt.getTime() + UNDO_DAYS * 86_400_000);

/** Two records of one company made one. The merged one stays as a row that points at its survivor (decision 49). */
@ObjectType({ implements: Node, description: 'Two records of one company made one, until it is undone (企业合并).' })
@Entity()
@Index({ name: 'company_merge_survivor', properties: ['survivorId'] })
@Index({
  name: 'company_merge_live',
  expression: 'create unique index company_merge_live on company_merge (merged_id) where undone_at is null',
})
export class CompanyMerge {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'survivor_id' })
  survivorId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'merged_id' })
  mergedId!: string;

  /** Of the survivor after the merge: of two merges of one survivor the higher came later. */
  @Property({ type: 'integer' })
  survivorVersion!: number;

  @Field(() => DateTime, { description: 'When they were merged (合并时间).' })
  @Instant()
  mergedAt!: Date;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'merged_by_id' })
  mergedById?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'merged_by_team_id' })
  mergedByTeamId!: string;

  @Field(() => String, { description: 'Why they are one company, as who merged them words it (合并理由).' })
  @Text()
  reason!: string;

  /** What is needed to restore both: `Before`. */
  @Property({ type: 'json' })
  before!: object;

  @Field(() => DateTime, { nullable: true, description: 'When the merge was undone; null while it holds (撤销时间).' })
  @Instant({ nullable: true })
  undoneAt?: Date | null;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'undone_by_id' })
  undoneById?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'undone_by_team_id' })
  undoneByTeamId?: string | null;
}
