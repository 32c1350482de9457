import { Arg, Ctx as Context, Int, Query, Resolver } from 'type-graphql';
import { calendarOf } from '../kernel/calendar-of.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { DateTime } from '../kernel/scalars.ts';
import { addWorkingDays } from '../kernel/workday.ts';
import { readWorkCalendar, WorkCalendar, WorkingDeadline } from './work-calendar.ts';

const MOST_DAYS = 1_000;

@Resolver()
export class WorkCalendarResolver {
  @Query(() => WorkCalendar, { description: 'The holidays and working weekends of a year (工作日历).' })
  workCalendar(
    @Arg('year', () => Int, { description: 'The year, such as 2026 (年份).' }) year: number,
    @Context() ctx: ReadCtx,
  ): Promise<WorkCalendar> {
    if (year < 1 || year > 9_999) throw fault('BAD_USER_INPUT', 'year 须为 1 至 9999');
    return readWorkCalendar(ctx, year);
  }

  @Query(() => WorkingDeadline, { description: 'When a number of working days from an instant is over (工作日期限推算).' })
  async workingDeadline(
    @Arg('from', () => DateTime, { description: 'The start; its day is not counted (起算时间).' }) from: string,
    @Arg('days', () => Int, { description: 'Working days, 1 to 1000 (工作日数).' }) days: number,
    @Context() ctx: ReadCtx,
  ): Promise<WorkingDeadline> {
    if (days < 1 || days > MOST_DAYS) throw fault('BAD_USER_INPUT', `days 须为 1 至 ${MOST_DAYS}`);
    return addWorkingDays(await calendarOf((sql) => ctx.read(sql)), new Date(from), days);
  }
}
