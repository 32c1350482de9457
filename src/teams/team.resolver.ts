import { Arg, Args, ArgsType, Ctx as Context, Extensions, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Live } from '../kernel/levelled.ts';
import { PageArgs, type Page } from '../kernel/page.ts';
import { Division } from './division.ts';
import { Membership } from './person.ts';
import { ApiClient } from './session.ts';
import { Team } from './team.ts';
import { listTeams, TeamConnection, TeamFilter } from './team-list.ts';
import { apiClientsOfTeam, childrenOfTeam, divisionsOfTeam, membershipsOfTeam, teamById } from './team-loaders.ts';
import type { ApiClientRow, MembershipRow, TeamRow } from './team-loaders.ts';
import { loadTeam, managesTeam, seesMembers } from './team-nodes.ts';

@ArgsType()
class TeamsArgs extends PageArgs {
  @Field(() => TeamFilter, { nullable: true, description: 'Which teams; null for all (筛选).' })
  filter?: TeamFilter | null;
}

@Resolver(() => Team)
export class TeamResolver {
  @Query(() => TeamConnection, { description: 'Teams, by code (团队列表).' })
  teams(@Args(() => TeamsArgs) args: TeamsArgs, @Context() ctx: ReadCtx): Promise<Page<TeamRow>> {
    return listTeams(ctx, args.filter ?? {}, args);
  }

  @Query(() => Team, { nullable: true, description: 'One team, by code or by id; null when there is none (团队).' })
  async team(
    @Arg('code', () => String, {
      nullable: true,
      description: 'Natural key, such as CD-510107; give exactly one of code and id (团队代码).',
    })
    code: string | null,
    @Arg('id', () => ID, { nullable: true, description: 'Global id; give exactly one of code and id (团队编号).' })
    id: string | null,
    @Context() ctx: ReadCtx,
  ): Promise<TeamRow | null> {
    if ((code == null) === (id == null)) throw fault('BAD_USER_INPUT', '请给出 code 或 id 之一');
    const [row] =
      code == null ? [] : await ctx.read<{ id: string }>(`select id from team where code = $1`, [code], 'team_by_code');
    const uuid = code == null ? uuidOf('Team', id!) : (row?.id ?? null);
    return uuid === null ? null : loadTeam(ctx, uuid);
  }

  @Live()
  @FieldResolver(() => Team, { nullable: true, description: 'The team above it; null at the top (上级团队).' })
  async parent(@Root() team: TeamRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return team.parentId == null ? null : ctx.load(teamById, team.parentId);
  }

  @Live()
  @Extensions({ listSize: 50 })
  @FieldResolver(() => [Team], { description: 'The teams directly under it, by code (下级团队).' })
  children(@Root() team: TeamRow, @Context() ctx: ReadCtx): Promise<TeamRow[]> {
    return ctx.load(childrenOfTeam, team.id);
  }

  @Live()
  @FieldResolver(() => [Division], {
    description: 'The divisions it covers, wholly or in part; empty for departments and partners (所辖区划).',
  })
  divisions(@Root() team: TeamRow, @Context() ctx: ReadCtx): Promise<Division[]> {
    return ctx.load(divisionsOfTeam, team.id);
  }

  @FieldResolver(() => [Membership], {
    nullable: true,
    description:
      'Who serves and served in it; null unless you are of it or above it, or appoint them as chief of its city (成员任职).',
  })
  async memberships(@Root() team: TeamRow, @Context() ctx: ReadCtx): Promise<MembershipRow[] | null> {
    return (await seesMembers(ctx, team.id)) ? ctx.load(membershipsOfTeam, team.id) : null;
  }

  @FieldResolver(() => [ApiClient], {
    nullable: true,
    description: 'Its API clients; null unless you are chief of it or of a team above (接口客户端).',
  })
  async apiClients(@Root() team: TeamRow, @Context() ctx: ReadCtx): Promise<ApiClientRow[] | null> {
    return (await managesTeam(ctx, team.id)) ? ctx.load(apiClientsOfTeam, team.id) : null;
  }
}
