import { Arg, Ctx as Context, Mutation, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { agreeCreditShares } from './agree-credit-shares.ts';
import { loadCase } from './case.loaders.ts';
import * as inputs from './credit.inputs.ts';
import { loadCreditFigure, loadCreditRule, loadCreditShares } from './credit.loaders.ts';
import { CreditFigurePayload, CreditRulePayload, CreditSharesPayload } from './credit.payloads.ts';
import { recordCreditFigure, reverseCreditFigure } from './record-credit-figure.ts';
import { saveCreditRule } from './save-credit-rule.ts';
import { startCredit } from './start-credit.ts';

const INPUT = { description: 'What to do (输入).' };

@Resolver()
export class CreditMutationResolver {
  @Mutation(() => CreditRulePayload, {
    description: 'Saves a new version of a rule on credit; by the chief of the city team (保存分计规则).',
  })
  async saveCreditRule(
    @Arg('input', () => inputs.SaveCreditRuleInput, INPUT) input: inputs.SaveCreditRuleInput,
    @Context() ctx: Ctx,
  ): Promise<CreditRulePayload> {
    return { creditRule: await loadCreditRule(ctx, (await saveCreditRule(ctx, input)).ruleId) };
  }

  @Mutation(() => CreditSharesPayload, { description: 'Agrees how figures of a case are shared (约定分计).' })
  async agreeCreditShares(
    @Arg('input', () => inputs.AgreeCreditSharesInput, INPUT) input: inputs.AgreeCreditSharesInput,
    @Context() ctx: Ctx,
  ): Promise<CreditSharesPayload> {
    return sharesPayload(ctx, await agreeCreditShares(ctx, input));
  }

  @Mutation(() => CreditSharesPayload, { description: 'Says that the start event of shares has happened (分计起算).' })
  async startCredit(
    @Arg('input', () => inputs.StartCreditInput, INPUT) input: inputs.StartCreditInput,
    @Context() ctx: Ctx,
  ): Promise<CreditSharesPayload> {
    return sharesPayload(ctx, await startCredit(ctx, input));
  }

  @Mutation(() => CreditFigurePayload, { description: 'Records a dated amount of a figure of a case (登记指标发生额).' })
  async recordCreditFigure(
    @Arg('input', () => inputs.RecordCreditFigureInput, INPUT) input: inputs.RecordCreditFigureInput,
    @Context() ctx: Ctx,
  ): Promise<CreditFigurePayload> {
    return figurePayload(ctx, await recordCreditFigure(ctx, input));
  }

  @Mutation(() => CreditFigurePayload, { description: 'Takes a recorded amount back by its opposite (冲销指标发生额).' })
  async reverseCreditFigure(
    @Arg('input', () => inputs.ReverseCreditFigureInput, INPUT) input: inputs.ReverseCreditFigureInput,
    @Context() ctx: Ctx,
  ): Promise<CreditFigurePayload> {
    return figurePayload(ctx, await reverseCreditFigure(ctx, input));
  }
}

async function sharesPayload(
  ctx: Ctx,
  { caseId, sharesIds }: { caseId: string; sharesIds: string[] },
): Promise<CreditSharesPayload> {
  const [found, ...shares] = await Promise.all([loadCase(ctx, caseId), ...sharesIds.map((id) => loadCreditShares(ctx, id))]);
  return { case: found, creditShares: shares.filter((each) => each !== null) };
}

async function figurePayload(ctx: Ctx, { caseId, figureId }: { caseId: string; figureId: string }): Promise<CreditFigurePayload> {
  const [found, figure] = await Promise.all([loadCase(ctx, caseId), loadCreditFigure(ctx, figureId)]);
  return { case: found, creditFigure: figure };
}
