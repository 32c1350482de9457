import { Ctx as Context, Extensions, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { CaseEvent } from './case.events.ts';
import { CreditFigure, type CreditFigureRow } from './credit-figure.ts';
import { creditFigureById, creditSharesById, loadCreditRule } from './credit.loaders.ts';
import { CreditRule } from './credit-rule.ts';
import { CreditShares, type CreditSharesRow } from './credit-shares.ts';
import { FIGURE_KINDS } from './credit-terms.ts';

@Levelled()
@ObjectType({ implements: Event, description: 'A new version of a rule on credit was saved (分计规则保存).' })
export class CreditRuleSaved extends Event {}

@Resolver(() => CreditRuleSaved)
export class CreditRuleSavedResolver {
  @FieldResolver(() => CreditRule, { nullable: true, description: 'The version (分计规则).' })
  @At(Level.SUMMARY)
  @Live()
  creditRule(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CreditRule | null> {
    return loadCreditRule(ctx, source.subjectId);
  }
}

@Levelled()
@ObjectType({
  implements: [CaseEvent, Event],
  description: 'Shares of figures of a case were agreed (分计约定); heard at FOLLOW or above.',
})
export class CreditSharesAgreed extends CaseEvent {}

@Levelled()
@ObjectType({
  implements: [CaseEvent, Event],
  description: 'The start event of shares has happened (分计起算); heard at FOLLOW or above.',
})
export class CreditStarted extends CaseEvent {}

const sharesNamed = async (source: EventSource, ctx: ReadCtx): Promise<CreditSharesRow[]> => {
  const ids = source.payload.sharesIds as string[];
  const found = await Promise.all(ids.map((id) => ctx.load(creditSharesById, id)));
  return found.filter((each) => each !== null);
};
const SHARES = { nullable: true, description: 'The shares as they are now, one of each figure (分计约定).' };

@Resolver(() => CreditSharesAgreed)
export class CreditSharesAgreedResolver {
  @FieldResolver(() => [CreditShares], SHARES)
  @Extensions({ listSize: FIGURE_KINDS.length })
  @At(Level.FOLLOW)
  @Live()
  creditShares(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CreditSharesRow[]> {
    return sharesNamed(source, ctx);
  }
}

@Resolver(() => CreditStarted)
export class CreditStartedResolver {
  @FieldResolver(() => [CreditShares], SHARES)
  @Extensions({ listSize: FIGURE_KINDS.length })
  @At(Level.FOLLOW)
  @Live()
  creditShares(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CreditSharesRow[]> {
    return sharesNamed(source, ctx);
  }
}

@Levelled()
@ObjectType({
  implements: [CaseEvent, Event],
  description: 'An amount of a figure was recorded (指标发生额登记); heard at FOLLOW or above.',
})
export class CreditFigureRecorded extends CaseEvent {}

@Levelled()
@ObjectType({
  implements: [CaseEvent, Event],
  description: 'An amount of a figure was taken back (指标发生额冲销); heard at FOLLOW or above.',
})
export class CreditFigureReversed extends CaseEvent {}

const figureNamed = (source: EventSource, ctx: ReadCtx): Promise<CreditFigureRow | null> =>
  ctx.load(creditFigureById, String(source.payload.figureId));

@Resolver(() => CreditFigureRecorded)
export class CreditFigureRecordedResolver {
  @FieldResolver(() => CreditFigure, { nullable: true, description: 'The amount (指标发生额).' })
  @At(Level.FOLLOW)
  @Live()
  creditFigure(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CreditFigureRow | null> {
    return figureNamed(source, ctx);
  }
}

@Resolver(() => CreditFigureReversed)
export class CreditFigureReversedResolver {
  @FieldResolver(() => CreditFigure, {
    nullable: true,
    description: 'The opposite amount, which names what it takes back (冲销记录).',
  })
  @At(Level.FOLLOW)
  @Live()
  creditFigure(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CreditFigureRow | null> {
    return figureNamed(source, ctx);
  }
}
