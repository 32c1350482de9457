import { Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { Division } from './division.ts';

/** The only thing that records are shared with. Supervision flows along `parentId`, from park to district to city only. */
@Entity()
export class Team {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** Natural key, such as `CD-510107` or `CD-GXQ`. */
  @Property({ type: 'text', unique: true })
  code!: string;

  @Text()
  name!: string;

  @Enum({ items: () => TeamKind, type: 'text' })
  kind!: TeamKind;

  @ManyToOne({ entity: () => Team, mapToPk: true, nullable: true, fieldName: 'parent_id', index: true })
  parentId?: string | null;

  @Day({ nullable: true })
  startsOn?: string | null;

  /** Last day; a team past it has no access and no sign-in. */
  @Day({ nullable: true })
  endsOn?: string | null;

  @Property({ type: 'boolean' })
  isDemo!: boolean;

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
