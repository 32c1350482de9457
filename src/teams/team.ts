import { Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate } from '../kernel/scalars.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { Division } from './division.ts';

/** The only thing that records are shared with. Supervision flows along `parentId`, from park to district to city only. */
@ObjectType({ implements: Node, description: 'A team: the only thing that leads and cases are shared with (团队).' })
@Entity()
export class Team {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: 'Natural key, such as CD-510107 (团队代码).' })
  @Property({ type: 'text', unique: true })
  code!: string;

  @Field(() => String, { description: 'Name (名称).' })
  @Text()
  name!: string;

  @Field(() => TeamKind, { description: 'What the team is (类别).' })
  @Enum({ items: () => TeamKind, type: 'text' })
  kind!: TeamKind;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'parent_id', index: true })
  parentId?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day; null where it always was (起始日期).' })
  @Day({ nullable: true })
  startsOn?: string | null;

  /** A team past it has no access and no sign-in. */
  @Field(() => CalendarDate, { nullable: true, description: 'Last day; null while open (截止日期).' })
  @Day({ nullable: true })
  endsOn?: string | null;

  @Field(() => Boolean, { description: 'Whether it belongs to the demo world (是否演示数据).' })
  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Field(() => Int, { description: 'Version, to change it against (版本).' })
  @Property({ type: 'integer' })
  version!: number;

  @Instant()
  createdAt!: Date;
}

/** The divisions a team covers: a park may span several, and a team without a code of its own covers parts of some. */
@Entity()
export class TeamDivision {
  @ManyToOne({ entity: () => Team, mapToPk: true, primary: true, fieldName: 'team_id' })
  teamId!: string;

  @ManyToOne({ entity: () => Division, mapToPk: true, primary: true, fieldName: 'division_code' })
  divisionCode!: string;
}
