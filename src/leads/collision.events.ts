import { Ctx as Context, FieldResolver, ID, InterfaceType, ObjectType, Resolver, Root } from 'type-graphql';
import { MatchLevel } from '../companies/match-reason.ts';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { CollisionState } from './collision.ts';
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

@InterfaceType({
  implements: Event,
  description: 'Something that happened to a collision (撞单事件); each side hears it at its own lead.',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class CollisionEvent extends Event {}

@Resolver(() => CollisionEvent)
export class CollisionEventResolver {
  @FieldResolver(() => ID, {
    nullable: true,
    description: 'Global id of the collision, for `node`; null below FOLLOW (撞单编号).',
  })
  @At(Level.FOLLOW)
  @Live()
  collisionId(@Root() source: EventSource): string {
    return globalId('Collision', source.subjectId);
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: 'The lead of the own side; null when it may no longer be seen (我方线索).',
  })
  @At(Level.FOLLOW)
  @Live()
  lead(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return source.guardId === null ? Promise.resolve(null) : ctx.load(leadById, source.guardId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team of the other side; null below FOLLOW (对方团队).' })
  @At(Level.FOLLOW)
  @Live()
  otherTeam(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    const { otherTeamId } = source.payload;
    return typeof otherTeamId === 'string' ? ctx.load(teamById, otherTeamId) : Promise.resolve(null);
  }
}

@Levelled()
@ObjectType({ implements: [CollisionEvent, Event], description: 'Two teams are at work on the same investor (发现撞单).' })
export class CollisionFound extends CollisionEvent {}

@Resolver(() => CollisionFound)
export class CollisionFoundResolver {
  @FieldResolver(() => MatchLevel, { nullable: true, description: 'How surely it is the same; null below FOLLOW (匹配强度).' })
  @At(Level.FOLLOW)
  @Live()
  matchLevel(@Root() source: EventSource): MatchLevel {
    return source.payload.matchLevel as MatchLevel;
  }
}

@Levelled()
@ObjectType({
  implements: [CollisionEvent, Event],
  description: 'Both sides agreed to show each other their lead, or changed the level (撞单互相披露).',
})
export class CollisionDisclosed extends CollisionEvent {}

@Resolver(() => CollisionDisclosed)
export class CollisionDisclosedResolver {
  @FieldResolver(() => Level, { nullable: true, description: 'Level that each side now has; null below FOLLOW (披露级别).' })
  @At(Level.FOLLOW)
  @Live()
  disclosedLevel(@Root() source: EventSource): Level {
    return source.payload.level as Level;
  }
}

@Levelled()
@ObjectType({
  implements: [CollisionEvent, Event],
  description: 'A collision was dismissed or resolved, or its disclosure withdrawn (撞单了结或撤回披露).',
})
export class CollisionClosed extends CollisionEvent {}

@Resolver(() => CollisionClosed)
export class CollisionClosedResolver {
  @FieldResolver(() => CollisionState, {
    nullable: true,
    description: 'Where it stands now: OPEN where only the disclosure ended; null below FOLLOW (状态).',
  })
  @At(Level.FOLLOW)
  @Live()
  state(@Root() source: EventSource): CollisionState {
    return source.payload.state as CollisionState;
  }
}
