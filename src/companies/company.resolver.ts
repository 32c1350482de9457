import {
  Arg,
  Args,
  Ctx as Context,
  Extensions,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { Live } from '../kernel/levelled.ts';
import { divisionByCode } from '../teams/team-loaders.ts';
import { connectionOf } from '../kernel/page.ts';
import { Decimal } from '../kernel/scalars.ts';
import { Division } from '../teams/division.ts';
import { Company, CompanyNameKind } from './company.ts';
import {
  designationsOfCompany,
  loadCompany,
  namesOfCompany,
  productsOfCompany,
  PRODUCT_LIMIT,
  RELATION_LIMIT,
  relationsOfCompany,
  type CompanyRow,
} from './company-rows.ts';
import { CompaniesArgs, CompanyKey, LeadCompaniesArgs } from './company.inputs.ts';
import { CompanyProduct, CompanyRelation, Designation } from './designation.ts';
import { findCompany } from './find-company.ts';
import { sectionName } from './industry.ts';
import { listLeadCompanies } from './lead-companies.ts';
import { listCompanies } from './list-companies.ts';

@ObjectType({ description: 'Registered capital as the registry gives it (注册资本).' })
class RegisteredCapital {
  @Field(() => Decimal, { description: 'Amount in whole units of the currency, not in 万 (金额).' })
  amount!: string;

  @Field(() => String, { description: 'Currency by ISO 4217, such as CNY (币种).' })
  currency!: string;
}

@ObjectType({ description: 'Industry by GB/T 4754-2017 (行业).' })
class Industry {
  @Field(() => String, { description: 'Code with its letter, such as C3973 (行业代码).' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'Name of the section, null for an unknown letter (门类名称).' })
  sectionName!: string | null;
}

const CompanyConnection = connectionOf(Company, 'Company', '企业');

@Resolver(() => Company)
export class CompanyResolver {
  @Query(() => CompanyConnection, { description: 'Companies; refused with FORBIDDEN for partner teams (企业名录).' })
  companies(@Args(() => CompaniesArgs) args: CompaniesArgs, @Context() ctx: Ctx) {
    return listCompanies(ctx, args);
  }

  @Query(() => Company, {
    nullable: true,
    description: 'One company by one of its keys; null when there is none or the team does not read companies (企业).',
  })
  company(@Arg('by', () => CompanyKey, { description: 'Exactly one key (标识).' }) by: CompanyKey, @Context() ctx: Ctx) {
    return findCompany(ctx, by);
  }

  @Query(() => CompanyConnection, {
    description: 'Companies with a title, newest title first; refused with FORBIDDEN for partner teams (龙头企业).',
  })
  leadCompanies(@Args(() => LeadCompaniesArgs) args: LeadCompaniesArgs, @Context() ctx: Ctx) {
    return listLeadCompanies(ctx, args);
  }

  @Live()
  @FieldResolver(() => RegisteredCapital, { nullable: true, description: 'Registered capital; null when not known (注册资本).' })
  registeredCapital(@Root() row: CompanyRow) {
    return row.capitalAmount == null ? null : { amount: row.capitalAmount, currency: row.capitalCurrency ?? 'CNY' };
  }

  @Live()
  @FieldResolver(() => Industry, { nullable: true, description: 'Industry; null when not known (行业).' })
  industry(@Root() row: CompanyRow) {
    return row.industryCode == null ? null : { code: row.industryCode, sectionName: sectionName(row.industryCode) };
  }

  @Live()
  @FieldResolver(() => Division, {
    nullable: true,
    description: 'District it lies in; null when unknown, which is not the same as absent (区划).',
  })
  division(@Root() row: CompanyRow, @Context() ctx: ReadCtx) {
    return row.divisionCode == null ? null : ctx.load(divisionByCode, row.divisionCode);
  }

  @Live()
  @FieldResolver(() => [String], { description: 'Names it bore before (曾用名).' })
  async formerNames(@Root() row: CompanyRow, @Context() ctx: ReadCtx) {
    return (await ctx.load(namesOfCompany, row.id)).filter(({ kind }) => kind === CompanyNameKind.FORMER).map(({ name }) => name);
  }

  @Live()
  @FieldResolver(() => [String], { description: 'Short names (简称).' })
  async shortNames(@Root() row: CompanyRow, @Context() ctx: ReadCtx) {
    return (await ctx.load(namesOfCompany, row.id)).filter(({ kind }) => kind === CompanyNameKind.SHORT).map(({ name }) => name);
  }

  @Live()
  @FieldResolver(() => [String], { description: 'Names abroad (外文名).' })
  async foreignNames(@Root() row: CompanyRow, @Context() ctx: ReadCtx) {
    return (await ctx.load(namesOfCompany, row.id))
      .filter(({ kind }) => kind === CompanyNameKind.FOREIGN)
      .map(({ name }) => name);
  }

  @Live()
  @FieldResolver(() => [Designation], { description: 'Titles with source and date, newest first (称号).' })
  designations(@Root() row: CompanyRow, @Context() ctx: ReadCtx) {
    return ctx.load(designationsOfCompany, row.id);
  }

  @Live()
  @Extensions({ listSize: RELATION_LIMIT })
  @FieldResolver(() => [CompanyRelation], {
    description: 'Relations with other companies on either side, at most 100 (企业关系).',
  })
  relations(@Root() row: CompanyRow, @Context() ctx: ReadCtx) {
    return ctx.load(relationsOfCompany, row.id);
  }

  @Live()
  @FieldResolver(() => [CompanyProduct], { description: 'What it makes or sells (产品).' })
  async products(
    @Root() row: CompanyRow,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100 (条数).' }) first: number,
    @Context() ctx: ReadCtx,
  ) {
    if (first < 1 || first > PRODUCT_LIMIT) throw fault('BAD_USER_INPUT', 'first 须在 1 至 100 之间');
    return (await ctx.load(productsOfCompany, row.id)).slice(0, first);
  }
}

@Resolver(() => CompanyRelation)
export class CompanyRelationResolver {
  @Live()
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The first company; null for teams that do not read companies (甲方企业).',
  })
  from(@Root() row: CompanyRelation, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, row.fromId);
  }

  @Live()
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The other company; null for teams that do not read companies (乙方企业).',
  })
  to(@Root() row: CompanyRelation, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, row.toId);
  }
}
