import { Arg, Ctx as Context, Field, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { UserError } from '../kernel/refusal.ts';
import { ImportWorkCalendarInput } from '../leads/work-calendar.inputs.ts';
import { readWorkCalendar, WorkCalendar } from '../leads/work-calendar.ts';
import { importWorkCalendar } from './import-work-calendar.ts';

@ObjectType({ description: "Answer of entering a year's holidays (工作日历导入结果)." })
export class WorkCalendarPayload {
  @Field(() => WorkCalendar, { nullable: true, description: 'The year as it is now; null when refused (该年日历).' })
  calendar!: WorkCalendar | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Running deadlines that moved at once; further ones follow within a minute; null when refused (已调整期限数).',
  })
  movedDeadlines!: number | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

@Resolver()
export class WorkCalendarMutationResolver {
  @Mutation(() => WorkCalendarPayload, {
    description:
      "Enters or corrects a year's holidays and reckons running deadlines anew; by a chief of the city (导入工作日历).",
  })
  async importWorkCalendar(
    @Arg('input', () => ImportWorkCalendarInput, { description: 'The year (年度安排).' }) input: ImportWorkCalendarInput,
    @Context() ctx: Ctx,
  ): Promise<WorkCalendarPayload> {
    const { year, moved } = await importWorkCalendar(ctx, input);
    return { calendar: await readWorkCalendar(ctx, year), movedDeadlines: moved };
  }
}
