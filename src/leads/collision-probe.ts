import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { MatchLevel } from '../companies/match-reason.ts';
import { Instant } from '../kernel/columns.ts';
import { CURRENT_TEAM, READER, SYSTEM, WRITER } from '../kernel/guarded.ts';
import { Person } from '../teams/person.ts';
import { Team } from '../teams/team.ts';

/** Why a check counts against the limit, or does not. */
export enum ProbeKind {
  /** A question of its own. */
  COUNTED = 'COUNTED',
  /** The same terms again within ten minutes of the time they were counted. */
  REPEATED = 'REPEATED',
  /** The name grew while it was typed, and nothing blind was found before or now. */
  TYPING = 'TYPING',
  /** Made by registering or changing a lead: the lead itself says who asked. */
  REGISTRATION = 'REGISTRATION',
}

const OWN = `team_id = ${CURRENT_TEAM}`;

/** One collision check: who asked when, marks of what was asked, and how much was told. Never the text. */
@Entity({
  rowLevelSecurity: 'force',
  policies: [
    { name: 'collision_probe_read', command: 'select', roles: [READER, WRITER], using: OWN },
    { name: 'collision_probe_add', command: 'insert', roles: [WRITER], check: OWN },
    { name: 'collision_probe_system', command: 'all', roles: [SYSTEM], using: 'true', check: 'true' },
  ],
})
@Index({
  name: 'collision_probe_recent',
  expression: 'create index collision_probe_recent on collision_probe (team_id, at desc)',
})
export class CollisionProbe {
  /** Drawn while the team's lock is held, so that its order is the order in which questions were answered. */
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'person_id' })
  personId?: string | null;

  @Property({ type: 'uuid', nullable: true })
  clientId?: string | null;

  @Enum({ items: () => ProbeKind, type: 'text' })
  kind!: ProbeKind;

  /** Keyed digests of the folded terms, sorted. */
  @Property({ type: 'array', columnType: 'text[]' })
  terms!: string[];

  /** Blind matches in the answer, as the asker saw them. */
  @Property({ type: 'integer' })
  blindHits!: number;

  @Enum({ items: () => MatchLevel, type: 'text' })
  bestLevel!: MatchLevel;

  @Instant()
  at!: Date;
}
