import { Arg, Ctx as Context, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { Live } from '../kernel/levelled.ts';
import { createApiClient, revokeApiClient } from './api-clients.ts';
import { ApiClientPayload, CreateApiClientInput, RevokeApiClientInput } from './membership-payload.ts';
import { ApiClient } from './session.ts';
import type { SignedInCtx } from './sign-in-deps.ts';
import { Team } from './team.ts';
import { apiClientById, teamById, type ApiClientRow, type TeamRow } from './team-loaders.ts';

@Resolver(() => ApiClient)
export class ApiClientResolver {
  @Mutation(() => ApiClientPayload, { description: 'Make an API client for a team; its secret is told once (新建接口客户端).' })
  async createApiClient(
    @Arg('input', () => CreateApiClientInput, { description: 'Name and scopes (名称与权限).' }) input: CreateApiClientInput,
    @Context() ctx: SignedInCtx,
  ): Promise<Omit<ApiClientPayload, 'apiClient'> & { apiClient: ApiClientRow | null }> {
    const { apiClientId, secret } = await createApiClient(ctx, input);
    return { apiClient: await ctx.load(apiClientById, apiClientId), clientSecret: secret, userErrors: [] };
  }

  @Mutation(() => ApiClientPayload, {
    description: 'Withdraw an API client: its credentials and tokens end at once (停用接口客户端).',
  })
  async revokeApiClient(
    @Arg('input', () => RevokeApiClientInput, { description: 'Which (接口客户端).' }) input: RevokeApiClientInput,
    @Context() ctx: SignedInCtx,
  ): Promise<Omit<ApiClientPayload, 'apiClient'> & { apiClient: ApiClientRow | null }> {
    return { apiClient: await ctx.load(apiClientById, await revokeApiClient(ctx, input)), clientSecret: null, userErrors: [] };
  }

  @Live()
  @FieldResolver(() => Team, { description: 'The team it acts for (团队).' })
  team(@Root() client: ApiClientRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, client.teamId);
  }
}
