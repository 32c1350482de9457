import { Arg, Args, Ctx as Context, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { connectionOf } from '../kernel/page.ts';
import { ChainNode, Placement } from './chain.ts';
import { loadChainNode } from './chain-rows.ts';
import { Gap, GapEvidence, GapsArgs } from './gap.ts';
import { listGaps } from './list-gaps.ts';
import { CANDIDATE_LIMIT, placementsElsewhere, placementsHere } from './placements.ts';

const GapConnection = connectionOf(Gap, 'Gap', '产业链缺口');

function checkFirst(first: number): void {
  if (first < 1 || first > CANDIDATE_LIMIT) throw fault('BAD_USER_INPUT', `first 须在 1 至 ${CANDIDATE_LIMIT} 之间`);
}

@Resolver(() => Gap)
export class GapResolver {
  @Query(() => GapConnection, {
    description: "Gaps of a team's territory, chain by chain; refused with FORBIDDEN for partner teams (产业链缺口).",
  })
  gaps(@Args(() => GapsArgs) args: GapsArgs, @Context() ctx: Ctx) {
    return listGaps(ctx, args);
  }

  @FieldResolver(() => [Placement], {
    description: 'Companies placed at the node elsewhere, surest first, then those with a title: whom to court (招引对象).',
  })
  async candidates(
    @Root() gap: Gap,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100 (条数).' }) first: number,
    @Context() ctx: Ctx,
  ) {
    checkFirst(first);
    return (await ctx.load(placementsElsewhere, `${gap.teamId}/${gap.node.id}`)).slice(0, first);
  }
}

@Resolver(() => GapEvidence)
export class GapEvidenceResolver {
  @FieldResolver(() => ChainNode, {
    nullable: true,
    description: 'The neighbouring node; null only when it was just withdrawn (邻近环节).',
  })
  node(@Root() evidence: GapEvidence, @Context() ctx: Ctx) {
    return loadChainNode(ctx, evidence.nodeId);
  }

  @FieldResolver(() => [Placement], { description: 'Companies it has in the territory, surest first (本地企业).' })
  async companies(
    @Root() evidence: GapEvidence,
    @Arg('first', () => Int, { defaultValue: 3, description: 'How many, 1 to 100 (条数).' }) first: number,
    @Context() ctx: Ctx,
  ) {
    checkFirst(first);
    return (await ctx.load(placementsHere, `${evidence.teamId}/${evidence.nodeId}`)).slice(0, first);
  }
}
