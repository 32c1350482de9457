import { Entity, Enum, Index, ManyToOne, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';
import { EvidenceKind } from './claim-evidence-kind.ts';
import { Claim } from './claim.ts';
import { Lead } from './lead.ts';

/** What a filing or a renewal rests on, with its day. Never changed; guarded by the claim's lead. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('claim_evidence', 'lead_id', Level.FOLLOW) })
@Index({ name: 'claim_evidence_claim', properties: ['claimId', 'addedAt'] })
@Levelled()
@ObjectType({ description: 'What the filing or a renewal of a claim rests on (首谈佐证).' })
export class ClaimEvidence {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Claim, mapToPk: true, fieldName: 'claim_id' })
  claimId!: string;

  @ManyToOne({ entity: () => Lead, mapToPk: true, fieldName: 'lead_id', index: true })
  leadId!: string;

  @Enum({ items: () => EvidenceKind, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => EvidenceKind, { nullable: true, description: 'What it is; null below FOLLOW (类别).' })
  kind!: EvidenceKind;

  @Day()
  @At(Level.FOLLOW)
  @Field(() => CalendarDate, { nullable: true, description: 'Day of what it shows; null below FOLLOW (发生日期).' })
  happenedOn!: string;

  @Text()
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'What it shows and where it is kept; null below FOLLOW (说明).' })
  note!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'added_by_team_id' })
  addedByTeamId!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'added_by_id' })
  addedById?: string | null;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was handed in; null below FOLLOW (提交时间).' })
  addedAt!: Date;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type ClaimEvidenceRow = ClaimEvidence & LevelledRow & { parent: string };
