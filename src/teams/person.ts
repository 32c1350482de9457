import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate } from '../kernel/scalars.ts';
import { Role } from '../kernel/viewer.ts';
import { Team } from './team.ts';

/** Somebody who serves in one or more teams. Others see the name only; login and hash never leave the server. */
@ObjectType({ implements: Node, description: 'Somebody who serves in one or more teams; shown by name only (人员).' })
@Entity()
export class Person {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text', unique: true })
  login!: string;

  @Field(() => String, { description: 'Name (姓名).' })
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
@ObjectType({ implements: Node, description: "A person's service in a team, with a role and a period (任职)." })
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

  @Field(() => Role, { description: 'What the person may do for the team (角色).' })
  @Enum({ items: () => Role, type: 'text' })
  role!: Role;

  @Field(() => CalendarDate, { description: 'First day (起始日期).' })
  @Day()
  startsOn!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day; null while open (截止日期).' })
  @Day({ nullable: true })
  endsOn?: string | null;

  @Field(() => Boolean, { description: 'Whether signIn acts for this team (是否默认团队).' })
  @Property({ type: 'boolean' })
  isDefault!: boolean;
}
