import { Entity, Enum, Index, ManyToOne, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Instant } from '../kernel/columns.ts';
import { CURRENT_TEAM, guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { Case } from './case.ts';

export enum ShareRole {
  LEAD = 'LEAD',
  PARTNER = 'PARTNER',
  SUPPORT = 'SUPPORT',
  REFERRER = 'REFERRER',
}

registerEnumType(ShareRole, {
  name: 'ShareRole',
  description: 'What a team does in a case (参与角色).',
  valuesConfig: {
    LEAD: { description: 'Leads the case; exactly one team does (主办).' },
    PARTNER: { description: 'Promotes jointly with the lead team (协办).' },
    SUPPORT: { description: 'Guarantees factors or gives advice (保障支持).' },
    REFERRER: { description: 'Brought the lead (推荐方).' },
  },
});

/** A team always sees its own share, at whatever level. */
const OWN = `case_share.team_id = ${CURRENT_TEAM} and case_share.until is null`;
const policies = guardedBy('case_share', 'case_id', Level.FOLLOW, { orRead: OWN });

/** Which team takes part in a case, in what role, at what level, since when. History stays: withdrawal sets `until`. */
@Entity({ rowLevelSecurity: 'force', policies })
@Index({
  name: 'case_share_live',
  expression: 'create unique index case_share_live on case_share (case_id, team_id) where until is null',
})
@Index({
  name: 'case_share_one_lead',
  expression: `create unique index case_share_one_lead on case_share (case_id) where role = 'LEAD' and until is null`,
})
@Index({ name: 'case_share_case', properties: ['caseId'] })
@Levelled()
@ObjectType({ implements: Node, description: "A team's part in a case (专案共享)." })
export class CaseShare {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', index: true })
  teamId!: string;

  @Enum({ items: () => ShareRole, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => ShareRole, { nullable: true, description: 'What the team does in the case; null below FOLLOW (角色).' })
  role!: ShareRole;

  @Enum({ items: () => Level, type: 'text', fieldName: 'level' })
  @At(Level.FOLLOW)
  @Field(() => Level, { nullable: true, description: 'Level the share gives the team; null below FOLLOW (共享级别).' })
  grantedLevel!: Level;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'granted_by_team_id' })
  grantedByTeamId!: string;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When the team was brought in; null below FOLLOW (起始时间).' })
  since!: Date;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When the team left; null while it takes part (结束时间).' })
  until?: Date | null;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type CaseShareRow = CaseShare & LevelledRow & { parent: string };
