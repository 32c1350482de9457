import { accessFacts, unguarded, type Acting } from '../access/access-facts.ts';
import { givenStakes } from '../access/given-stakes.ts';
import { settleAccess, touchAccess, type Settled } from '../access/grant.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import type { Level } from '../kernel/level.ts';
import { caseStakes, directs, type LiveShare } from './case.policy.ts';
import { Case, type CaseStage } from './case.ts';
import { ShareRole } from './case-share.ts';

/** Columns of a case as `lockForWrite` reads them. */
export interface LockedCase {
  id: string;
  code: string;
  version: number;
  level: Level;
  stage: CaseStage;
  suspended_from: CaseStage | null;
  title: string;
  lead_team_id: string;
  company_id: string | null;
  company_description: string | null;
  intent: string | null;
  industry_code: string | null;
  amount_yuan: string | null;
  chain_node_id: string | null;
  updated_at: Date;
  lead_id: string | null;
  /** The contest that freezes it; null while it may move. */
  frozen_by_id: string | null;
}

type CaseChange = Pick<NewEvent, 'kind' | 'payload' | 'minimum' | 'onlyTeams' | 'revokedTeams'>;

/**
 * One change of a locked case: new columns, next version, sort keys of its access rows, one event. What only some teams
 * may hear of leaves the case as it is: a version that others see go up would tell them.
 */
export async function changeCase(tx: Tx, locked: LockedCase, columns: Partial<Case>, event: CaseChange): Promise<void> {
  const { id } = locked;
  const guard = { kind: 'CASE', id } as const;
  if (event.onlyTeams) return tx.record({ ...event, subject: { type: 'Case', id }, guard });
  const version = locked.version + 1;
  tx.later(
    tx.change(Case, id, { ...columns, updatedAt: tx.now, version }),
    touchAccess(tx, id, { stage: columns.stage ?? locked.stage, updatedAt: tx.now }),
  );
  tx.record({ ...event, subject: { type: 'Case', id, version }, guard });
}

const LIVE = `select team_id as "teamId", role, level as "grantedLevel" from case_share where case_id = $1 and until is null`;

/** Brings access in line with the live shares and given stakes, all of them, whatever the acting team sees. */
export async function settleCase(
  tx: Acting & Pick<Tx, 'now'>,
  locked: Pick<LockedCase, 'id' | 'stage'>,
  /** Its last change, where this act does not change the case itself. */
  updatedAt: Date = tx.now,
): Promise<Settled> {
  const [shares, given] = await unguarded(tx, () =>
    Promise.all([tx.sql<LiveShare>(LIVE, [locked.id]), givenStakes(tx.sql, locked.id)]),
  );
  return settleAccess(tx, {
    kind: 'CASE',
    subjectId: locked.id,
    stage: locked.stage,
    updatedAt,
    stakes: [...caseStakes(shares), ...given],
  });
}

/** The live share of a team in a case, or null. */
export async function shareOf(tx: Tx, caseId: string, teamId: string): Promise<(LiveShare & { id: string }) | null> {
  const sql = `select id, team_id as "teamId", role, level as "grantedLevel" from case_share
    where case_id = $1 and team_id = $2 and until is null`;
  const [share] = await tx.sql<LiveShare & { id: string }>(sql, [caseId, teamId]);
  return share ?? null;
}

/** Whether the acting team leads the case or supervises the team that does, in its period. */
export async function directsCase(tx: Tx, locked: LockedCase): Promise<boolean> {
  const read = <R>(sql: string, params?: readonly unknown[]) => tx.sql<R>(sql, params);
  const stakes = caseStakes([{ teamId: locked.lead_team_id, role: ShareRole.LEAD, grantedLevel: locked.level }]);
  const { teams } = await accessFacts(read, tx.now, stakes);
  return directs(tx.viewer.teamId, locked.lead_team_id, teams);
}
