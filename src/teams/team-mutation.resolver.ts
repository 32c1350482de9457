import { Arg, Ctx as Context, Mutation, Resolver } from 'type-graphql';
import { createTeam } from './create-team.ts';
import type { SignedInCtx } from './sign-in-deps.ts';
import { CreateTeamInput, TeamPayload, UpdateTeamInput } from './team.inputs.ts';
import { teamById, type TeamRow } from './team-loaders.ts';
import { updateTeam } from './update-team.ts';

interface Outcome extends Omit<TeamPayload, 'team'> {
  team: TeamRow | null;
}

@Resolver()
export class TeamMutationResolver {
  @Mutation(() => TeamPayload, {
    description: 'Sets up a team under another; by a chief above, departments, task forces and partners by the city (团队设立).',
  })
  async createTeam(
    @Arg('input', () => CreateTeamInput, { description: 'The team (团队).' }) input: CreateTeamInput,
    @Context() ctx: SignedInCtx,
  ): Promise<Outcome> {
    return { team: await ctx.load(teamById, await createTeam(ctx, input)), userErrors: [] };
  }

  @Mutation(() => TeamPayload, { description: 'Changes a team; its last day ends its sign-ins and its access (团队更新).' })
  async updateTeam(
    @Arg('input', () => UpdateTeamInput, { description: 'What changes (变更内容).' }) input: UpdateTeamInput,
    @Context() ctx: SignedInCtx,
  ): Promise<Outcome> {
    return { team: await ctx.load(teamById, await updateTeam(ctx, input)), userErrors: [] };
  }
}
