import { Field, ID, InputType, Int } from 'type-graphql';
import { Level } from '../kernel/level.ts';
import { CalendarDate, Yuan } from '../kernel/scalars.ts';
import { ContactInput } from '../leads/lead.inputs.ts';
import { SizeBand } from '../leads/size-band.ts';
import { ActivityKind } from './activity.ts';
import { ShareRole } from './case-share.ts';
import { CaseStage } from './case.ts';

const KEY = { nullable: true, description: 'Repeat-safe key of 8 to 200 characters; required for API clients (幂等键).' };
const VERSION = { description: 'Version the change is based on (所依据的版本).' };
const OPTIONAL_VERSION = {
  nullable: true,
  description: 'Version the change is based on; unchecked when left out (所依据的版本).',
};
const CASE = { description: 'The case (专案).' };

@InputType({ description: 'Takes up a lead as a case (线索立案).' })
export class AcceptLeadInput {
  @Field(() => ID, { description: 'The lead (线索).' })
  leadId!: string;

  @Field(() => Int, VERSION)
  expectedVersion!: number;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changed facts of a case: what is left out stays, null clears (专案更新).' })
export class UpdateCaseInput {
  @Field(() => ID, CASE)
  id!: string;

  @Field(() => Int, VERSION)
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'Short name of the project (项目名称).' })
  title?: string | null;

  @Field(() => ID, { nullable: true, description: 'The company, where it is in the registry (企业).' })
  companyId?: string | null;

  @Field(() => String, { nullable: true, description: 'What is known of a company that is not in the registry (企业情况说明).' })
  companyDescription?: string | null;

  @Field(() => String, { nullable: true, description: 'What the company wants to do here (投资意向).' })
  intent?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 4754-2017 code with its letter (行业代码).' })
  industryCode?: string | null;

  @Field(() => Yuan, { nullable: true, description: 'Intended or agreed investment in whole yuan (投资额，元).' })
  amountYuan?: string | null;

  @Field(() => ID, { nullable: true, description: 'Node of an industrial chain it would fill (产业链环节).' })
  chainNodeId?: string | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Moves a case to another stage (阶段变更).' })
export class MoveCaseInput {
  @Field(() => ID, CASE)
  id!: string;

  @Field(() => Int, VERSION)
  expectedVersion!: number;

  @Field(() => CaseStage, { description: 'Stage to move to (目标阶段).' })
  stage!: CaseStage;

  @Field(() => String, { nullable: true, description: 'Why; required to lose, suspend, end or step back (原因).' })
  reason?: string | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Brings a team into a case (共享专案).' })
export class ShareCaseInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => ID, { description: 'The team to bring in (受邀团队).' })
  teamId!: string;

  @Field(() => ShareRole, { description: 'What it will do; not LEAD (角色).' })
  role!: ShareRole;

  @Field(() => Level, { description: 'How much it will see; partners outside government SUMMARY only (级别).' })
  level!: Level;

  @Field(() => Int, OPTIONAL_VERSION)
  expectedVersion?: number | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: "Changes a team's part in a case (调整共享)." })
export class ChangeShareInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => ID, { description: 'The team that takes part (参与团队).' })
  teamId!: string;

  @Field(() => ShareRole, { nullable: true, description: 'New role; unchanged when left out (角色).' })
  role?: ShareRole | null;

  @Field(() => Level, { nullable: true, description: 'New level; unchanged when left out (级别).' })
  level?: Level | null;

  @Field(() => Int, OPTIONAL_VERSION)
  expectedVersion?: number | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: "Ends a team's part in a case (撤回共享或退出专案)." })
export class WithdrawShareInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => ID, { description: 'The team that takes part (参与团队).' })
  teamId!: string;

  @Field(() => Int, OPTIONAL_VERSION)
  expectedVersion?: number | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'What was done on a case (新增跟进记录).' })
export class AddActivityInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => ActivityKind, { description: 'What was done (方式).' })
  kind!: ActivityKind;

  @Field(() => CalendarDate, { description: 'Day it happened, in Asia/Shanghai, not in the future (日期).' })
  happenedOn!: string;

  @Field(() => String, { description: 'What was said or agreed, at most 4000 characters (内容).' })
  text!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether only the own team sees it; false when left out (仅本团队可见).' })
  isPrivate?: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'Contacts of the case that took part, at most 20 (参加的联系人).' })
  contactIds?: string[] | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'A new contact of a case (新增专案联系人).' })
export class AddContactInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => ContactInput, { description: 'The person (联系人).' })
  contact!: ContactInput;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which cases (专案筛选). A filter on a field hidden at SUMMARY drops cases seen only so.' })
export class CaseFilter {
  @Field(() => CaseStage, { nullable: true, description: 'In this stage (阶段).' })
  stage?: CaseStage | null;

  @Field(() => [CaseStage], { nullable: true, description: 'In one of these stages (阶段之一).' })
  stages?: CaseStage[] | null;

  @Field(() => String, { nullable: true, description: 'Words in code or title, and in the company where it is shown (关键词).' })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'Led by this team (主办团队).' })
  leadTeamId?: string | null;

  @Field(() => [SizeBand], { nullable: true, description: 'In one of these bands (投资规模档).' })
  sizeBands?: SizeBand[] | null;

  @Field(() => ID, { nullable: true, description: 'About this company; needs FOLLOW (企业).' })
  companyId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Filling this node; needs FOLLOW (产业链环节).' })
  chainNodeId?: string | null;

  @Field(() => Yuan, { nullable: true, description: 'Of at least this amount in whole yuan; needs FOLLOW (最低金额，元).' })
  minAmountYuan?: string | null;

  @Field(() => Yuan, { nullable: true, description: 'Of at most this amount in whole yuan; needs FOLLOW (最高金额，元).' })
  maxAmountYuan?: string | null;
}
