import { Arg, Ctx as Context, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { Live } from '../kernel/levelled.ts';
import { endMembership } from './end-membership.ts';
import { EndMembershipInput, MembershipPayload, StartMembershipInput } from './membership-payload.ts';
import { Membership, Person } from './person.ts';
import type { SignedInCtx } from './sign-in-deps.ts';
import { startMembership } from './start-membership.ts';
import { Team } from './team.ts';
import { membershipById, personById, teamById } from './team-loaders.ts';
import type { MembershipRow, PersonRow, TeamRow } from './team-loaders.ts';

@Resolver(() => Membership)
export class MembershipResolver {
  @Mutation(() => MembershipPayload, {
    description:
      'Let a person serve in a team; by the chief of the team or of one above, in departments, task forces and partners of a city by its chief too (任职登记).',
  })
  async startMembership(
    @Arg('input', () => StartMembershipInput, { description: 'Who, where, as what (任职).' }) input: StartMembershipInput,
    @Context() ctx: SignedInCtx,
  ): Promise<MembershipPayload> {
    return { membership: await ctx.load(membershipById, await startMembership(ctx, input)), userErrors: [] };
  }

  @Mutation(() => MembershipPayload, { description: 'End a membership: the sign-ins for that team end at once (任职结束).' })
  async endMembership(
    @Arg('input', () => EndMembershipInput, { description: 'Which, and when (任职).' }) input: EndMembershipInput,
    @Context() ctx: SignedInCtx,
  ): Promise<MembershipPayload> {
    return { membership: await ctx.load(membershipById, await endMembership(ctx, input)), userErrors: [] };
  }

  @Live()
  @FieldResolver(() => Person, { description: 'Who serves (人员).' })
  person(@Root() membership: MembershipRow, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return ctx.load(personById, membership.personId);
  }

  @Live()
  @FieldResolver(() => Team, { description: 'The team served (团队).' })
  team(@Root() membership: MembershipRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, membership.teamId);
  }
}
