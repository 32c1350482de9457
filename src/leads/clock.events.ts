import { Ctx as Context, FieldResolver, InterfaceType, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { ClockKind, ClockLight } from './clock-light.ts';
import { clockById, reportById } from './clock.loaders.ts';
import { LeadReport, type LeadReportRow } from './lead-report.ts';
import { LeadEvent } from './lead.events.ts';
import { ResponseClock, type ClockRow } from './response-clock.ts';

@InterfaceType({
  implements: [LeadEvent, Event],
  description: 'The owning team told something of a lead (线索反馈事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class LeadReportEvent extends LeadEvent {}

@Resolver(() => LeadReportEvent)
export class LeadReportEventResolver {
  @FieldResolver(() => LeadReport, { nullable: true, description: 'What was told (反馈).' })
  @At(Level.FOLLOW)
  @Live()
  report(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<LeadReportRow | null> {
    return ctx.load(reportById, String(source.payload.reportId));
  }
}

const TOLD = [LeadReportEvent, LeadEvent, Event];

@Levelled()
@ObjectType({ implements: TOLD, description: 'The owning team responded to a lead (线索响应); heard at FOLLOW or above.' })
export class LeadResponded extends LeadReportEvent {}

@Levelled()
@ObjectType({
  implements: TOLD,
  description: 'The owning team told what has come of a lead (线索反馈); heard at FOLLOW or above.',
})
export class LeadReported extends LeadReportEvent {}

@InterfaceType({
  implements: [LeadEvent, Event],
  description: 'A clock of a lead changed its light or was escalated (时钟事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class LeadClockEvent extends LeadEvent {}

@Resolver(() => LeadClockEvent)
export class LeadClockEventResolver {
  @FieldResolver(() => ClockKind, { nullable: true, description: 'What is due (时钟类别).' })
  @At(Level.FOLLOW)
  @Live()
  clockKind(@Root() source: EventSource): ClockKind {
    return source.payload.clockKind as ClockKind;
  }

  @FieldResolver(() => ClockLight, { nullable: true, description: 'The light the event tells of (灯色).' })
  @At(Level.FOLLOW)
  @Live()
  light(@Root() source: EventSource): ClockLight {
    return source.payload.light as ClockLight;
  }

  @FieldResolver(() => ResponseClock, { nullable: true, description: 'The clock as it is now (响应时钟).' })
  @At(Level.FOLLOW)
  @Live()
  clock(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<ClockRow | null> {
    return ctx.load(clockById, String(source.payload.clockId));
  }

  @FieldResolver(() => Team, {
    nullable: true,
    description: 'The team it was escalated to by this event; null if to none (升级督办团队).',
  })
  @At(Level.FOLLOW)
  @Live()
  async escalatedTo(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    const { escalatedToTeamId } = source.payload;
    return escalatedToTeamId ? ctx.load(teamById, String(escalatedToTeamId)) : null;
  }
}

const CLOCK = [LeadClockEvent, LeadEvent, Event];

@Levelled()
@ObjectType({
  implements: CLOCK,
  description: 'Most of the working time of a clock has gone by; heard by the owning team (时钟黄灯).',
})
export class LeadClockAmber extends LeadClockEvent {}

@Levelled()
@ObjectType({
  implements: CLOCK,
  description:
    'A deadline of a lead has passed; heard by the owning team and those above, the first of which is called upon (时钟逾期).',
})
export class LeadClockLate extends LeadClockEvent {}

@Levelled()
@ObjectType({ implements: CLOCK, description: 'A late clock was escalated one level further up (逾期升级督办).' })
export class LeadClockEscalated extends LeadClockEvent {}

@Levelled()
@ObjectType({
  implements: CLOCK,
  description: 'Holidays were announced, or a contest ended, and a clock that was amber or late is less so (时钟顺延).',
})
export class LeadClockEased extends LeadClockEvent {}
