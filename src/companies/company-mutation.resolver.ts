import { Arg, Ctx as Context, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { UserError } from '../kernel/refusal.ts';
import { addDesignation } from './add-designation.ts';
import { Company } from './company.ts';
import { loadCompany, type CompanyRow } from './company-rows.ts';
import { AddDesignationInput, RegisterCompanyInput, UpdateCompanyInput } from './company.inputs.ts';
import { IdentityMatch, showMatches } from './identity-match.ts';
import { registerCompany } from './register-company.ts';
import { updateCompany } from './update-company.ts';

@ObjectType({ description: 'Something to look at that did not stand in the way (提醒).' })
export class CompanyWarning {
  @Field(() => String, { description: 'Stable code for machines, such as USCI_CHECK (代码).' })
  code!: string;

  @Field(() => [String], { description: 'Path of the input field (字段路径).' })
  path!: string[];

  @Field(() => String, { description: 'Sentence for people (提示).' })
  message!: string;
}

@ObjectType({ description: 'Outcome of registerCompany (企业建档结果).' })
class RegisterCompanyPayload {
  @Field(() => Company, { nullable: true, description: 'The new company; null when refused (企业).' })
  company?: CompanyRow | null;

  @Field(() => [CompanyWarning], { nullable: true, description: 'What to look at; null when refused (提醒).' })
  warnings?: CompanyWarning[] | null;

  @Field(() => [IdentityMatch], {
    nullable: true,
    description: 'Known companies that it may be, surest first, at most 20; null when refused (可能相同的企业).',
  })
  matches?: IdentityMatch[] | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Outcome of updateCompany (企业更新结果).' })
class UpdateCompanyPayload {
  @Field(() => Company, { nullable: true, description: 'The company as it is now; null when refused (企业).' })
  company?: CompanyRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Outcome of addDesignation (称号登记结果).' })
class AddDesignationPayload {
  @Field(() => Company, { nullable: true, description: 'The company as it is now; null when refused (企业).' })
  company?: CompanyRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@Resolver()
export class CompanyMutationResolver {
  @Mutation(() => RegisterCompanyPayload, {
    description: 'Adds a company by hand; a code that is taken is refused with CONFLICT (企业建档).',
  })
  async registerCompany(
    @Arg('input', () => RegisterCompanyInput, { description: 'The company (企业).' }) input: RegisterCompanyInput,
    @Context() ctx: Ctx,
  ): Promise<RegisterCompanyPayload> {
    // An answer kept for its idempotency key by an earlier release has no matches.
    const { companyId, warnings, matches = [] } = await registerCompany(ctx, input);
    const company = await loadCompany(ctx, companyId);
    return { company, warnings, matches: await showMatches(ctx, matches), userErrors: [] };
  }

  @Mutation(() => UpdateCompanyPayload, {
    description: 'Changes facts of a company; a new name keeps the old as a former name (企业更新).',
  })
  async updateCompany(
    @Arg('input', () => UpdateCompanyInput, { description: 'What changes (变更内容).' }) input: UpdateCompanyInput,
    @Context() ctx: Ctx,
  ): Promise<UpdateCompanyPayload> {
    const { companyId } = await updateCompany(ctx, input);
    return { company: await loadCompany(ctx, companyId), userErrors: [] };
  }

  @Mutation(() => AddDesignationPayload, { description: 'Gives a company a title, which makes it a lead company (登记称号).' })
  async addDesignation(
    @Arg('input', () => AddDesignationInput, { description: 'The title (称号).' }) input: AddDesignationInput,
    @Context() ctx: Ctx,
  ): Promise<AddDesignationPayload> {
    const { companyId } = await addDesignation(ctx, input);
    return { company: await loadCompany(ctx, companyId), userErrors: [] };
  }
}
