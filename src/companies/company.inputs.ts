import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { PageArgs } from '../kernel/page.ts';
import { CalendarDate, Decimal } from '../kernel/scalars.ts';
import { DesignationKind, RelationKind } from './designation.ts';

export enum CompanyOrder {
  NAME = 'NAME',
  REGISTERED_ON = 'REGISTERED_ON',
  UPDATED_AT = 'UPDATED_AT',
}
registerEnumType(CompanyOrder, {
  name: 'CompanyOrder',
  description: 'How companies are sorted (排序).',
  valuesConfig: {
    NAME: { description: 'By the sound of the name, from A (名称拼音).' },
    REGISTERED_ON: { description: 'Newest registration first, unknown dates last (注册日期).' },
    UPDATED_AT: { description: 'Last changed first (更新时间).' },
  },
});

@InputType({ description: 'Which companies; all conditions must hold (企业筛选).' })
export class CompanyFilter {
  @Field(() => String, {
    nullable: true,
    description:
      'Part of a name, former name or short name, its pinyin or initials, or the beginning of an identifier (名称、拼音或代码).',
  })
  search?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'GB/T 2260 code of a district, or of a city or province with all below (区划代码).',
  })
  divisionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Team code of a functional zone, such as CD-GXQ (功能区代码).' })
  zoneCode?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 4754 code, with all below it (行业代码).' })
  industryCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'Chain node with a placement of the company (产业链环节).' })
  chainNodeId?: string | null;

  @Field(() => DesignationKind, { nullable: true, description: 'Kind of title the company holds (称号类别).' })
  designationKind?: DesignationKind | null;

  @Field(() => Boolean, { nullable: true, description: 'Only companies with a stock code (仅上市公司).' })
  listedOnly?: boolean | null;
}

@InputType({ description: 'Which lead companies (龙头企业筛选).' })
export class LeadCompanyFilter {
  @Field(() => DesignationKind, { nullable: true, description: 'Kind of title (称号类别).' })
  designationKind?: DesignationKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'GB/T 2260 code of a district, or of a city or province with all below (区划代码).',
  })
  divisionCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'Chain node with a placement of the company (产业链环节).' })
  chainNodeId?: string | null;
}

@InputType({ description: 'Natural or global key of one company; give exactly one (企业标识).' })
export class CompanyKey {
  @Field(() => ID, { nullable: true, description: 'Global id (全局编号).' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Unified social credit identifier (统一社会信用代码).' })
  usci?: string | null;

  @Field(() => String, { nullable: true, description: 'Stock code with market, such as 600519.SH (证券代码).' })
  listingCode?: string | null;
}

@ArgsType()
export class CompaniesArgs extends PageArgs {
  @Field(() => CompanyFilter, { nullable: true, description: 'Which companies; all when absent (筛选).' })
  filter?: CompanyFilter | null;

  @Field(() => CompanyOrder, {
    nullable: true,
    description: 'Sorting, by NAME when absent; a search by name sorts by fit instead (排序).',
  })
  orderBy?: CompanyOrder | null;
}

@ArgsType()
export class LeadCompaniesArgs extends PageArgs {
  @Field(() => LeadCompanyFilter, { nullable: true, description: 'Which lead companies; all when absent (筛选).' })
  filter?: LeadCompanyFilter | null;
}

@InputType({ description: 'Registered capital (注册资本).' })
export class CapitalInput {
  @Field(() => Decimal, { description: 'Amount in whole units of the currency, not in 万 (金额).' })
  amount!: string;

  @Field(() => String, { description: 'Currency by ISO 4217, such as CNY (币种).' })
  currency!: string;
}

@InputType({ description: 'Facts of a company that may be absent (企业要素).' })
export class CompanyFactsInput {
  @Field(() => String, { nullable: true, description: 'Legal form as registered (企业类型).' })
  form?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Day of registration (注册日期).' })
  registeredOn?: string | null;

  @Field(() => CapitalInput, { nullable: true, description: 'Registered capital (注册资本).' })
  registeredCapital?: CapitalInput | null;

  @Field(() => String, { nullable: true, description: 'Business scope (经营范围).' })
  scope?: string | null;

  @Field(() => String, { nullable: true, description: 'Registered address; the division is found from it (注册地址).' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 4754-2017 code, such as C3973 (行业代码).' })
  industryCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Name abroad, beside those already recorded (外文名).' })
  foreignName?: string | null;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A company to be added by hand (企业建档); it needs at least one identifier.' })
export class RegisterCompanyInput extends CompanyFactsInput {
  @Field(() => String, { description: 'Registered name (企业名称).' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Unified social credit identifier (统一社会信用代码).' })
  usci?: string | null;

  @Field(() => String, { nullable: true, description: 'Stock code with market, such as 600519.SH (证券代码).' })
  listingCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Registration number abroad (境外注册号).' })
  foreignNumber?: string | null;

  @Field(() => String, { description: 'Where the facts come from (来源).' })
  source!: string;
}

@InputType({ description: 'Changed facts of a company; absent ones stay (企业更新).' })
export class UpdateCompanyInput extends CompanyFactsInput {
  @Field(() => ID, { description: 'The company (企业).' })
  id!: string;

  @Field(() => Int, { description: 'Version the change was made against (所据版本).' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'New registered name; the present one becomes a former name (新名称).' })
  name?: string | null;
}

@InputType({ description: 'A title of a company (企业称号).' })
export class AddDesignationInput {
  @Field(() => ID, { description: 'The company (企业).' })
  companyId!: string;

  @Field(() => DesignationKind, { description: 'Kind of title (类别).' })
  kind!: DesignationKind;

  @Field(() => String, { description: 'The title as its source words it (称号).' })
  title!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'Day it was given (授予日期).' })
  awardedOn?: string | null;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A relation between two companies (企业关系).' })
export class AddRelationInput {
  @Field(() => ID, { description: 'The first company (甲方企业).' })
  fromId!: string;

  @Field(() => ID, { description: 'The other company (乙方企业).' })
  toId!: string;

  @Field(() => RelationKind, { description: 'How the first stands to the other (关系).' })
  kind!: RelationKind;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}
