import { Ctx as Context, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { MatchLevel } from '../companies/match-reason.ts';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { leadById } from './lead.loaders.ts';
import { Lead, type LeadRow } from './lead.ts';

@Levelled()
@ObjectType({
  implements: Event,
  description: "Another team's collision check met a lead (被查重); told to its holder alone, once a day for each asking team.",
})
export class CollisionProbed extends Event {}

@Resolver(() => CollisionProbed)
export class CollisionProbedResolver {
  @FieldResolver(() => Lead, { nullable: true, description: 'The lead that was met; null when it may no longer be seen (线索).' })
  @At(Level.FOLLOW)
  @Live()
  lead(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return ctx.load(leadById, source.subjectId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that asked; null below FOLLOW (查重团队).' })
  @At(Level.FOLLOW)
  @Live()
  askingTeam(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, String(source.payload.askingTeamId));
  }

  @FieldResolver(() => MatchLevel, { nullable: true, description: 'How sure the match was; null below FOLLOW (匹配强度).' })
  @At(Level.FOLLOW)
  @Live()
  matchLevel(@Root() source: EventSource): MatchLevel {
    return source.payload.matchLevel as MatchLevel;
  }
}
