import { Extensions, Field, ObjectType } from 'type-graphql';
import { UserError } from '../kernel/refusal.ts';
import { CasePayload } from './case.payloads.ts';
import { CreditFigure, type CreditFigureRow } from './credit-figure.ts';
import { CreditRule } from './credit-rule.ts';
import { CreditShares, type CreditSharesRow } from './credit-shares.ts';
import { FIGURE_KINDS } from './credit-terms.ts';

@ObjectType({ description: 'Answer of saving a rule on credit (分计规则保存结果).' })
export class CreditRulePayload {
  @Field(() => CreditRule, { nullable: true, description: 'The version saved; null when refused (分计规则).' })
  creditRule!: CreditRule | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer of agreeing or starting shares (分计约定结果).' })
export class CreditSharesPayload extends CasePayload {
  @Extensions({ listSize: FIGURE_KINDS.length })
  @Field(() => [CreditShares], {
    nullable: true,
    description: 'The shares, one of each figure; null when refused (分计约定).',
  })
  creditShares!: CreditSharesRow[] | null;
}

@ObjectType({ description: 'Answer of recording an amount or taking it back (指标发生额登记结果).' })
export class CreditFigurePayload extends CasePayload {
  @Field(() => CreditFigure, { nullable: true, description: 'The amount recorded; null when refused (指标发生额).' })
  creditFigure!: CreditFigureRow | null;
}
