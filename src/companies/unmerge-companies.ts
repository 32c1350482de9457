import type { Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { refuse } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { UNDO_DAYS, undoableUntil, type CompanyMerge } from './company-merge.ts';
import { reopenMatch } from './match-rows.ts';
import { setFacts, type Before } from './merge-companies.ts';
import { CODES, givenBack, type SomeFacts } from './merge-facts.ts';
import { giveNamesBack } from './merge-names.ts';
import { lockPair, type MergePair } from './merge-pair.ts';

export type LockedMerge = Pick<CompanyMerge, 'id' | 'survivorId' | 'mergedId' | 'survivorVersion' | 'mergedAt' | 'undoneAt'> & {
  before: Before;
};

const SELECT = `select id, survivor_id as "survivorId", merged_id as "mergedId", survivor_version as "survivorVersion",
  merged_at as "mergedAt", undone_at as "undoneAt", before from company_merge where id = $1`;

/** The merge and its companies, locked: companies first, as a merge locks them. */
export async function lockMerge(tx: Tx, globalMergeId: string): Promise<{ merge: LockedMerge; pair: MergePair }> {
  const id = uuidOf('CompanyMerge', globalMergeId);
  const [found] = id === null ? [] : await tx.sql<LockedMerge>(SELECT, [id]);
  if (!found) throw refuse('NOT_FOUND', '该合并记录不存在，请检查编号', 'input', 'mergeId');
  const pair = await lockPair(tx, found.survivorId, found.mergedId);
  const [merge] = await tx.sql<LockedMerge>(`${SELECT} for update`, [id]);
  return { merge: merge!, pair };
}

/** Merges made later on top of this one, the last first: they have to be undone before it. */
const LATER = `select m.merged_at as "mergedAt", s.name as survivor, g.name as merged from company_merge m
  join company s on s.id = m.survivor_id join company g on g.id = m.merged_id
  where m.undone_at is null and (m.merged_id = $1 or (m.survivor_id = $1 and m.survivor_version > $2))
  order by m.merged_at desc, m.survivor_version desc limit 1`;

/** @throws Refusal CONFLICT: undone already, too long ago, not the last merge, or a code is taken by a third company */
export async function refuseUnmerge(tx: Tx, merge: LockedMerge, { merged }: MergePair): Promise<void> {
  if (merge.undoneAt) throw refuse('CONFLICT', `该合并已于 ${shanghaiDay(merge.undoneAt)} 撤销`, 'input', 'mergeId');
  const until = undoableUntil(merge.mergedAt);
  if (tx.now > until) {
    const message = `合并满 ${UNDO_DAYS} 天后不能撤销，该合并可撤销至 ${shanghaiDay(until)}；如确有错误，请重新登记被合并的企业`;
    throw refuse('CONFLICT', message, 'input', 'mergeId');
  }
  const [later] = await tx.sql<{ mergedAt: Date; survivor: string; merged: string }>(LATER, [
    merge.survivorId,
    merge.survivorVersion,
  ]);
  if (later) {
    const message = `其后还有合并，请先撤销 ${shanghaiDay(later.mergedAt)} 将「${later.merged}」并入「${later.survivor}」的合并`;
    throw refuse('CONFLICT', message, 'input', 'mergeId');
  }
  const codes = CODES.map((column) => merge.before.taken[column] ?? null);
  const [holder] = await tx.sql<{ name: string }>(
    `select name from company where id <> all($1::uuid[]) and (usci = $2 or listing_code = $3 or foreign_number = $4) limit 1`,
    [[merge.survivorId, merge.mergedId], ...codes],
  );
  if (holder) {
    const message = `「${merged.name}」的代码现属于企业「${holder.name}」，请先在该企业上更正代码再撤销合并`;
    throw refuse('CONFLICT', message, 'input', 'mergeId');
  }
}

/** Facts, names and the pointer as before; what people changed at the survivor since stays as they changed it. */
export async function pointAtItself(tx: Tx, merge: LockedMerge, { survivor, merged }: MergePair): Promise<void> {
  const { taken, replaced, names, followers } = merge.before;
  await setFacts(tx, survivor.id, givenBack(survivor, taken, replaced));
  const codes: SomeFacts = Object.fromEntries(
    CODES.filter((column) => taken[column] != null).map((column) => [column, taken[column]]),
  );
  await setFacts(tx, merged.id, codes);
  await giveNamesBack(tx, survivor.id, names);
  await tx.sql(`update company set merged_into_id = null where id = $1`, [merged.id]);
  await tx.sql(`update company set merged_into_id = $1 where id = any($2::uuid[]) and merged_into_id = $3`, [
    merged.id,
    followers,
    survivor.id,
  ]);
  await tx.sql(`update company set version = version + 1, updated_at = $2 where id = any($1::uuid[])`, [
    [survivor.id, merged.id],
    tx.now,
  ]);
}

export async function recordUnmerge(tx: Tx, merge: LockedMerge, { survivor, merged }: MergePair): Promise<void> {
  await tx.sql(`update company_merge set undone_at = $2, undone_by_id = $3, undone_by_team_id = $4 where id = $1`, [
    merge.id,
    tx.now,
    tx.viewer.personId,
    tx.viewer.teamId,
  ]);
  await reopenMatch(tx, survivor.id, merged.id);
  tx.record({
    kind: 'COMPANIES_UNMERGED',
    subject: { type: 'Company', id: survivor.id, version: survivor.version + 1 },
    payload: { companyId: survivor.id, mergedId: merged.id, mergeId: merge.id },
  });
}
