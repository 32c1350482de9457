import { Arg, Args, Ctx as Context, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { Person } from '../teams/person.ts';
import { personById, teamById, type PersonRow, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { ClockLight, lightAt } from './clock-light.ts';
import { ResponseClockFilter } from './clock.inputs.ts';
import { clocksByLead } from './clock.loaders.ts';
import { LeadReport, type LeadReportRow } from './lead-report.ts';
import { leadById } from './lead.loaders.ts';
import { Lead, type LeadRow } from './lead.ts';
import { listClocks, listReports } from './list-clocks.ts';
import { ResponseClock, type ClockRow } from './response-clock.ts';

export const ResponseClockConnection = connectionOf(ResponseClock, 'ResponseClock', '响应时钟');
export const LeadReportConnection = connectionOf(LeadReport, 'LeadReport', '线索反馈');

@Resolver(() => ResponseClock)
export class ResponseClockResolver {
  @Query(() => ResponseClockConnection, {
    description: 'Clocks of leads the team sees at FOLLOW, running ones unless told, the nearest deadline first (响应时钟列表).',
  })
  responseClocks(
    @Arg('filter', () => ResponseClockFilter, { nullable: true, description: 'Which clocks (筛选).' })
    filter: ResponseClockFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<ClockRow>> {
    return listClocks(ctx, filter, page);
  }

  @FieldResolver(() => ClockLight, {
    nullable: true,
    description:
      'How urgent it is; one that no longer runs, or that a contest holds, keeps its last light; null below FOLLOW (灯色).',
  })
  @At(Level.FOLLOW)
  @Live()
  light(@Root() clock: ClockRow, @Context() ctx: ReadCtx): ClockLight {
    return lightAt(clock, ctx.now());
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead it belongs to; null below FOLLOW (线索).' })
  @At(Level.FOLLOW)
  @Live()
  lead(@Root() clock: ClockRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return ctx.load(leadById, clock.leadId);
  }

  @FieldResolver(() => Team, {
    nullable: true,
    description: 'The highest team it was escalated to; null if to none (升级督办团队).',
  })
  @At(Level.FOLLOW)
  @Live()
  async escalatedTo(@Root() clock: ClockRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return clock.escalatedToTeamId ? ctx.load(teamById, clock.escalatedToTeamId) : null;
  }
}

@Resolver(() => LeadReport)
export class LeadReportResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team that told it; null below FOLLOW (反馈团队).' })
  @At(Level.FOLLOW)
  @Live()
  team(@Root() report: LeadReportRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, report.teamId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who wrote it; null for API clients (反馈人).' })
  @At(Level.FOLLOW)
  @Live()
  async author(@Root() report: LeadReportRow, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return report.authorId ? ctx.load(personById, report.authorId) : null;
  }
}

@Resolver(() => Lead)
export class LeadClocksResolver {
  @FieldResolver(() => [ResponseClock], {
    nullable: true,
    description: 'Its newest clock of each kind, at most 4, by deadline; null below FOLLOW (响应时钟).',
  })
  @At(Level.FOLLOW)
  @Live()
  clocks(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<ClockRow[]> {
    return ctx.load(clocksByLead, lead.id);
  }

  @FieldResolver(() => LeadReportConnection, {
    nullable: true,
    description: 'What the owning team told of it, newest first; null below FOLLOW (线索反馈).',
  })
  @At(Level.FOLLOW)
  reports(@Root() lead: LeadRow, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<LeadReportRow>> {
    return listReports(ctx, lead.id, page);
  }
}
