import { nodesTakenOver } from '../chains/merge-placements.ts';
import { readsCompanies } from '../companies/company-policy.ts';
import type { Warning } from '../companies/company-input.ts';
import { compareById } from '../companies/identity-rows.ts';
import type { MatchLevel, MatchReason } from '../companies/match-reason.ts';
import { takenFacts, type TakenFact } from '../companies/merge-facts.ts';
import { namesTakenOver } from '../companies/merge-names.ts';
import { readPair } from '../companies/merge-pair.ts';
import { MAY_NOT_MERGE, mayMerge, mergeRefusals, mergeWarnings } from '../companies/merge-rules.ts';
import type { Ctx } from '../kernel/context.ts';
import { ErrorCode, type UserError } from '../kernel/refusal.ts';

export const TAKEN_LIMIT = 100;

/** What a merge would do, for people to look at before they decide. */
export interface PreviewRow {
  survivorId: string;
  mergedId: string;
  takenOver: TakenFact[];
  names: string[];
  nodeIds: string[];
  refusals: UserError[];
  warnings: Warning[];
  level: MatchLevel;
  reasons: MatchReason[];
}

/** Null where one of the companies does not exist, and for teams that do not read companies. */
export async function mergePreview(ctx: Ctx, survivorId: string, mergedId: string): Promise<PreviewRow | null> {
  const pair = readsCompanies(ctx.viewer) ? await readPair(ctx.read, survivorId, mergedId) : null;
  if (pair === null) return null;
  const { survivor, merged } = pair;
  const ids = [survivor.id, merged.id, TAKEN_LIMIT];
  const refusals = mergeRefusals(pair);
  if (!mayMerge(ctx.viewer)) refusals.unshift({ code: ErrorCode.FORBIDDEN, path: [], message: MAY_NOT_MERGE });
  return {
    survivorId: survivor.id,
    mergedId: merged.id,
    takenOver: takenFacts(survivor, merged),
    names: (await ctx.read<{ name: string }>(namesTakenOver, ids)).map(({ name }) => name),
    nodeIds: (await ctx.read<{ id: string }>(nodesTakenOver, ids)).map(({ id }) => id),
    refusals,
    warnings: mergeWarnings(pair),
    ...(await compareById(ctx.read, survivor.id, merged.id)),
  };
}
