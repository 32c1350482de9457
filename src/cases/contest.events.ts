import { Ctx as Context, FieldResolver, InterfaceType, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { CaseEvent } from './case.events.ts';
import { LeadEvent } from '../leads/lead.events.ts';
import { loadContest } from './contest.loaders.ts';
import { Contest, ContestOutcome, type ContestRow } from './contest.ts';

@InterfaceType({
  implements: [LeadEvent, Event],
  description: 'Something that happened in a contest, told once on each side by its own lead (争议事件); heard at FOLLOW.',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class ContestEvent extends LeadEvent {}

@Resolver(() => ContestEvent)
export class ContestEventResolver {
  @FieldResolver(() => Contest, { nullable: true, description: 'The contest as it is now; null below FOLLOW (争议).' })
  @At(Level.FOLLOW)
  @Live()
  contest(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<ContestRow | null> {
    return loadContest(ctx, String(source.payload.contestId));
  }
}

const IMPLEMENTS = [ContestEvent, LeadEvent, Event];

@Levelled()
@ObjectType({ implements: IMPLEMENTS, description: 'A claim was contested; both sides are frozen (提起首谈权争议).' })
export class ClaimContested extends ContestEvent {}

@Levelled()
@ObjectType({ implements: IMPLEMENTS, description: 'A side or the arbiter made a statement (争议陈述).' })
export class ContestStated extends ContestEvent {}

@Levelled()
@ObjectType({ implements: IMPLEMENTS, description: 'A contest was taken back (撤回争议).' })
export class ContestWithdrawn extends ContestEvent {}

@Levelled()
@ObjectType({
  implements: IMPLEMENTS,
  description: 'The deadline passed without a ruling; the team above may decide (仲裁逾期).',
})
export class ContestOverdue extends ContestEvent {}

@Levelled()
@ObjectType({ implements: IMPLEMENTS, description: 'A contest was decided (争议裁决).' })
export class ContestDecided extends ContestEvent {}

@Resolver(() => ContestDecided)
export class ContestDecidedResolver {
  @FieldResolver(() => ContestOutcome, { nullable: true, description: 'What was decided; null below FOLLOW (结果).' })
  @At(Level.FOLLOW)
  @Live()
  outcome(@Root() source: EventSource): ContestOutcome {
    return source.payload.outcome as ContestOutcome;
  }
}

@Levelled()
@ObjectType({ implements: [CaseEvent, Event], description: 'A contest froze the case; heard at FOLLOW (专案冻结).' })
export class CaseFrozen extends CaseEvent {}

@Levelled()
@ObjectType({
  implements: [CaseEvent, Event],
  description: 'The contest that froze the case is over; heard at FOLLOW (专案解冻).',
})
export class CaseThawed extends CaseEvent {}
