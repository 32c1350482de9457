import { Field, InputType, Int } from 'type-graphql';
import { CalendarDate } from '../kernel/scalars.ts';

@InputType({ description: 'A day that a notice makes a holiday or a working day (放假或调休上班日).' })
export class WorkCalendarDayInput {
  @Field(() => CalendarDate, { description: 'The day (日期).' })
  day!: string;

  @Field(() => Boolean, { description: 'True: worked on, though a weekend; false: a holiday (是否上班).' })
  isWorking!: boolean;

  @Field(() => String, { description: 'The occasion, such as 春节 (节日名称).' })
  name!: string;
}

@InputType({ description: "A year's notice of holidays (年度节假日安排)." })
export class ImportWorkCalendarInput {
  @Field(() => Int, { description: 'The year, such as 2027 (年份).' })
  year!: number;

  @Field(() => CalendarDate, { description: 'When the notice was announced (公布日期).' })
  announcedOn!: string;

  @Field(() => String, { description: 'The notice, by title and number (依据的通知).' })
  source!: string;

  @Field(() => [WorkCalendarDayInput], {
    description:
      "All days on which the year departs from Monday to Friday, at most 100; they take the place of the year's former ones (放假与调休日).",
  })
  days!: WorkCalendarDayInput[];

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}
