import DataLoader from 'dataloader';
import type { ReadCtx } from '../kernel/context.ts';
import type { LoaderOf } from '../kernel/loaders.ts';
import { creditHistories } from './credit-histories.ts';
import { allocate, governingOn, sumUp, type LedgerSum } from './credit-ledger.ts';
import { FIGURE_KINDS, type CreditFigureKind } from './credit-terms.ts';

/** One figure of a case as of a day, in units. */
export interface CaseCreditRow {
  figure: CreditFigureKind;
  sum: LedgerSum;
  /** The shares that govern amounts of that day; null where there are none. */
  sharesId: string | null;
}

const ofDay = (asOf: string): LoaderOf<string, CaseCreditRow[]> => {
  return (ctx: ReadCtx) =>
    new DataLoader(async (caseIds: readonly string[]) => {
      const histories = Map.groupBy(await creditHistories(ctx, caseIds, FIGURE_KINDS), ({ caseId }) => caseId);
      return caseIds.map((id) =>
        (histories.get(id) ?? []).flatMap((history): CaseCreditRow[] => {
          const governing = governingOn(history.shares, asOf, asOf);
          const entries = allocate(history, asOf);
          if (entries.length === 0 && !governing) return [];
          return [{ figure: history.figure, sum: sumUp(entries), sharesId: governing?.id ?? null }];
        }),
      );
    });
};

/** Days that were asked for lately: a loader is made once for each, so that the cases of a list are read together. */
const loaders = new Map<string, LoaderOf<string, CaseCreditRow[]>>();
const MOST_DAYS = 200;

/** Who is credited with what of a case, as it was known at the end of a day. */
export function caseCredit(ctx: ReadCtx, caseId: string, asOf: string): Promise<CaseCreditRow[]> {
  if (!loaders.has(asOf) && loaders.size >= MOST_DAYS) loaders.clear();
  const loader = loaders.get(asOf) ?? ofDay(asOf);
  loaders.set(asOf, loader);
  return ctx.load(loader, caseId);
}
