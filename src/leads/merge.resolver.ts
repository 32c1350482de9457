import {
  Arg,
  Ctx as Context,
  Extensions,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { ChainNode } from '../chains/chain.ts';
import { loadChainNode } from '../chains/chain-rows.ts';
import { CompanyMerge } from '../companies/company-merge.ts';
import { CompanyWarning } from '../companies/company-mutation.resolver.ts';
import { loadCompany, type CompanyRow } from '../companies/company-rows.ts';
import { Company } from '../companies/company.ts';
import { MatchLevel, MatchReason } from '../companies/match-reason.ts';
import { loadMerge, type MergeRow } from '../companies/merge-rows.ts';
import type { Ctx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { UserError } from '../kernel/refusal.ts';
import { listLeads } from './list-leads.ts';
import { mergeCompanies, unmergeCompanies } from './merge-companies.ts';
import { MergeCompaniesInput, UnmergeCompaniesInput } from './merge.inputs.ts';
import { mergePreview, TAKEN_LIMIT, type PreviewRow } from './merge-preview.ts';

@ObjectType({ description: 'A fact that the survivor lacks and takes over (沿用的要素).' })
class TakenFact {
  @Field(() => String, { description: 'Name of the field of Company, such as address (要素).' })
  field!: string;

  @Field(() => String, { description: 'Its value at the merged company (取值).' })
  value!: string;
}

@ObjectType({ description: 'What a merge of two companies would do, before anything is done (合并预览).' })
export class MergePreview {
  @Field(() => [TakenFact], { description: 'Facts that the survivor lacks and takes over (沿用的要素).' })
  takenOver!: TakenFact[];

  @Extensions({ listSize: TAKEN_LIMIT })
  @Field(() => [String], { description: 'Names under which the survivor will be found too, at most 100 (并入的名称).' })
  names!: string[];

  @Field(() => MatchLevel, { description: 'How surely the two are one company, by what is recorded of them (匹配强度).' })
  level!: MatchLevel;

  @Field(() => [MatchReason], { description: 'Why, the surest reason first; empty when nothing says so (匹配理由).' })
  reasons!: MatchReason[];

  @Field(() => [UserError], {
    description: 'What stands in the way, all at once; empty when they can be merged (不能合并的原因).',
  })
  refusals!: UserError[];

  @Field(() => [CompanyWarning], { description: 'What to look at before merging (提醒).' })
  warnings!: CompanyWarning[];
}

@ObjectType({ description: 'Outcome of mergeCompanies (企业合并结果).' })
class MergeCompaniesPayload {
  @Field(() => Company, { nullable: true, description: 'The survivor as it is now; null when refused (保留企业).' })
  company?: CompanyRow | null;

  @Field(() => CompanyMerge, { nullable: true, description: 'The merge, to undo it by; null when refused (合并记录).' })
  merge?: MergeRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Outcome of unmergeCompanies (撤销企业合并结果).' })
class UnmergeCompaniesPayload {
  @Field(() => Company, { nullable: true, description: 'The survivor as it is now; null when refused (保留企业).' })
  company?: CompanyRow | null;

  @Field(() => Company, {
    nullable: true,
    description: 'The company that stands for itself again; null when refused (恢复的企业).',
  })
  restored?: CompanyRow | null;

  @Field(() => CompanyMerge, { nullable: true, description: 'The merge that was undone; null when refused (合并记录).' })
  merge?: MergeRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@Resolver(() => MergePreview)
export class MergePreviewResolver {
  @FieldResolver(() => Company, { nullable: true, description: 'The company that would stay (保留企业).' })
  survivor(@Root() preview: PreviewRow, @Context() ctx: Ctx) {
    return loadCompany(ctx, preview.survivorId);
  }

  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company that would be merged into it; its survivor when it was merged already (被合并企业).',
  })
  merged(@Root() preview: PreviewRow, @Context() ctx: Ctx) {
    return loadCompany(ctx, preview.mergedId);
  }

  @Extensions({ listSize: TAKEN_LIMIT })
  @FieldResolver(() => [ChainNode], {
    description: 'Chain nodes at which the survivor will stand too, at most 100 (并入的环节).',
  })
  async nodes(@Root() preview: PreviewRow, @Context() ctx: Ctx) {
    const nodes = await Promise.all(preview.nodeIds.map((id) => loadChainNode(ctx, id)));
    return nodes.filter((node) => node !== null);
  }

  @FieldResolver(() => Int, {
    description: 'Leads with the merged company that the viewer sees at FOLLOW or above, capped at 1000 (涉及线索数).',
  })
  async leads(@Root() preview: PreviewRow, @Context() ctx: Ctx): Promise<number> {
    return (await listLeads(ctx, { filter: { companyId: globalId('Company', preview.mergedId) } }, { first: 1 })).total();
  }
}

@Resolver()
export class MergeResolver {
  @Query(() => MergePreview, {
    nullable: true,
    description: 'What merging two companies would do; null when one does not exist or the team reads no companies (合并预览).',
  })
  mergePreview(
    @Arg('survivorId', () => ID, { description: 'The company that would stay (保留企业).' }) survivorId: string,
    @Arg('mergedId', () => ID, { description: 'The company that would be merged into it (被合并企业).' }) mergedId: string,
    @Context() ctx: Ctx,
  ): Promise<PreviewRow | null> {
    return mergePreview(ctx, survivorId, mergedId);
  }

  @Mutation(() => MergeCompaniesPayload, {
    description: 'Makes one company of two records; by chiefs and teams of the city, undoable for 30 days (合并企业).',
  })
  async mergeCompanies(
    @Arg('input', () => MergeCompaniesInput, { description: 'Which two, and why (合并内容).' }) input: MergeCompaniesInput,
    @Context() ctx: Ctx,
  ): Promise<MergeCompaniesPayload> {
    const { companyId, mergeId } = await mergeCompanies(ctx, input);
    return { company: await loadCompany(ctx, companyId), merge: await loadMerge(ctx, mergeId), userErrors: [] };
  }

  @Mutation(() => UnmergeCompaniesPayload, {
    description: 'Undoes a merge within 30 days: both companies are again as they were (撤销企业合并).',
  })
  async unmergeCompanies(
    @Arg('input', () => UnmergeCompaniesInput, { description: 'Which merge (合并记录).' }) input: UnmergeCompaniesInput,
    @Context() ctx: Ctx,
  ): Promise<UnmergeCompaniesPayload> {
    const { companyId, mergedId, mergeId } = await unmergeCompanies(ctx, input);
    const [company, restored] = await Promise.all([loadCompany(ctx, companyId), loadCompany(ctx, mergedId)]);
    return { company, restored, merge: await loadMerge(ctx, mergeId), userErrors: [] };
  }
}
