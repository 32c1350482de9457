import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { MatchLevel, MatchReason } from '../companies/match-reason.ts';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { CURRENT_TEAM, READER, SYSTEM, WRITER } from '../kernel/guarded.ts';
import { Level, RANK } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';

export enum CollisionState {
  OPEN = 'OPEN',
  DISCLOSED = 'DISCLOSED',
  DISMISSED = 'DISMISSED',
  RESOLVED = 'RESOLVED',
}
registerEnumType(CollisionState, {
  name: 'CollisionState',
  description: 'Where a collision stands (撞单状态).',
  valuesConfig: {
    OPEN: { description: 'Found, the sides are blind to each other (待处理).' },
    DISCLOSED: { description: 'Both agreed to show each other their lead (已互相披露).' },
    DISMISSED: { description: 'One side said that it is not the same investor (已排除).' },
    RESOLVED: { description: 'One of the leads is closed, or both teams go on jointly (已化解).' },
  },
});

const FOLLOWS = `exists (select 1 from access a where a.subject_id in (collision.lead_id, collision.other_lead_id) and a.team_id = ${CURRENT_TEAM} and a.level >= ${RANK.FOLLOW})`;

/**
 * Two teams with an open lead of the same investor: once for each two teams and investor, for the surest and oldest
 * pair. Whoever follows one of the leads sees that side. Written by acts of either side, so in nobody's own name.
 */
@Entity({
  rowLevelSecurity: 'force',
  policies: [
    { name: 'collision_read', command: 'select', roles: [READER, WRITER], using: FOLLOWS },
    { name: 'collision_system', command: 'all', roles: [SYSTEM], using: 'true', check: 'true' },
  ],
})
@Index({
  name: 'collision_pair',
  expression: 'create unique index collision_pair on collision (least(lead_id, other_lead_id), greatest(lead_id, other_lead_id))',
})
@Index({
  name: 'collision_team',
  expression: 'create index collision_team on collision (team_id, found_at desc, id desc)',
})
@Index({
  name: 'collision_other_team',
  expression: 'create index collision_other_team on collision (other_team_id, found_at desc, id desc)',
})
@Index({ name: 'collision_lead', properties: ['leadId'] })
@Index({ name: 'collision_other_lead', properties: ['otherLeadId'] })
@Levelled()
@ObjectType({
  implements: Node,
  description: 'Two teams are at work on the same investor (撞单). Each side sees its own lead, and the other as far as agreed.',
})
export class Collision {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** The lead by which it was found. */
  @Property({ type: 'uuid' })
  leadId!: string;

  @Property({ type: 'uuid' })
  otherLeadId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'other_team_id' })
  otherTeamId!: string;

  @Day()
  since!: string;

  @Day()
  otherSince!: string;

  @Enum({ items: () => MatchLevel, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => MatchLevel, { nullable: true, description: 'How surely it is the same investor; null below FOLLOW (匹配强度).' })
  matchLevel!: MatchLevel;

  @Property({ type: 'array', columnType: 'text[]' })
  @At(Level.FOLLOW)
  @Field(() => [MatchReason], {
    nullable: true,
    description: 'Why, as far as the facts behind may be seen on both sides; null while the other side is blind (匹配理由).',
  })
  reasons!: MatchReason[] | null;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was found; null below FOLLOW (发现时间).' })
  foundAt!: Date;

  @Enum({ items: () => CollisionState, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => CollisionState, { nullable: true, description: 'Where it stands; null below FOLLOW (状态).' })
  state!: CollisionState;

  @Enum({ items: () => Level, type: 'text', nullable: true })
  consent?: Level | null;

  @Instant({ nullable: true })
  consentAt?: Date | null;

  @Enum({ items: () => Level, type: 'text', nullable: true })
  otherConsent?: Level | null;

  @Instant({ nullable: true })
  otherConsentAt?: Date | null;

  /** The lower of both consents, while both hold. */
  @Enum({ items: () => Level, type: 'text', nullable: true })
  @At(Level.FOLLOW)
  @Field(() => Level, {
    nullable: true,
    description: 'Level at which the sides see each other; null unless disclosed (披露级别).',
  })
  disclosedLevel?: Level | null;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was dismissed or resolved; null before (了结时间).' })
  closedAt?: Date | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'closed_by_team_id' })
  closedByTeamId?: string | null;

  @Text({ nullable: true })
  closingNote?: string | null;

  @At(Level.FOLLOW)
  @Field(() => CalendarDate, {
    nullable: true,
    description: 'Since when the other side holds its lead; null below FOLLOW (对方起始日期).',
  })
  theirSince?: string;

  @At(Level.FOLLOW)
  @Field(() => Level, {
    nullable: true,
    description: 'Level at which the own side would show its lead; null while it has not agreed (我方同意级别).',
  })
  myConsent?: Level | null;

  @At(Level.FOLLOW)
  @Field(() => Boolean, { nullable: true, description: 'Whether the other side has agreed; null below FOLLOW (对方是否同意).' })
  theyAgreed?: boolean;

  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true, description: 'Why the own side dismissed it; null when it did not (我方排除说明).' })
  myNote?: string | null;

  @Field(() => Level, { description: 'How much of its own side the viewer sees (可见级别).' })
  level?: Level;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}

/** A collision as one side reads it. */
export interface CollisionRow extends LevelledRow {
  matchLevel: MatchLevel;
  reasons: MatchReason[] | null;
  foundAt: Date;
  state: CollisionState;
  disclosedLevel: Level | null;
  closedAt: Date | null;
  myLeadId: string;
  myConsent: Level | null;
  myNote: string | null;
  theirLeadId: string | null;
  theirTeamId: string;
  theirSince: string;
  theyAgreed: boolean;
  isParty: boolean;
}
