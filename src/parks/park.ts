import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Text } from '../kernel/columns.ts';
import { Team } from '../teams/team.ts';

/** An industrial park (产业功能区): what the park's team promotes. Its divisions are those of the team. */
@Entity()
export class Park {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', unique: true })
  teamId!: string;

  @Text()
  name!: string;

  @Property({ type: 'text[]' })
  leadingIndustries!: string[];

  /** Null where no source gives it. */
  @Property({ type: 'decimal', precision: 14, scale: 0, nullable: true })
  areaM2?: string | null;

  @Text()
  source!: string;
}
