import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { MatchLevel } from '../companies/match-reason.ts';
import { Day, Instant } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';

/**
 * Another team's check met a lead: once per asking team, lead and day. It is the holder's to read, never the asker's.
 * The lead is no foreign key: the asker would wait where the holder is at work on it.
 */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('probe_hit', 'lead_id', Level.FOLLOW) })
@Unique({ name: 'probe_hit_once', properties: ['askingTeamId', 'leadId', 'day'] })
@Index({
  name: 'probe_hit_holder',
  expression: 'create index probe_hit_holder on probe_hit (holding_team_id, at desc, id desc)',
})
@Levelled()
@ObjectType({ description: "One time that another team's collision check met a lead, once a day (被查重记录)." })
export class ProbeHit {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'asking_team_id' })
  askingTeamId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'holding_team_id' })
  holdingTeamId!: string;

  @Property({ type: 'uuid' })
  leadId!: string;

  @Day()
  day!: string;

  @Enum({ items: () => MatchLevel, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => MatchLevel, { nullable: true, description: 'How sure the match was; null below FOLLOW (匹配强度).' })
  matchLevel!: MatchLevel;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was asked first on that day; null below FOLLOW (时间).' })
  at!: Date;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type ProbeHitRow = Pick<ProbeHit, 'askingTeamId' | 'leadId' | 'matchLevel' | 'at'> & LevelledRow;
