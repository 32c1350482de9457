import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { CURRENT_TEAM, guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { Contact } from '../leads/lead.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';
import { Case } from './case.ts';

export enum ActivityKind {
  CALL = 'CALL',
  VISIT = 'VISIT',
  MEETING = 'MEETING',
  RECEPTION = 'RECEPTION',
  NOTE = 'NOTE',
}

/** What was done on a case. A private one is seen by its author's team alone. */
@Entity({
  rowLevelSecurity: 'force',
  policies: guardedBy('activity', 'case_id', Level.FOLLOW, `not activity.is_private or activity.team_id = ${CURRENT_TEAM}`),
})
@Index({
  name: 'activity_newest',
  expression: 'create index activity_newest on activity (case_id, happened_on desc, id desc)',
})
export class Activity {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Case, mapToPk: true, fieldName: 'case_id' })
  caseId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'author_id' })
  authorId?: string | null;

  @Enum({ items: () => ActivityKind, type: 'text' })
  kind!: ActivityKind;

  @Day()
  happenedOn!: string;

  @Text()
  text!: string;

  @Property({ type: 'boolean' })
  isPrivate!: boolean;

  @Instant()
  createdAt!: Date;
}

/** Who of the investor's side took part in an activity. */
@Entity()
export class ActivityContact {
  @ManyToOne({ entity: () => Activity, mapToPk: true, primary: true, fieldName: 'activity_id' })
  activityId!: string;

  @ManyToOne({ entity: () => Contact, mapToPk: true, primary: true, fieldName: 'contact_id' })
  contactId!: string;
}
