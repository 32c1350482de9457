import { Ctx as Context, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { Team } from './team.ts';
import { teamById, type TeamRow } from './team-loaders.ts';

@Levelled()
@ObjectType({ implements: Event, description: 'A team was set up (团队设立).' })
export class TeamCreated extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'Facts of a team or of its park changed (团队更新).' })
export class TeamUpdated extends Event {}

@Resolver(() => TeamCreated)
export class TeamCreatedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Team, { nullable: true, description: 'The team as it is now (团队).' })
  team(@Root() event: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, event.subjectId);
  }
}

@Resolver(() => TeamUpdated)
export class TeamUpdatedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Team, { nullable: true, description: 'The team as it is now (团队).' })
  team(@Root() event: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => [String], { description: 'Names of the changed facts, such as endsOn (更新字段).' })
  fields(@Root() event: EventSource): string[] {
    return Array.isArray(event.payload.fields) ? event.payload.fields.map(String) : [];
  }
}
