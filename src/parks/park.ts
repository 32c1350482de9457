import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { Decimal } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';

/** An industrial park (产业功能区): what the park's team promotes. Its divisions are those of the team. */
@ObjectType({
  implements: Node,
  description: 'An industrial park or functional zone: what a park team promotes (产业功能区). Not shown to partners.',
})
@Entity()
export class Park {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', unique: true })
  teamId!: string;

  @Field(() => String, { description: 'Name (名称).' })
  @Text()
  name!: string;

  @Field(() => [String], { description: 'Leading industries in the words of the source; empty where it gives none (主导产业).' })
  @Property({ type: 'text[]' })
  leadingIndustries!: string[];

  @Field(() => Decimal, {
    nullable: true,
    description: 'Planned area in square metres; null where no source gives it (规划面积).',
  })
  @Property({ type: 'decimal', precision: 14, scale: 0, nullable: true })
  areaM2?: string | null;

  @Field(() => String, { description: 'Where these facts come from (来源).' })
  @Text()
  source!: string;
}
