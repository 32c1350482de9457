import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { refuse } from '../kernel/refusal.ts';
import { FIGURE_NAMES, type CreditFigureKind } from './credit-terms.ts';

/** Figures whose shares in force, those recorded last, name the team. */
const CREDITED = `select distinct s.figure from credit_party p join credit_shares s on s.id = p.shares_id
  where s.case_id = $1 and p.team_id = $2 and not exists (
    select 1 from credit_shares n where n.case_id = s.case_id and n.figure = s.figure
      and (n.recorded_at, n.id) > (s.recorded_at, s.id))
  order by s.figure`;

/**
 * Whom shares in force name keeps reading them: nobody is put out of a case while something of it is promised to them.
 * @throws Refusal FORBIDDEN
 */
export async function keepInSight(tx: Tx, caseId: string, teamId: string, ...path: string[]): Promise<void> {
  const rows = await unguarded(tx, () => tx.sql<{ figure: CreditFigureKind }>(CREDITED, [caseId, teamId]));
  if (rows.length === 0) return;
  const figures = rows.map(({ figure }) => FIGURE_NAMES[figure]).join('、');
  throw refuse(
    'FORBIDDEN',
    `该团队参与本专案的分计（${figures}），须能核对其所得：请先由各方共同的上级重新约定分计（agreeCreditShares），或由该团队自行退出`,
    ...path,
  );
}
