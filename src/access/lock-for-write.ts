import type { Tx } from '../kernel/context.ts';
import { unguarded } from './access-facts.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level, RANK, levelOf } from '../kernel/level.ts';
import { refuse } from '../kernel/refusal.ts';

const NOUN = { Lead: '线索', Case: '专案' } as const;
const TABLE = { Lead: 'lead', Case: 'cases' } as const;
/** What acts judge by. By name: a prepared `*` would break when a newer version adds a column. */
export const LOCKED_COLUMNS = {
  Lead: `id, code, version, stage, title, source, referrer, referrer_team_id, referrer_company_id, referrer_company_team_id, owning_team_id, company_id, company_description,
    intent, industry_code, amount_yuan, chain_node_id, is_demo, frozen_by_id`,
  Case: `id, code, version, stage, suspended_from, title, lead_team_id, company_id, company_description, intent, industry_code,
    amount_yuan, chain_node_id, updated_at, lead_id, frozen_by_id`,
} as const;

export interface Target {
  id: string;
  expectedVersion?: number | null;
}

/**
 * Locks a record for the act, at the level the team has once the lock is held: a share withdrawn while the act waited
 * must count, and the statement that waits still sees the access rows of its beginning.
 */
export async function lockForWrite<R extends { version: number }>(
  tx: Tx,
  type: 'Lead' | 'Case',
  target: Target,
  minimum: Level = Level.WORK,
  field = 'id',
): Promise<R & { id: string; level: Level }> {
  const missing = () => refuse('NOT_FOUND', `${NOUN[type]}不存在或无权查看，请核对编号`, 'input', field);
  const uuid = uuidOf(type, target.id);
  if (!uuid) throw missing();
  const allowed = (rank: number): number => {
    if (rank === 0) throw missing();
    if (rank < RANK[minimum])
      throw refuse('FORBIDDEN', `本团队对该${NOUN[type]}没有办理权限，请联系主办团队授权`, 'input', field);
    return rank;
  };
  const lock = () =>
    tx.sql<R & { id: string }>(`select ${LOCKED_COLUMNS[type]} from ${TABLE[type]} where id = $1 for update`, [uuid]);
  // The policy gives a lock at WORK only. Below it the level is asked before too: a stranger holds up nobody.
  if (minimum !== Level.WORK) allowed(await rankOf(tx, uuid));
  // The level's statement begins when the lock is held, though it was sent behind it without waiting.
  const [[row], found] =
    minimum === Level.WORK ? await Promise.all([lock(), rankOf(tx, uuid)]) : [await unguarded(tx, lock), await rankOf(tx, uuid)];
  const rank = allowed(found);
  if (!row) throw missing();
  if (target.expectedVersion != null && target.expectedVersion !== row.version) {
    throw refuse('CONFLICT', `${NOUN[type]}已被他人更新，当前版本为 ${row.version}，请刷新后再提交`, 'input', 'expectedVersion');
  }
  return { ...row, level: levelOf(rank) };
}

/** The level the acting team has in a record, as a rank; 0 when it has none. */
async function rankOf(tx: Tx, uuid: string): Promise<number> {
  const sql = `select level from access where subject_id = $1 and team_id = $2`;
  const [access] = await tx.sql<{ level: number }>(sql, [uuid, tx.viewer.teamId]);
  return access?.level ?? 0;
}
