import { Arg, Args, Ctx as Context, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { readsCompanies } from '../companies/company-policy.ts';
import { loadCompany } from '../companies/company-rows.ts';
import { Company } from '../companies/company.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { Live } from '../kernel/levelled.ts';
import { connectionOf } from '../kernel/page.ts';
import { Chain, ChainLink, ChainMention, ChainNode, Placement } from './chain.ts';
import {
  linksOfChain,
  loadChain,
  loadChainNode,
  MENTION_LIMIT,
  mentionsOfNode,
  NODE_LIMIT,
  nodesOfChain,
  type ChainNodeRow,
  type ChainRow,
} from './chain-rows.ts';
import { ChainKey, ChainNodeCompaniesArgs, ChainsArgs } from './chain.inputs.ts';
import { Coverage, coverageOfChain, NOTHING, viewKey } from './coverage.ts';
import { GapKind } from './gap.ts';
import { findChain, listChains } from './list-chains.ts';
import { emptyNodes, teamOf } from './list-gaps.ts';
import { listNodeCompanies } from './placements.ts';

const ChainConnection = connectionOf(Chain, 'Chain', '产业链');
const PlacementConnection = connectionOf(Placement, 'Placement', '企业归位');
const TEAM = { nullable: true, description: "Team whose territory is meant; the viewer's when absent (团队)." };

@Resolver(() => Chain)
export class ChainResolver {
  @Query(() => ChainConnection, { description: 'Industrial chains by code and edition (产业链列表).' })
  chains(@Args(() => ChainsArgs) args: ChainsArgs, @Context() ctx: Ctx) {
    return listChains(ctx, args);
  }

  @Query(() => Chain, { nullable: true, description: 'One chain by id or code; null when there is none (产业链).' })
  chain(@Arg('by', () => ChainKey, { description: 'Its key (标识).' }) by: ChainKey, @Context() ctx: Ctx) {
    return findChain(ctx, by);
  }

  @Live()
  @Extensions({ listSize: NODE_LIMIT })
  @FieldResolver(() => [ChainNode], { description: 'All nodes, each before those below it, at most 1000 (环节).' })
  nodes(@Root() chain: ChainRow, @Context() ctx: ReadCtx) {
    return ctx.load(nodesOfChain, chain.id);
  }

  @Live()
  @Extensions({ listSize: NODE_LIMIT })
  @FieldResolver(() => [ChainLink], { description: 'Who supplies whom among its nodes (上下游关系).' })
  links(@Root() chain: ChainRow, @Context() ctx: ReadCtx) {
    return ctx.load(linksOfChain, chain.id);
  }
}

@Resolver(() => ChainNode)
export class ChainNodeResolver {
  @Live()
  @FieldResolver(() => ID, { nullable: true, description: 'Global id of the node above; null for the top rows (上级环节编号).' })
  parentId(@Root() node: ChainNodeRow) {
    return node.parentId == null ? null : globalId('ChainNode', node.parentId);
  }

  @Live()
  @FieldResolver(() => Chain, {
    nullable: true,
    description: 'The chain it belongs to; null only when it was just withdrawn (产业链).',
  })
  chain(@Root() node: ChainNodeRow, @Context() ctx: ReadCtx) {
    return loadChain(ctx, node.chainId);
  }

  @Live()
  @FieldResolver(() => ChainNode, { nullable: true, description: 'The node above; null for the top rows (上级环节).' })
  parent(@Root() node: ChainNodeRow, @Context() ctx: ReadCtx) {
    return node.parentId == null ? null : loadChainNode(ctx, node.parentId);
  }

  @Live()
  @Extensions({ listSize: MENTION_LIMIT })
  @FieldResolver(() => [ChainMention], {
    description: 'Company names its source gives, matched or not, at most 100 (链上企业名称).',
  })
  mentions(@Root() node: ChainNodeRow, @Context() ctx: ReadCtx) {
    return ctx.load(mentionsOfNode, node.id);
  }

  @FieldResolver(() => Coverage, {
    nullable: true,
    description: 'Companies at the node or below it, here and elsewhere; null for teams that do not read companies (覆盖情况).',
  })
  async coverage(
    @Root() node: ChainNodeRow,
    @Arg('teamId', () => ID, TEAM) teamId: string | null | undefined,
    @Context() ctx: Ctx,
  ) {
    if (!readsCompanies(ctx.viewer)) return null;
    return (await ctx.load(coverageOfChain, viewKey(teamOf(ctx, teamId), node.chainId))).get(node.id) ?? NOTHING;
  }

  @FieldResolver(() => GapKind, {
    nullable: true,
    description: 'What the territory lacks at the node; null when nothing, and for teams that do not read companies (缺口类别).',
  })
  async gapKind(
    @Root() node: ChainNodeRow,
    @Arg('teamId', () => ID, TEAM) teamId: string | null | undefined,
    @Context() ctx: Ctx,
  ) {
    if (!readsCompanies(ctx.viewer)) return null;
    const empty = await ctx.load(emptyNodes, viewKey(teamOf(ctx, teamId), node.chainId));
    return empty.has(node.id) ? GapKind.FILL : null;
  }

  @FieldResolver(() => PlacementConnection, {
    nullable: true,
    description:
      'Companies at the node or below it, surest first, each once; null for teams that do not read companies (环节企业).',
  })
  companies(@Root() node: ChainNodeRow, @Args(() => ChainNodeCompaniesArgs) args: ChainNodeCompaniesArgs, @Context() ctx: Ctx) {
    return readsCompanies(ctx.viewer) ? listNodeCompanies(ctx, node.id, teamOf(ctx, args.teamId), args) : null;
  }
}

@Resolver(() => ChainLink)
export class ChainLinkResolver {
  @Live()
  @FieldResolver(() => ID, { description: 'Global id of the supplying node (供应环节编号).' })
  supplierId(@Root() link: ChainLink) {
    return globalId('ChainNode', link.supplierId);
  }

  @Live()
  @FieldResolver(() => ID, { description: 'Global id of the supplied node (需求环节编号).' })
  customerId(@Root() link: ChainLink) {
    return globalId('ChainNode', link.customerId);
  }
}

@Resolver(() => ChainMention)
export class ChainMentionResolver {
  @Live()
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company it was matched to; null until then, and for teams that do not read companies (企业).',
  })
  company(@Root() mention: ChainMention, @Context() ctx: ReadCtx) {
    return mention.companyId == null ? null : loadCompany(ctx, mention.companyId);
  }
}
