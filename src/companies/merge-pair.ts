import type { Tx, Read } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { refuse } from '../kernel/refusal.ts';
import { FACT_COLUMNS, type FactColumn } from './merge-facts.ts';

/** A company as a merge looks at it; facts as text. */
export interface MergeRow extends Record<FactColumn, string | null> {
  id: string;
  name: string;
  version: number;
  isDemo: boolean;
  mergedIntoId: string | null;
  /** Name of the company it was merged into. */
  mergedInto: string | null;
}

export interface MergePair {
  survivor: MergeRow;
  merged: MergeRow;
  /** Companies that were merged into either before. */
  followers: readonly MergeRow[];
}

const PAIR = `select c.id, c.name, c.version, c.is_demo as "isDemo", c.merged_into_id as "mergedIntoId",
    (select k.name from company k where k.id = c.merged_into_id) as "mergedInto", ${FACT_COLUMNS.map((column) => `c.${column}::text`).join(', ')}
  from company c where c.id = any($1::uuid[]) or c.merged_into_id = any($1::uuid[]) order by c.id`;

function pairOf(
  rows: readonly MergeRow[],
  survivorId: string,
  mergedId: string,
): Partial<MergePair> & { followers: readonly MergeRow[] } {
  const of = (id: string) => rows.find((row) => row.id === id);
  const followers = rows.filter(({ id }) => id !== survivorId && id !== mergedId);
  return { survivor: of(survivorId), merged: of(mergedId), followers };
}

/** Both as they are, without a lock; null where one does not exist. */
export async function readPair(read: Read, survivorId: string, mergedId: string): Promise<MergePair | null> {
  const ids = [uuidOf('Company', survivorId), uuidOf('Company', mergedId)];
  if (ids[0] == null || ids[1] == null) return null;
  const { survivor, merged, followers } = pairOf(await read<MergeRow>(PAIR, [ids]), ids[0], ids[1]);
  return survivor && merged ? { survivor, merged, followers } : null;
}

/** Both, and all that were merged into them, locked in the order of their ids: two merges at once wait for each other, no more. */
export async function lockPair(tx: Tx, survivorId: string, mergedId: string): Promise<MergePair> {
  const rows = await tx.sql<MergeRow>(`${PAIR} for update of c`, [[survivorId, mergedId]]);
  const { survivor, merged, followers } = pairOf(rows, survivorId, mergedId);
  if (!survivor) throw refuse('NOT_FOUND', '保留的企业不存在，请检查编号', 'input', 'survivorId');
  if (!merged) throw refuse('NOT_FOUND', '被合并的企业不存在，请检查编号', 'input', 'mergedId');
  return { survivor, merged, followers };
}
