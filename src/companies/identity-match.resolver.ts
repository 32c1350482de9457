import { Arg, Ctx as Context, Int, Query, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { IdentityInput, identityMatches, IdentityMatch } from './identity-match.ts';

@Resolver()
export class IdentityMatchResolver {
  @Query(() => [IdentityMatch], {
    description:
      'Known companies that may be the one described, surest first, at most 20; refused with FORBIDDEN for partner teams (企业识别).',
  })
  identityMatches(
    @Arg('input', () => IdentityInput, { description: 'What is known of it (已知要素).' }) input: IdentityInput,
    @Arg('limit', () => Int, { defaultValue: 10, description: 'How many, 1 to 20 (条数).' }) limit: number,
    @Context() ctx: Ctx,
  ): Promise<IdentityMatch[]> {
    return identityMatches(ctx, input, limit);
  }
}
