import { givePlacementsBack, movePlacements, type MovedPlacements } from '../chains/merge-placements.ts';
import { textOf } from '../companies/company-input.ts';
import { changeGroups } from '../companies/group-lock.ts';
import { pointAtSurvivor, recordMerge, refuseMerge } from '../companies/merge-companies.ts';
import { lockPair } from '../companies/merge-pair.ts';
import { MAY_NOT_MERGE, mayMerge } from '../companies/merge-rules.ts';
import { authorizeCompanies } from '../companies/register-company.ts';
import { lockMerge, pointAtItself, recordUnmerge, refuseUnmerge } from '../companies/unmerge-companies.ts';
import type { Ctx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { authorize } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { actAsProbe } from './act-as-probe.ts';
import { beginClashLook, refuseClashingClaims } from './claim-clash.ts';
import { regroupClaims } from './regroup-claims.ts';
import type { MergeCompaniesInput, UnmergeCompaniesInput } from './merge.inputs.ts';

// Here and not in companies/, since what hangs on both companies, placements and leads, has a say in a merge.

const LONGEST_REASON = 500;

function authorizeMerge(ctx: Ctx): void {
  authorizeCompanies(ctx);
  authorize(mayMerge(ctx.viewer), MAY_NOT_MERGE);
}

function checked(input: MergeCompaniesInput) {
  const refusals = new Refusals();
  const survivorId = uuidOf('Company', input.survivorId);
  const mergedId = uuidOf('Company', input.mergedId);
  const reason = textOf(input.reason);
  if (survivorId === null) refusals.add('NOT_FOUND', '保留的企业不存在，请检查编号', 'input', 'survivorId');
  if (mergedId === null) refusals.add('NOT_FOUND', '被合并的企业不存在，请检查编号', 'input', 'mergedId');
  if (reason === null) refusals.add('REQUIRED', '请写明为什么是同一家企业，如 更名前后的两条记录', 'input', 'reason');
  else if (reason.length > LONGEST_REASON) refusals.add('INVALID', `理由最多 ${LONGEST_REASON} 个字，请精简`, 'input', 'reason');
  refusals.throwIfAny();
  return { survivorId: survivorId!, mergedId: mergedId!, reason: reason! };
}

/**
 * Makes one company of two: the merged one points at the survivor, which answers for it from then on. That one investor
 * would have two claims by it is told to those who see both; to others it counts as a collision check.
 * @throws Refusal FORBIDDEN | REQUIRED | NOT_FOUND | INVALID | CONFLICT | LIMIT_REACHED
 */
export async function mergeCompanies(ctx: Ctx, input: MergeCompaniesInput): Promise<{ mergeId: string; companyId: string }> {
  authorizeMerge(ctx);
  const { survivorId, mergedId, reason } = checked(input);
  return actAsProbe(ctx, 'mergeCompanies', input, async (tx, look) => {
    await changeGroups(tx);
    const pair = await lockPair(tx, survivorId, mergedId);
    refuseMerge(pair, input);
    await beginClashLook(tx, look, [input.survivorId, input.mergedId], 'mergedId');
    await refuseClashingClaims(tx, look, survivorId, mergedId);
    const before = await pointAtSurvivor(tx, pair);
    const placements = await movePlacements(tx, survivorId, mergedId);
    const mergeId = await recordMerge(tx, pair, reason, { ...before, placements });
    return { mergeId, companyId: survivorId };
  });
}

/**
 * Makes two companies of one again, as they were, within 30 days. Leads and cases never left the one they were made with.
 * @throws Refusal FORBIDDEN | NOT_FOUND | CONFLICT
 */
export async function unmergeCompanies(
  ctx: Ctx,
  input: UnmergeCompaniesInput,
): Promise<{ mergeId: string; companyId: string; mergedId: string }> {
  authorizeMerge(ctx);
  return ctx.act('unmergeCompanies', input, async (tx) => {
    await changeGroups(tx);
    const { merge, pair } = await lockMerge(tx, input.mergeId);
    await refuseUnmerge(tx, merge, pair);
    await pointAtItself(tx, merge, pair);
    await givePlacementsBack(tx, merge.survivorId, merge.mergedId, merge.before.placements as MovedPlacements);
    await regroupClaims(tx, merge.survivorId, merge.mergedId);
    await recordUnmerge(tx, merge, pair);
    return { mergeId: merge.id, companyId: merge.survivorId, mergedId: merge.mergedId };
  });
}
