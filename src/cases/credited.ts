import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import { Level } from '../kernel/level.ts';
import { At, Levelled } from '../kernel/levelled.ts';
import { CalendarDate, Decimal } from '../kernel/scalars.ts';
import { CreditFigureKind } from './credit-terms.ts';
import { MOST_PARTIES } from './write-credit-shares.ts';

/** As many of a city's teams as a cost counts to be credited with something. */
const TEAMS = 200;

const AMOUNT = 'whole yuan, or points with up to two decimals for SCORE';

@ObjectType({ description: 'What a team is credited with of a sum (团队计入).' })
export class CreditedPart {
  teamId!: string;

  @Field(() => Decimal, { description: `How much, ${AMOUNT} (计入数额).` })
  amount!: string;

  @Field(() => Decimal, {
    nullable: true,
    description: 'In percent of the total, rounded to two decimals; null of a total of 0 (占比，%).',
  })
  percent!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Cases that credit the team; null within one case (专案数).',
  })
  cases!: number | null;
}

@ObjectType({ description: 'One figure of a case as it was known at the end of a day (专案指标计入).' })
export class CaseCredit {
  sharesId!: string | null;

  @Field(() => CreditFigureKind, { description: 'Which figure (指标).' })
  figure!: CreditFigureKind;

  @Field(() => Decimal, { description: `The figure itself, counted once, ${AMOUNT} (合计).` })
  total!: string;

  @Extensions({ listSize: MOST_PARTIES })
  @Field(() => [CreditedPart], { description: 'The teams credited, the largest first (团队计入).' })
  parts!: CreditedPart[];
}

@ObjectType({ description: 'One figure over all cases the viewer follows, as it was known at the end of a day (贡献账本).' })
export class CreditLedger {
  @Field(() => CreditFigureKind, { description: 'Which figure (指标).' })
  figure!: CreditFigureKind;

  @Field(() => CalendarDate, { description: 'The day at whose end this was known (截至日期).' })
  asOf!: string;

  @Field(() => Decimal, { description: `The city's figure: each amount once, ${AMOUNT} (合计).` })
  total!: string;

  @Field(() => Decimal, {
    description:
      'How much the parts of all teams exceed the total by double counting; 0 where every figure is split (双核算重复额).',
  })
  doubled!: string;

  @Field(() => Int, { description: 'Cases with an amount in the days asked for (专案数).' })
  cases!: number;

  @Extensions({ listSize: TEAMS })
  @Field(() => [CreditedPart], {
    description: 'The teams credited, the largest first; only the one asked for if one is (团队计入).',
  })
  parts!: CreditedPart[];
}

/** A part of one recorded amount that a team gets: what every sum of the ledger is made of. */
@Levelled()
@ObjectType({ description: 'A part of one recorded amount that a team gets (贡献条目).' })
export class CreditEntry {
  @At(Level.FOLLOW)
  @Field(() => CreditFigureKind, { nullable: true, description: 'Which figure; null below FOLLOW (指标).' })
  figure!: CreditFigureKind;

  @At(Level.FOLLOW)
  @Field(() => CalendarDate, { nullable: true, description: 'Day the amount counts for; null below FOLLOW (发生日期).' })
  happenedOn!: string;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
