import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Day, Text } from '../kernel/columns.ts';
import { CalendarDate } from '../kernel/scalars.ts';

/** An administrative division by its GB/T 2260 code, dated: renamed and merged codes stay readable. */
@ObjectType({
  description:
    'An administrative division by its GB/T 2260 code (行政区划). A team is not a division: it may cover several, or parts of some.',
})
@Entity()
export class Division {
  @Field(() => String, { description: 'Six digits of GB/T 2260, such as 510107 (区划代码).' })
  @PrimaryKey({ type: 'text' })
  code!: string;

  @Field(() => String, { description: 'Name (名称).' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Code of the division above; null for a province (上级代码).' })
  @Property({ type: 'text', nullable: true })
  parentCode?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day of validity; null where not known (启用日期).' })
  @Day({ nullable: true })
  validFrom?: string | null;

  /** Last day of validity; null while in force. */
  @Field(() => CalendarDate, { nullable: true, description: 'Last day of validity; null while in force (停用日期).' })
  @Day({ nullable: true })
  validTo?: string | null;

  /** The code that took over; null while in force. */
  @Field(() => String, { nullable: true, description: 'Code that took over; null while in force (后继代码).' })
  @Text({ nullable: true })
  successorCode?: string | null;
}
