import { Ctx as Context, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { inPeriod, shanghaiDay } from '../kernel/shanghai-day.ts';
import { Membership, Person } from './person.ts';
import { ApiClient } from './session.ts';
import { SignedInViewer } from './signed-in-viewer.ts';
import { Team } from './team.ts';
import { apiClientById, membershipsOfPerson, personById, teamById } from './team-loaders.ts';
import type { ApiClientRow, MembershipRow, PersonRow, TeamRow } from './team-loaders.ts';

@Resolver(() => SignedInViewer)
export class ViewerResolver {
  @Query(() => SignedInViewer, { nullable: true, description: 'Who the token acts for; null without a token (当前登录身份).' })
  viewer(@Context() ctx: ReadCtx): SignedInViewer | null {
    return ctx.viewer;
  }

  @FieldResolver(() => Team, { description: 'The team it acts for (团队).' })
  team(@Root() viewer: SignedInViewer, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, viewer.teamId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'The person; null for API clients (人员).' })
  async person(@Root() viewer: SignedInViewer, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return viewer.personId === null ? null : ctx.load(personById, viewer.personId);
  }

  @FieldResolver(() => ApiClient, { nullable: true, description: 'The API client; null for people (接口客户端).' })
  async apiClient(@Root() viewer: SignedInViewer, @Context() ctx: ReadCtx): Promise<ApiClientRow | null> {
    return viewer.clientId === null ? null : ctx.load(apiClientById, viewer.clientId);
  }

  @Extensions({ listSize: 10 })
  @FieldResolver(() => [Membership], {
    description: "The person's memberships in force today, to switch to; empty for API clients (在任任职).",
  })
  async memberships(@Root() viewer: SignedInViewer, @Context() ctx: ReadCtx): Promise<MembershipRow[]> {
    if (viewer.personId === null) return [];
    const today = shanghaiDay(ctx.now());
    return (await ctx.load(membershipsOfPerson, viewer.personId)).filter((each) => inPeriod(today, each.startsOn, each.endsOn));
  }
}
