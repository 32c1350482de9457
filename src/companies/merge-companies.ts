import { randomUUID } from 'node:crypto';
import type { Tx } from '../kernel/context.ts';
import { Refusal, refuse } from '../kernel/refusal.ts';
import { CODES, takenOver, type FactColumn, type SomeFacts } from './merge-facts.ts';
import { moveNames, type MovedNames } from './merge-names.ts';
import type { MergePair } from './merge-pair.ts';
import { closeMatch } from './match-rows.ts';
import { mergeRefusals } from './merge-rules.ts';

/** What is needed to restore both companies, kept with the merge. */
export interface Before {
  /** Facts the survivor took over, and what it had in their place. */
  taken: SomeFacts;
  replaced: SomeFacts;
  names: MovedNames;
  /** Companies that were merged into the merged one and point at the survivor since. */
  followers: readonly string[];
  /** What chains keep of the merge. */
  placements: object;
}

export function refuseMerge(pair: MergePair, versions: { survivorVersion: number; mergedVersion: number }): void {
  const refusals = mergeRefusals(pair);
  if (refusals.length > 0) throw new Refusal(refusals);
  for (const [field, row] of [
    ['survivorVersion', pair.survivor],
    ['mergedVersion', pair.merged],
  ] as const) {
    if (row.version === versions[field]) continue;
    throw refuse('CONFLICT', `「${row.name}」已被他人更新到版本 ${row.version}，请重新预览后再合并`, 'input', field);
  }
}

/** New values for some facts of a company. */
export async function setFacts(tx: Tx, companyId: string, facts: SomeFacts): Promise<void> {
  const columns = Object.entries(facts);
  if (columns.length === 0) return;
  const set = columns.map(([column], i) => `${column} = $${i + 2}`).join(', ');
  await tx.sql(`update company set ${set} where id = $1`, [companyId, ...columns.map(([, value]) => value)]);
}

const pick = (facts: SomeFacts, columns: readonly FactColumn[]): SomeFacts =>
  Object.fromEntries(columns.map((column) => [column, facts[column] ?? null]));

/** Facts, names and the pointer; the pair is locked and may be merged. */
export async function pointAtSurvivor(tx: Tx, { survivor, merged, followers }: MergePair): Promise<Omit<Before, 'placements'>> {
  const taken = takenOver(survivor, merged);
  const released = CODES.filter((column) => taken[column] != null);
  await setFacts(tx, merged.id, Object.fromEntries(released.map((column) => [column, null])));
  await setFacts(tx, survivor.id, taken);
  const names = await moveNames(tx, survivor.id, merged.id);
  const follow = followers.filter(({ mergedIntoId }) => mergedIntoId === merged.id).map(({ id }) => id);
  await tx.sql(`update company set merged_into_id = $1 where id = any($2::uuid[])`, [survivor.id, [merged.id, ...follow]]);
  await tx.sql(`update company set version = version + 1, updated_at = $2 where id = any($1::uuid[])`, [
    [survivor.id, merged.id],
    tx.now,
  ]);
  return { taken, replaced: pick(survivor, Object.keys(taken) as FactColumn[]), names, followers: follow };
}

/** Keeps the merge, with what is needed to undo it. */
export async function recordMerge(tx: Tx, { survivor, merged }: MergePair, reason: string, before: Before): Promise<string> {
  const id = randomUUID();
  const version = survivor.version + 1;
  await tx.sql(
    `insert into company_merge (id, survivor_id, merged_id, survivor_version, merged_at, merged_by_id, merged_by_team_id, reason, before)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)`,
    [id, survivor.id, merged.id, version, tx.now, tx.viewer.personId, tx.viewer.teamId, reason, JSON.stringify(before)],
  );
  await closeMatch(tx, survivor.id, merged.id);
  tx.record({
    kind: 'COMPANIES_MERGED',
    subject: { type: 'Company', id: survivor.id, version },
    payload: { companyId: survivor.id, mergedId: merged.id, mergeId: id },
  });
  return id;
}
