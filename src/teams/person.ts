import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { Role } from '../kernel/viewer.ts';
import { Team } from './team.ts';

/** Somebody who serves in one or more teams. */
@Entity()
export class Person {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text', unique: true })
  login!: string;

  @Text()
  name!: string;

  /** argon2id in PHC format. */
  @Property({ type: 'text', hidden: true })
  passwordHash!: string;

  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Instant()
  createdAt!: Date;

  @Instant({ nullable: true })
  disabledAt?: Date | null;
}

/** A person's service in a team, with a role and a period. */
@Entity()
@Index({ name: 'membership_person', properties: ['personId'] })
@Index({ name: 'membership_team', properties: ['teamId'] })
export class Membership {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, fieldName: 'person_id' })
  personId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @Enum({ items: () => Role, type: 'text' })
  role!: Role;

  @Day()
  startsOn!: string;

  /** Last day; null while open. */
  @Day({ nullable: true })
  endsOn?: string | null;

  /** The team that `signIn` acts for. */
  @Property({ type: 'boolean' })
  isDefault!: boolean;
}
