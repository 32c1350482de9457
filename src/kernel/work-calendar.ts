import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Day, Text } from './columns.ts';
import { CalendarDate } from './scalars.ts';

/** A year whose holidays are announced, by the notice that announces them. */
@Entity()
export class WorkCalendarYear {
  @PrimaryKey({ type: 'integer', autoincrement: false })
  year!: number;

  /** Null for the years the product is shipped with. */
  @Day({ nullable: true })
  announcedOn?: string | null;

  @Text()
  source!: string;

  /** Another one with every change of the year, so that a calendar kept in memory or used for a deadline is known to be old. */
  @Property({ type: 'uuid' })
  revision!: string;
}

/** A day on which a year's notice departs from Monday to Friday. */
@Entity({ tableName: 'work_calendar' })
@ObjectType({ description: 'A day that the notice of a year makes a holiday or a working day (放假或调休上班日).' })
export class WorkCalendarDay {
  @Field(() => CalendarDate, { description: 'The day (日期).' })
  @PrimaryKey({ type: 'date' })
  day!: string;

  /** The year whose notice says so: that of 2023 began with 31 December 2022. */
  @ManyToOne({ entity: () => WorkCalendarYear, mapToPk: true, fieldName: 'year', index: true })
  year!: number;

  @Field(() => Boolean, { description: 'True: worked on, though a weekend; false: a holiday (是否上班).' })
  @Property({ type: 'boolean' })
  isWorking!: boolean;

  @Field(() => String, { description: 'The occasion, such as 春节 (节日名称).' })
  @Text()
  name!: string;
}
