import { Ctx as Context, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { readWorkCalendar, WorkCalendar } from './work-calendar.ts';

@Levelled()
@ObjectType({
  implements: Event,
  description: 'The holidays of a year were announced or corrected; every deadline is reckoned anew (工作日历导入).',
})
export class WorkCalendarImported extends Event {}

@Resolver(() => WorkCalendarImported)
export class WorkCalendarImportedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'The year (年份).' })
  year(@Root() event: EventSource): number {
    return Number(event.payload.year);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => WorkCalendar, { description: 'The year as it is now (该年日历).' })
  calendar(@Root() event: EventSource, @Context() ctx: ReadCtx): Promise<WorkCalendar> {
    return readWorkCalendar(ctx, Number(event.payload.year));
  }
}
