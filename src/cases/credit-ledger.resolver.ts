import { Arg, Args, ArgsType, Ctx as Context, Extensions, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { CalendarDate, Decimal } from '../kernel/scalars.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { caseById } from './case.loaders.ts';
import { Case, type CaseRow } from './case.ts';
import { caseCredit, type CaseCreditRow } from './case-credit.ts';
import { CreditFigure, type CreditFigureRow } from './credit-figure.ts';
import { creditFigureById, creditSharesById } from './credit.loaders.ts';
import { CaseCredit, CreditedPart, CreditEntry, CreditLedger } from './credited.ts';
import type { LedgerSum } from './credit-ledger.ts';
import { creditSums, dayAsked, rangeOf } from './credit-ledger-sums.ts';
import { CreditRule } from './credit-rule.ts';
import { CreditShares, type CreditSharesRow } from './credit-shares.ts';
import { CreditFigureKind, FIGURE_KINDS } from './credit-terms.ts';
import { amountOf, shareOfWhole } from './credit-units.ts';
import { listCreditEntries, type CreditEntryRow } from './credit-entries.ts';
import { listCreditFigures, listCreditRules, listCreditShares } from './list-credit.ts';

const CreditSharesConnection = connectionOf(CreditShares, 'CreditShares', '分计约定');
const CreditFigureConnection = connectionOf(CreditFigure, 'CreditFigure', '指标发生额');
const CreditRuleConnection = connectionOf(CreditRule, 'CreditRule', '分计规则');
const CreditEntryConnection = connectionOf(CreditEntry, 'CreditEntry', '贡献条目');

@ArgsType()
class LedgerArgs {
  @Field(() => CreditFigureKind, { description: 'Which figure (指标).' })
  figure!: CreditFigureKind;

  @Field(() => ID, { nullable: true, description: 'Only this team; null for all (团队).' })
  teamId?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day amounts count for; null from the beginning (起始日期).' })
  from?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day amounts count for; null until today (截止日期).' })
  to?: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'As it was known at the end of this day, not in the future; null for now (截至日期).',
  })
  asOf?: string | null;
}

/** The largest part first, then by team. */
const partsOf = (figure: CreditFigureKind, { total, parts }: LedgerSum, casesOf?: ReadonlyMap<string, number>): CreditedPart[] =>
  [...parts]
    .filter(([teamId, amount]) => amount !== 0n || casesOf?.has(teamId))
    .toSorted(([a, x], [b, y]) => (x !== y ? (x > y ? -1 : 1) : a < b ? -1 : 1))
    .map(([teamId, amount]) => ({
      teamId,
      amount: amountOf(figure, amount),
      percent: shareOfWhole(amount, total),
      cases: casesOf ? (casesOf.get(teamId) ?? 0) : null,
    }));

@Resolver()
export class CreditLedgerResolver {
  @Query(() => CreditLedger, {
    description: 'Who is credited with which part of a figure, over all cases the viewer follows (贡献账本).',
  })
  async creditLedger(@Args(() => LedgerArgs) args: LedgerArgs, @Context() ctx: Ctx): Promise<CreditLedger> {
    const range = rangeOf(ctx, args);
    const { figure, asOf, team } = range;
    const sums = await creditSums(ctx, range);
    const all = [...sums.parts.values()].reduce((sum, part) => sum + part, 0n);
    const parts = partsOf(figure, sums, sums.casesOf).filter(({ teamId }) => team === null || teamId === team);
    const doubled = amountOf(figure, all - sums.total);
    return { figure, asOf, total: amountOf(figure, sums.total), doubled, cases: sums.cases, parts };
  }

