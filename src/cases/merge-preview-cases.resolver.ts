import { Ctx as Context, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { MergePreview } from '../leads/merge.resolver.ts';
import { listCases } from './list-cases.ts';

@Resolver(() => MergePreview)
export class MergePreviewCasesResolver {
  @FieldResolver(() => Int, {
    description: 'Cases with the merged company that the viewer sees at FOLLOW or above, capped at 1000 (涉及专案数).',
  })
  async cases(@Root() preview: { mergedId: string }, @Context() ctx: Ctx): Promise<number> {
    return (await listCases(ctx, { filter: { companyId: globalId('Company', preview.mergedId) } }, { first: 1 })).total();
  }
}
