import { Args, ArgsType, Ctx as Context, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { Live } from '../kernel/levelled.ts';
import { PageArgs, type Page } from '../kernel/page.ts';
import { Division } from '../teams/division.ts';
import { divisionsOfTeam, teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { listParks, ParkConnection, ParkFilter, type ParkRow } from './park-list.ts';
import { Park } from './park.ts';

@ArgsType()
class ParksArgs extends PageArgs {
  @Field(() => ParkFilter, { nullable: true, description: 'Which parks; null for all (筛选).' })
  filter?: ParkFilter | null;
}

@Resolver(() => Park)
export class ParkResolver {
  @Query(() => ParkConnection, { description: "Parks, by their team's code; refused to partners (产业功能区列表)." })
  parks(@Args(() => ParksArgs) args: ParksArgs, @Context() ctx: ReadCtx): Promise<Page<ParkRow>> {
    return listParks(ctx, args.filter ?? {}, args);
  }

  @Live()
  @FieldResolver(() => Team, { description: 'The team that promotes it (园区团队).' })
  team(@Root() park: ParkRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, park.teamId);
  }

  @Live()
  @FieldResolver(() => [Division], {
    description: 'The divisions it lies in; several where it spans them, empty where no source says (所在区划).',
  })
  divisions(@Root() park: ParkRow, @Context() ctx: ReadCtx): Promise<Division[]> {
    return ctx.load(divisionsOfTeam, park.teamId);
  }
}
