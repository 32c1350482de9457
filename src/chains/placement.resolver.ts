import { Arg, Ctx as Context, Extensions, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { readsCompanies } from '../companies/company-policy.ts';
import { loadCompany } from '../companies/company-rows.ts';
import { Company } from '../companies/company.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Live } from '../kernel/levelled.ts';
import { UserError } from '../kernel/refusal.ts';
import { ChainNode, Placement } from './chain.ts';
import {
  loadChainNode,
  loadPlacement,
  PLACEMENT_LIMIT,
  placementsOfCompany,
  type ChainNodeRow,
  type PlacementRow,
} from './chain-rows.ts';
import { ConfirmPlacementInput, PlaceCompanyInput, RemovePlacementInput } from './chain.inputs.ts';
import { confirmPlacement, placeCompany, removePlacement } from './place-company.ts';

@ObjectType({ description: 'Outcome of confirmPlacement (归位确认结果).' })
class ConfirmPlacementPayload {
  @Field(() => Placement, { nullable: true, description: 'The placement; null when refused (归位).' })
  placement?: PlacementRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Outcome of placeCompany (企业归位结果).' })
class PlaceCompanyPayload {
  @Field(() => Placement, { nullable: true, description: 'The placement; null when refused (归位).' })
  placement?: PlacementRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Outcome of removePlacement (撤销归位结果).' })
class RemovePlacementPayload {
  @Field(() => ChainNode, { nullable: true, description: 'The node the company stood at; null when refused (环节).' })
  node?: ChainNodeRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@Resolver(() => Placement)
export class PlacementResolver {
  @Live()
  @FieldResolver(() => ChainNode, { nullable: true, description: 'The node; null only when it was just withdrawn (环节).' })
  node(@Root() placement: PlacementRow, @Context() ctx: ReadCtx) {
    return loadChainNode(ctx, placement.nodeId);
  }

  @Live()
  @FieldResolver(() => Company, { nullable: true, description: 'The company; null for teams that do not read companies (企业).' })
  company(@Root() placement: PlacementRow, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, placement.companyId);
  }

  @Mutation(() => ConfirmPlacementPayload, { description: 'Confirms that a suggested company stands at its node (确认归位).' })
  async confirmPlacement(
    @Arg('input', () => ConfirmPlacementInput, { description: 'The placement (归位).' }) input: ConfirmPlacementInput,
    @Context() ctx: Ctx,
  ): Promise<ConfirmPlacementPayload> {
    const { placementId } = await confirmPlacement(ctx, input);
    return { placement: await loadPlacement(ctx, placementId), userErrors: [] };
  }

  @Mutation(() => PlaceCompanyPayload, {
    description: 'Places a company at a node, confirmed; a suggestion there is confirmed by it (企业归位).',
  })
  async placeCompany(
    @Arg('input', () => PlaceCompanyInput, { description: 'Node, company and source (归位内容).' }) input: PlaceCompanyInput,
    @Context() ctx: Ctx,
  ): Promise<PlaceCompanyPayload> {
    const { placementId } = await placeCompany(ctx, input);
    return { placement: await loadPlacement(ctx, placementId), userErrors: [] };
  }

  @Mutation(() => RemovePlacementPayload, { description: 'Takes a wrongly placed company from a node (撤销归位).' })
  async removePlacement(
    @Arg('input', () => RemovePlacementInput, { description: 'The placement (归位).' }) input: RemovePlacementInput,
    @Context() ctx: Ctx,
  ): Promise<RemovePlacementPayload> {
    const { nodeId } = await removePlacement(ctx, input);
    return { node: await loadChainNode(ctx, nodeId), userErrors: [] };
  }
}

/** Chains add to companies where they stand (a downstream feature adds the field to the upstream type). */
@Resolver(() => Company)
export class CompanyPlacementsResolver {
  @Live()
  @Extensions({ listSize: PLACEMENT_LIMIT })
  @FieldResolver(() => [Placement], { description: 'Chain nodes it stands at, surest first, at most 100 (所在环节).' })
  placements(@Root() company: Pick<Company, 'id'>, @Context() ctx: ReadCtx) {
    return readsCompanies(ctx.viewer) ? ctx.load(placementsOfCompany, company.id) : [];
  }
}
