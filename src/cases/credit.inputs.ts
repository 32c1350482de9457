import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDate, Decimal, Yuan } from '../kernel/scalars.ts';
import { CreditFigureKind, CreditMode, CreditPart, CreditStartEvent, CreditYearsFrom } from './credit-terms.ts';

const KEY = { nullable: true, description: 'Repeat-safe key of 8 to 200 characters; required for API clients (幂等键).' };
const VERSION = {
  nullable: true,
  description: 'Version of the case the act is based on; unchecked when left out (所依据的版本).',
};
const CASE = { description: 'The case (专案).' };

@InputType({ description: 'The part of one side in a rule (规则分计比例).' })
export class CreditRulePartInput {
  @Field(() => CreditPart, { description: 'Which side (分计方角色).' })
  part!: CreditPart;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Percentage of the side above 0, up to two decimals; null where the parties agree on it (比例).',
  })
  percent?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Percentage that holds when the parties have not agreed; only where percent is null (未约定时的比例).',
  })
  defaultPercent?: string | null;
}

@InputType({ description: 'What a rule says of one figure (规则条目).' })
export class CreditRuleItemInput {
  @Field(() => CreditFigureKind, { description: 'Which figure, in one item only (指标).' })
  figure!: CreditFigureKind;

  @Field(() => CreditMode, { description: 'How it is shared (分计方式).' })
  mode!: CreditMode;

  @Field(() => [CreditRulePartInput], { description: 'The sides, each once (分计方).' })
  parts!: CreditRulePartInput[];

  @Field(() => CreditStartEvent, { description: 'What sets the shares going (起算事件).' })
  startEvent!: CreditStartEvent;

  @Field(() => Int, { nullable: true, description: 'For how many years, 1 to 50; null without end (年限).' })
  years?: number | null;

  @Field(() => CreditYearsFrom, {
    nullable: true,
    description: 'From when the years are counted; START when left out (年限起算).',
  })
  yearsFrom?: CreditYearsFrom | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether one side first recovers its outlay; false when left out (是否先收回投入).',
  })
  recoverOutlayFirst?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether what is shared is what incentives leave; false when left out (是否扣除奖补后).',
  })
  afterIncentives?: boolean | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Kinds of projects or funds it does not count, in the words of the source, at most 20 (除外情形).',
  })
  excludes?: string[] | null;
}

@InputType({ description: "A new version of a city's rule on credit (分计规则保存)." })
export class SaveCreditRuleInput {
  @Field(() => String, { description: 'Short code of letters, digits and hyphens, such as NINGDE (规则代码).' })
  code!: string;

  @Field(() => Int, { description: 'Newest version that is known; 0 for a new rule (所依据的版本).' })
  expectedVersion!: number;

  @Field(() => String, { description: 'Name (名称).' })
  name!: string;

  @Field(() => String, { description: 'The document it comes from, and what it leaves open (来源).' })
  source!: string;

  @Field(() => [CreditRuleItemInput], { description: 'What it says of each figure (条目).' })
  items!: CreditRuleItemInput[];

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'A team in an arrangement on credit (分计方).' })
export class CreditPartyInput {
  @Field(() => ID, { description: 'The team; it takes part in the case (团队).' })
  teamId!: string;

  @Field(() => CreditPart, { description: 'Which side it is (分计方角色).' })
  part!: CreditPart;

  @Field(() => Decimal, {
    nullable: true,
    description: "Percentage above 0, up to two decimals; the rule's when left out, 100 for DOUBLE_COUNT (比例).",
  })
  percent?: string | null;
}

@InputType({ description: 'What a party first recovers (先行收回的投入).' })
export class CreditOutlayInput {
  @Field(() => ID, { description: 'The party (团队).' })
  teamId!: string;

  @Field(() => Yuan, { description: 'What is still to be recovered on the effective day, whole yuan (金额，元).' })
  amountYuan!: string;
}

@InputType({ description: 'Agrees how figures of a case are shared; what is left out comes from the rule (约定分计).' })
export class AgreeCreditSharesInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => [CreditFigureKind], { description: 'Which figures (指标).' })
  figures!: CreditFigureKind[];

  @Field(() => ID, { nullable: true, description: 'The version of a rule it follows (分计规则).' })
  ruleId?: string | null;

  @Field(() => CreditMode, { nullable: true, description: "How it is shared; the rule's when left out (分计方式)." })
  mode?: CreditMode | null;

  @Field(() => [CreditPartyInput], { description: 'The parties, 1 to 10; SPLIT sums to 100 (分计方).' })
  parties!: CreditPartyInput[];

  @Field(() => CreditStartEvent, {
    nullable: true,
    description: "What sets it going; the rule's when left out, RECORDED without a rule (起算事件).",
  })
  startEvent?: CreditStartEvent | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The day the start event happened, where it has (起算日期).' })
  startedOn?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "For how many years, 1 to 50; null without end, the rule's when left out (年限).",
  })
  years?: number | null;

  @Field(() => CreditYearsFrom, {
    nullable: true,
    description: "From when the years are counted; the rule's or START when left out (年限起算).",
  })
  yearsFrom?: CreditYearsFrom | null;

  @Field(() => CreditOutlayInput, { nullable: true, description: 'What a party first recovers (先行收回的投入).' })
  outlay?: CreditOutlayInput | null;

  @Field(() => CalendarDate, { description: 'First day whose figures it governs, not in the future (生效日期).' })
  effectiveFrom!: string;

  @Field(() => String, { description: 'The contract it rests on, at most 500 characters (依据文件).' })
  basis!: string;

  @Field(() => Int, VERSION)
  expectedVersion?: number | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Says that the start event of shares has happened (分计起算).' })
export class StartCreditInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => [CreditFigureKind], { description: 'Of which figures the shares recorded last start (指标).' })
  figures!: CreditFigureKind[];

  @Field(() => CalendarDate, { description: 'The day it happened, not in the future (起算日期).' })
  startedOn!: string;

  @Field(() => Int, VERSION)
  expectedVersion?: number | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'A dated amount of a figure of a case (登记指标发生额).' })
export class RecordCreditFigureInput {
  @Field(() => ID, CASE)
  caseId!: string;

  @Field(() => CreditFigureKind, { description: 'Which figure (指标).' })
  figure!: CreditFigureKind;

  @Field(() => CalendarDate, { description: 'Day it counts for, in Asia/Shanghai, not in the future (发生日期).' })
  happenedOn!: string;

  @Field(() => Decimal, { description: 'Above 0: whole yuan, or for SCORE points with up to two decimals (数额).' })
  amount!: string;

  @Field(() => String, { description: 'Where it comes from, at most 500 characters, such as 验资报告 (数据来源).' })
  source!: string;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes a recorded amount back by its opposite (冲销指标发生额).' })
export class ReverseCreditFigureInput {
  @Field(() => ID, { description: 'The amount to take back (指标发生额).' })
  figureId!: string;

  @Field(() => String, { description: 'Why, at most 500 characters (冲销原因).' })
  reason!: string;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}
