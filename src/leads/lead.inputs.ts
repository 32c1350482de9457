import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { Yuan } from '../kernel/scalars.ts';
import { LeadSource, LeadStage } from './lead.ts';

@InputType({ description: "A person on the investor's side (联系人)." })
export class ContactInput {
  @Field(() => String, { description: 'Name (姓名).' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Position in the company (职务).' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number (电话).' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Electronic mail address (邮箱).' })
  email?: string | null;
}

@InputType({ description: 'A new lead (线索登记). Give companyId or companyDescription.' })
export class RegisterLeadInput {
  @Field(() => String, { description: 'Short name of the project, at most 200 characters (项目名称).' })
  title!: string;

  @Field(() => LeadSource, { description: 'How it came to the team (来源).' })
  source!: LeadSource;

  @Field(() => String, { description: 'What the company wants to do here (投资意向).' })
  intent!: string;

  @Field(() => ID, { nullable: true, description: 'The receiving team: required for partners, else the own team (承接团队).' })
  owningTeamId?: string | null;

  @Field(() => String, { nullable: true, description: 'Who brought it, in words (推荐人说明).' })
  referrer?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The partner that brought it; it will see the lead at SUMMARY (推荐合作伙伴).',
  })
  referrerTeamId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The company that brought it, for teams that read companies; its partner team sees the lead at SUMMARY (推荐企业).',
  })
  referrerCompanyId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The company, where it is in the registry (企业).' })
  companyId?: string | null;

  @Field(() => String, { nullable: true, description: 'What is known of a company that is not in the registry (企业情况说明).' })
  companyDescription?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 4754-2017 code with its letter, such as C3973 (行业代码).' })
  industryCode?: string | null;

  @Field(() => Yuan, { nullable: true, description: 'Intended investment in whole yuan (意向投资额，元).' })
  amountYuan?: string | null;

  @Field(() => ID, { nullable: true, description: 'Node of an industrial chain it would fill (产业链环节).' })
  chainNodeId?: string | null;

  @Field(() => [ContactInput], { nullable: true, description: 'People to talk to, at most 20 (联系人).' })
  contacts?: ContactInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Repeat-safe key of 8 to 200 characters; required for API clients (幂等键).',
  })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changed facts of a lead: what is left out stays, null clears (线索更新).' })
export class UpdateLeadInput {
  @Field(() => ID, { description: 'The lead (线索).' })
  id!: string;

  @Field(() => Int, { description: 'Version the change is based on (所依据的版本).' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'Short name of the project (项目名称).' })
  title?: string | null;

  @Field(() => LeadSource, { nullable: true, description: 'How it came to the team (来源).' })
  source?: LeadSource | null;

  @Field(() => String, { nullable: true, description: 'Who brought it, in words (推荐人说明).' })
  referrer?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The company that brought it, for teams that read companies; its partner team sees the lead at SUMMARY (推荐企业).',
  })
  referrerCompanyId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The company, where it is in the registry (企业).' })
  companyId?: string | null;

  @Field(() => String, { nullable: true, description: 'What is known of a company that is not in the registry (企业情况说明).' })
  companyDescription?: string | null;

  @Field(() => String, { nullable: true, description: 'What the company wants to do here (投资意向).' })
  intent?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 4754-2017 code with its letter (行业代码).' })
  industryCode?: string | null;

  @Field(() => Yuan, { nullable: true, description: 'Intended investment in whole yuan (意向投资额，元).' })
  amountYuan?: string | null;

  @Field(() => ID, { nullable: true, description: 'Node of an industrial chain it would fill (产业链环节).' })
  chainNodeId?: string | null;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes a lead into screening (线索研判).' })
export class ScreenLeadInput {
  @Field(() => ID, { description: 'The lead (线索).' })
  id!: string;

  @Field(() => Int, { description: 'Version the move is based on (所依据的版本).' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Declines a lead (线索不予受理).' })
export class DeclineLeadInput extends ScreenLeadInput {
  @Field(() => String, { description: 'Why it is not taken up, at most 1000 characters (不受理原因).' })
  reason!: string;
}

@InputType({ description: 'A new contact of a lead (新增线索联系人).' })
export class AddLeadContactInput {
  @Field(() => ID, { description: 'The lead (线索).' })
  leadId!: string;

  @Field(() => ContactInput, { description: 'The person (联系人).' })
  contact!: ContactInput;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which leads (线索筛选). A filter on a field hidden at SUMMARY drops leads seen only so.' })
export class LeadFilter {
  @Field(() => LeadStage, { nullable: true, description: 'In this stage (阶段).' })
  stage?: LeadStage | null;

  @Field(() => [LeadStage], { nullable: true, description: 'In one of these stages (阶段之一).' })
  stages?: LeadStage[] | null;

  @Field(() => String, { nullable: true, description: 'Words in code or title, and in the company where it is shown (关键词).' })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'Owned by this team (承接团队).' })
  owningTeamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'About this company; needs FOLLOW (企业).' })
  companyId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Filling this node; needs FOLLOW (产业链环节).' })
  chainNodeId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Brought by this company; needs FOLLOW (推荐企业).' })
  referrerCompanyId?: string | null;

  @Field(() => LeadSource, { nullable: true, description: 'That came this way; needs FOLLOW (来源).' })
  source?: LeadSource | null;

  @Field(() => Yuan, { nullable: true, description: 'Of at least this amount in whole yuan; needs FOLLOW (最低金额，元).' })
  minAmountYuan?: string | null;

  @Field(() => Yuan, { nullable: true, description: 'Of at most this amount in whole yuan; needs FOLLOW (最高金额，元).' })
  maxAmountYuan?: string | null;
}

export enum RecordOrder {
  UPDATED_AT = 'UPDATED_AT',
  AMOUNT = 'AMOUNT',
}
registerEnumType(RecordOrder, {
  name: 'RecordOrder',
  description: 'What leads or cases are sorted by (排序字段).',
  valuesConfig: {
    UPDATED_AT: { description: 'Time of the last change (更新时间).' },
    AMOUNT: { description: 'Amount, unknown as least; only records seen at FOLLOW or above (投资额).' },
  },
});

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which way a list is sorted (排序方向).',
  valuesConfig: { ASC: { description: 'Least first (升序).' }, DESC: { description: 'Greatest first (降序).' } },
});

@InputType({ description: 'How leads or cases are sorted (排序).' })
export class RecordOrderBy {
  @Field(() => RecordOrder, { description: 'What by (字段).' })
  field!: RecordOrder;

  @Field(() => OrderDirection, { description: 'Which way (方向).' })
  direction!: OrderDirection;
}