  @Query(() => CreditEntryConnection, {
    description: 'What the sums of the ledger are made of, the newest day first (贡献条目列表).',
  })
  creditEntries(
    @Args(() => LedgerArgs) query: LedgerArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<CreditEntryRow>> {
    return listCreditEntries(ctx, query, page);
  }

  @Query(() => CreditRuleConnection, {
    description: 'Rules on credit by code, the newest version first; refused to partners (分计规则列表).',
  })
  creditRules(
    @Arg('code', () => String, { nullable: true, description: 'All versions of this rule; null for all rules (规则代码).' })
    code: string | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<CreditRule>> {
    return listCreditRules(ctx, code?.trim() || null, page);
  }
}

const FIGURE = { nullable: true, description: 'Of this figure only; null for all (指标).' };

@Resolver(() => Case)
export class CaseCreditResolver {
  @FieldResolver(() => CreditSharesConnection, {
    nullable: true,
    description: 'How its figures were shared, the newest record first; null below FOLLOW (分计约定).',
  })
  @At(Level.FOLLOW)
  creditShares(
    @Root() row: CaseRow,
    @Arg('figure', () => CreditFigureKind, FIGURE) figure: CreditFigureKind | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<CreditSharesRow>> {
    return listCreditShares(ctx, row.id, figure ?? null, page);
  }

  @FieldResolver(() => CreditFigureConnection, {
    nullable: true,
    description: 'Amounts recorded of its figures, the newest day first; null below FOLLOW (指标发生额).',
  })
  @At(Level.FOLLOW)
  creditFigures(
    @Root() row: CaseRow,
    @Arg('figure', () => CreditFigureKind, FIGURE) figure: CreditFigureKind | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<CreditFigureRow>> {
    return listCreditFigures(ctx, row.id, figure ?? null, page);
  }

  @FieldResolver(() => [CaseCredit], {
    nullable: true,
    description:
      'Who is credited with what, one item for each figure that has an amount or shares; null below FOLLOW (计入情况).',
  })
  @At(Level.FOLLOW)
  @Live()
  @Extensions({ listSize: FIGURE_KINDS.length })
  async credit(
    @Root() row: CaseRow,
    @Arg('asOf', () => CalendarDate, {
      nullable: true,
      description: 'As it was known at the end of this day, not in the future; null for now (截至日期).',
    })
    asOf: string | null,
    @Context() ctx: ReadCtx,
  ): Promise<CaseCredit[]> {
    const found: CaseCreditRow[] = await caseCredit(ctx, row.id, dayAsked(ctx, asOf));
    return found.map(({ figure, sum, sharesId }) => {
      return { figure, sharesId, total: amountOf(figure, sum.total), parts: partsOf(figure, sum) };
    });
  }
}

@Resolver(() => CaseCredit)
export class CaseCreditSharesResolver {
  @FieldResolver(() => CreditShares, {
    nullable: true,
    description: 'The shares that govern amounts of that day; null where the whole goes to the lead team (分计约定).',
  })
  @Live()
  async shares(@Root() credit: CaseCredit, @Context() ctx: ReadCtx): Promise<CreditSharesRow | null> {
    return credit.sharesId ? ctx.load(creditSharesById, credit.sharesId) : null;
  }
}

@Resolver(() => CreditedPart)
export class CreditedPartResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team (团队).' })
  @Live()
  team(@Root() part: CreditedPart, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, part.teamId);
  }
}

@Resolver(() => CreditEntry)
export class CreditEntryResolver {
  @FieldResolver(() => Case, { nullable: true, description: 'The case (专案).' })
  @At(Level.FOLLOW)
  case(@Root() entry: CreditEntryRow, @Context() ctx: Ctx): Promise<CaseRow | null> {
    return ctx.load(caseById, entry.caseId);
  }

  @FieldResolver(() => CreditFigure, { nullable: true, description: 'The amount it is a part of (所属发生额).' })
  @At(Level.FOLLOW)
  of(@Root() entry: CreditEntryRow, @Context() ctx: Ctx): Promise<CreditFigureRow | null> {
    return ctx.load(creditFigureById, entry.figureId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team credited (计入团队).' })
  @At(Level.FOLLOW)
  team(@Root() entry: CreditEntryRow, @Context() ctx: Ctx): Promise<TeamRow | null> {
    return ctx.load(teamById, entry.teamId);
  }

  @FieldResolver(() => Decimal, {
    nullable: true,
    description: 'The part, whole yuan, or points with up to two decimals for SCORE; null below FOLLOW (计入数额).',
  })
  @At(Level.FOLLOW)
  amount(@Root() entry: CreditEntryRow): string {
    return amountOf(entry.figure, entry.units);
  }

  @FieldResolver(() => CreditShares, {
    nullable: true,
    description: 'The shares in effect on the day; null where there were none and the whole is the lead team’s (分计约定).',
  })
  @At(Level.FOLLOW)
  async shares(@Root() entry: CreditEntryRow, @Context() ctx: Ctx): Promise<CreditSharesRow | null> {
    return entry.sharesId ? ctx.load(creditSharesById, entry.sharesId) : null;
  }
}
