import { Arg, Args, Ctx as Context, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { mayWrite } from '../kernel/policy.ts';
import { Scope } from '../kernel/viewer.ts';
import { Person } from '../teams/person.ts';
import { chiefsOfTeam, teamById, type PersonRow, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { CollisionFilter } from './collision.inputs.ts';
import { Collision, CollisionState, type CollisionRow } from './collision.ts';
import { loadLead } from './lead.loaders.ts';
import { Lead, type LeadRow } from './lead.ts';
import { collisionsOfLead, listCollisions } from './list-collisions.ts';

const CollisionConnection = connectionOf(Collision, 'Collision', '撞单');
const CLOSED: readonly CollisionState[] = [CollisionState.DISMISSED, CollisionState.RESOLVED];

@Resolver(() => Collision)
export class CollisionResolver {
  @Query(() => CollisionConnection, {
    description: "Collisions of the viewer's team with others, newest first; refused to partners (撞单列表).",
  })
  collisions(
    @Arg('filter', () => CollisionFilter, { nullable: true, description: 'Which collisions (筛选).' })
    filter: CollisionFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<CollisionRow>> {
    return listCollisions(ctx, page, filter?.state ?? null);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead of the own side (我方线索).' })
  @At(Level.FOLLOW)
  myLead(@Root() collision: CollisionRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return loadLead(ctx, collision.myLeadId);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead of the other side; null while it is blind (对方线索).' })
  @At(Level.FOLLOW)
  async theirLead(@Root() collision: CollisionRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return collision.theirLeadId === null ? null : loadLead(ctx, collision.theirLeadId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team of the other side (对方团队).' })
  @At(Level.FOLLOW)
  theirTeam(@Root() collision: CollisionRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, collision.theirTeamId);
  }

  @FieldResolver(() => [Person], {
    nullable: true,
    description: 'Whom to ask on the other side: chiefs by name, at most 5 (对方联系人员).',
  })
  @At(Level.FOLLOW)
  askPersons(@Root() collision: CollisionRow, @Context() ctx: ReadCtx): Promise<PersonRow[]> {
    return ctx.load(chiefsOfTeam, collision.theirTeamId);
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether the viewer may agree, withdraw or dismiss: it writes for the side's own team (可否办理).",
  })
  @At(Level.FOLLOW)
  viewerCanAct(@Root() collision: CollisionRow, @Context() ctx: Ctx): boolean {
    return collision.isParty && !CLOSED.includes(collision.state) && mayWrite(ctx.viewer, Scope.WRITE_LEADS);
  }
}

@Resolver(() => Lead)
export class LeadCollisionsResolver {
  @FieldResolver(() => [Collision], {
    nullable: true,
    description: 'Other teams at work on the same investor, newest first, at most 20; null below FOLLOW (线索撞单).',
  })
  @At(Level.FOLLOW)
  collisions(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<CollisionRow[]> {
    return ctx.load(collisionsOfLead, lead.id);
  }
}
