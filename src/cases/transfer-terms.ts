import { Field, InputType, ID, Int, ObjectType } from 'type-graphql';
import { Decimal, Yuan } from '../kernel/scalars.ts';
import { CreditFigureKind, CreditMode, CreditStartEvent, CreditYearsFrom } from './credit-terms.ts';

@InputType({
  description:
    'How origin and receiver share the credit from the acceptance on; what is left out comes from the rule (流转分计条款).',
})
export class TransferTermsInput {
  @Field(() => [CreditFigureKind], { description: 'Which figures (指标).' })
  figures!: CreditFigureKind[];

  @Field(() => Decimal, {
    nullable: true,
    description: "The origin's percentage of 0 to 100, up to two decimals; the rest is the receiver's (转出方比例).",
  })
  originPercent?: string | null;

  @Field(() => CreditMode, { nullable: true, description: "How it is shared; the rule's when left out, else SPLIT (分计方式)." })
  mode?: CreditMode | null;

  @Field(() => Yuan, {
    nullable: true,
    description:
      'What the origin has spent and first recovers, before money is shared, in whole yuan (转出方先行收回的投入，元).',
  })
  recoverOutlayYuan?: string | null;

  @Field(() => Int, { nullable: true, description: 'For how many years, 1 to 50; without end when there is no rule (年限).' })
  years?: number | null;

  @Field(() => CreditYearsFrom, { nullable: true, description: 'From when the years are counted (年限起算).' })
  yearsFrom?: CreditYearsFrom | null;

  @Field(() => ID, { nullable: true, description: 'The version of a rule it follows (分计规则).' })
  ruleId?: string | null;
}

@ObjectType({ description: 'How origin and receiver share one figure (单项指标分计条款).' })
export class TransferTermsItem {
  @Field(() => CreditFigureKind, { description: 'Which figure (指标).' })
  figure!: CreditFigureKind;

  @Field(() => CreditMode, { description: 'How it is shared (分计方式).' })
  mode!: CreditMode;

  @Field(() => Decimal, { description: "The origin's percentage (转出方比例)." })
  originPercent!: string;

  @Field(() => Decimal, { description: "The receiver's percentage (承接方比例)." })
  receiverPercent!: string;

  @Field(() => CreditStartEvent, { description: 'What sets it going (起算事件).' })
  startEvent!: CreditStartEvent;

  @Field(() => Int, { nullable: true, description: 'For how many years; null without end (年限).' })
  years!: number | null;

  @Field(() => CreditYearsFrom, { description: 'From when the years are counted (年限起算).' })
  yearsFrom!: CreditYearsFrom;

  @Field(() => Yuan, {
    nullable: true,
    description: 'What the origin first recovers, in whole yuan; null when nothing (转出方先行收回的投入，元).',
  })
  recoverOutlayYuan!: string | null;
}

/** What the receiver accepts with the record, kept with the offer as it was made. */
@ObjectType({ description: 'How origin and receiver share the credit from the acceptance on (流转分计条款).' })
export class TransferTerms {
  @Field(() => [TransferTermsItem], { description: 'One item for each figure (条目).' })
  items!: TransferTermsItem[];

  ruleId!: string | null;
}
