import { Arg, Args, Ctx as Context, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { EventSource } from '../events/event.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { Lead, type LeadRow } from '../leads/lead.ts';
import { loadLead } from '../leads/lead.loaders.ts';
import { timeline, TimelineConnection } from '../leads/timeline.ts';
import { Person } from '../teams/person.ts';
import { personById, teamById, type PersonRow, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { ContestFilter } from './contest.inputs.ts';
import { contestsOfLead, loadContest, rulingsOfContest, statementsOfContest, type RulingRow } from './contest.loaders.ts';
import { Contest, ContestStatement, Ruling, type ContestRow } from './contest.ts';
import { percentOf } from './contest-share.ts';
import { listContests } from './list-contests.ts';

export const ContestConnection = connectionOf(Contest, 'Contest', '首谈权争议');

@Resolver(() => Contest)
export class ContestResolver {
  @Query(() => ContestConnection, { description: 'Contests the team sees, the nearest deadline first (首谈权争议列表).' })
  contests(
    @Arg('filter', () => ContestFilter, { nullable: true, description: 'Which contests (筛选).' }) filter: ContestFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<ContestRow>> {
    return listContests(ctx, filter, page);
  }

  @Query(() => Contest, { nullable: true, description: 'One contest; null when it does not exist or may not be seen (争议).' })
  async contest(
    @Arg('id', () => ID, { description: 'Global id (全局编号).' }) id: string,
    @Context() ctx: Ctx,
  ): Promise<ContestRow | null> {
    const uuid = uuidOf('Contest', id);
    return uuid === null ? null : loadContest(ctx, uuid);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that holds the contested claim (持有团队).' })
  @Live()
  holdingTeam(@Root() contest: ContestRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, contest.holdingTeamId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that contests it (提起团队).' })
  @Live()
  contesterTeam(@Root() contest: ContestRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, contest.contesterTeamId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The lowest team above both sides, which decides (仲裁团队).' })
  @Live()
  arbiterTeam(@Root() contest: ContestRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, contest.arbiterTeamId);
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: "The holder's lead; null when the viewer does not see it (持有方线索).",
  })
  holderLead(@Root() contest: ContestRow, @Context() ctx: Ctx): Promise<LeadRow | null> {
    return loadLead(ctx, contest.leadId);
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: 'The lead of the team that contests; null when the viewer does not see it (提起方线索).',
  })
  contesterLead(@Root() contest: ContestRow, @Context() ctx: Ctx): Promise<LeadRow | null> {
    return loadLead(ctx, contest.contesterLeadId);
  }

  @FieldResolver(() => TimelineConnection, {
    description: "What happened on the holder's side, newest first; empty for whoever does not see its lead (持有方经过).",
  })
  holderTimeline(
    @Root() contest: ContestRow,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<EventSource>> {
    return timeline(ctx, contest.leadId, page);
  }

  @FieldResolver(() => TimelineConnection, {
    description: 'What happened on the side that contests, newest first; empty for whoever does not see its lead (提起方经过).',
  })
  contesterTimeline(
    @Root() contest: ContestRow,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<EventSource>> {
    return timeline(ctx, contest.contesterLeadId, page);
  }

  @FieldResolver(() => [ContestStatement], {
    description: 'What both sides and the arbiter said, oldest first, at most 20 (陈述).',
  })
  @Live()
  statements(@Root() contest: ContestRow, @Context() ctx: ReadCtx): Promise<ContestStatement[]> {
    return ctx.load(statementsOfContest, contest.id);
  }

  @FieldResolver(() => [Ruling], { description: 'The decision; empty while it is open or when it was withdrawn (裁决).' })
  @Live()
  rulings(@Root() contest: ContestRow, @Context() ctx: ReadCtx): Promise<RulingRow[]> {
    return ctx.load(rulingsOfContest, contest.id);
  }
}

@Resolver(() => ContestStatement)
export class ContestStatementResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team that made it (陈述团队).' })
  @Live()
  team(@Root() statement: ContestStatement, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, statement.teamId);
  }
}

@Resolver(() => Ruling)
export class RulingResolver {
  @FieldResolver(() => String, { description: "The holder's share of the credit in percent (持有方分计比例，%)." })
  @Live()
  holderPercent(@Root() ruling: RulingRow): string {
    return percentOf(ruling.holderHundredths);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that decided (裁决团队).' })
  @Live()
  team(@Root() ruling: RulingRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, ruling.teamId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who decided; null for API clients (裁决人).' })
  @Live()
  async decidedBy(@Root() ruling: RulingRow, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return ruling.decidedById ? ctx.load(personById, ruling.decidedById) : null;
  }
}

@Resolver(() => Lead)
export class LeadContestsResolver {
  @FieldResolver(() => [Contest], {
    nullable: true,
    description: 'Contests it is or was in, newest first, at most 20; null below FOLLOW (争议).',
  })
  @At(Level.FOLLOW)
  contests(@Root() lead: LeadRow, @Context() ctx: Ctx): Promise<ContestRow[]> {
    return ctx.load(contestsOfLead, lead.id);
  }
}
