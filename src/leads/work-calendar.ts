import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { WorkCalendarDay } from '../kernel/work-calendar.ts';

@ObjectType({ description: 'The working days of a year (工作日历).' })
export class WorkCalendar {
  @Field(() => Int, { description: 'The year (年份).' })
  year!: number;

  @Field(() => Boolean, {
    description: 'Whether its holidays are announced; if not, deadlines that reach into it are estimated (是否已公布).',
  })
  isAnnounced!: boolean;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'When they were announced; null while they are not, and for the years shipped with the product (公布日期).',
  })
  announcedOn!: string | null;

  @Field(() => String, { nullable: true, description: 'The notice, or where it was taken from; null without one (依据).' })
  source!: string | null;

  @Extensions({ listSize: 100 })
  @Field(() => [WorkCalendarDay], {
    description: 'Days on which it departs from Monday to Friday, by date, at most 100 (放假与调休日).',
  })
  days!: WorkCalendarDay[];
}

@ObjectType({ description: 'The end of a number of working days (工作日期限).' })
export class WorkingDeadline {
  @Field(() => DateTime, {
    description: 'The first instant that is too late: midnight in Shanghai behind the last day (截止时间).',
  })
  due!: Date;

  @Field(() => Boolean, {
    description: 'Whether it reaches into a year whose holidays are not announced, and may still move (是否为推算).',
  })
  isEstimated!: boolean;
}

const YEAR = `select y.year, y.announced_on::text as "announcedOn", y.source,
    coalesce((select json_agg(json_build_object('day', d.day, 'isWorking', d.is_working, 'name', d.name, 'year', d.year) order by d.day)
      from work_calendar d where d.year = y.year), '[]'::json) as days
  from work_calendar_year y where y.year = $1`;

/** A year as the calendar has it; one that is not announced has weekends only. */
export async function readWorkCalendar(ctx: Pick<ReadCtx, 'read'>, year: number): Promise<WorkCalendar> {
  const [row] = await ctx.read<Omit<WorkCalendar, 'isAnnounced'>>(YEAR, [year], 'work_calendar_of_year');
  return row ? { ...row, isAnnounced: true } : { year, isAnnounced: false, announcedOn: null, source: null, days: [] };
}
