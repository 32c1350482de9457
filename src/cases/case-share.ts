import { Entity, Enum, Index, ManyToOne, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Instant } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { Team } from '../teams/team.ts';
import { Case } from './case.ts';

export enum ShareRole {
  LEAD = 'LEAD',
  PARTNER = 'PARTNER',
  SUPPORT = 'SUPPORT',
  REFERRER = 'REFERRER',
}

/** Which team takes part in a case, in what role, at what level, since when. History stays: withdrawal sets `until`. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('case_share', 'case_id', Level.FOLLOW) })
@Index({
  name: 'case_share_live',
  expression: 'create unique index case_share_live on case_share (case_id, team_id) where until is null',
})
@Index({
  name: 'case_share_one_lead',
  expression: `create unique index case_share_one_lead on case_share (case_id) where role = 'LEAD' and until is null`,
})
@Index({ name: 'case_share_case', properties: ['caseId'] })
export class CaseShare {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', index: true })
  teamId!: string;

  @Enum({ items: () => ShareRole, type: 'text' })
  role!: ShareRole;

  @Enum({ items: () => Level, type: 'text' })
  level!: Level;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'granted_by_team_id' })
  grantedByTeamId!: string;

  @Instant()
  since!: Date;

  @Instant({ nullable: true })
  until?: Date | null;
}
