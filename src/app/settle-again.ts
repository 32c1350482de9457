import type { Pool } from 'pg';
import type { Stake } from '../access/level.ts';
import { settleAccess } from '../access/grant.ts';
import { caseStakes, type LiveShare } from '../cases/case.policy.ts';
import { inTransaction } from '../exchange/import-ctx.ts';
import type { Read, Tx } from '../kernel/context.ts';
import { leadStakes } from '../leads/lead.policy.ts';

/** Acts in the name of the installation, on sessions of the system role. */
export interface SystemCtx {
  readonly pool: Pool;
  readonly now: () => Date;
}

/** Few at a time: the records are locked while they are settled, and people wait for locks 2 s at most. */
const BATCH = 50;

interface LeadRow {
  id: string;
  stage: string;
  updatedAt: Date;
  owningTeamId: string;
  referrerTeamId: string | null;
  referrerCompanyTeamId: string | null;
  given: Stake[];
}

interface CaseRow {
  id: string;
  stage: string;
  updatedAt: Date;
  shares: LiveShare[];
  given: Stake[];
}

/** $1 the team, $2 the team and those it supervises, $3 the last id: records it has a stake in and no row for. */
const MISSING = {
  LEAD: `select r.id from lead r where (r.owning_team_id = any($2) or r.referrer_team_id = any($2) or r.referrer_company_team_id = any($2)
    or r.id in (select subject_id from stake where team_id = any($2))) and r.id > $3`,
  CASE: `select r.id from cases r where r.id in (select case_id from case_share where team_id = any($2) and until is null
    union select subject_id from stake where team_id = any($2)) and r.id > $3`,
} as const;

const given = (
  row: string,
): string => `(select coalesce(json_agg(json_build_object('teamId', k.team_id, 'ground', k.ground, 'level', k.level)), '[]'::json)
    from stake k where k.subject_id = ${row}.id) as given`;

const LEADS = `select l.id, l.stage, l.updated_at as "updatedAt", l.owning_team_id as "owningTeamId", l.referrer_team_id as "referrerTeamId",
    l.referrer_company_team_id as "referrerCompanyTeamId",
    ${given('l')}
  from lead l where l.id = any($1)`;

const CASES = `select c.id, c.stage, c.updated_at as "updatedAt", (
    select coalesce(json_agg(json_build_object('teamId', s.team_id, 'role', s.role, 'grantedLevel', s.level)), '[]'::json)
    from case_share s where s.case_id = c.id and s.until is null) as shares, ${given('c')}
  from cases c where c.id = any($1)`;

type System = Pick<Tx, 'sql' | 'now'>;

/** Locked first and read in a statement of its own: one that waits would see the stakes of before the wait. */
async function settleLeads(tx: System, ids: readonly string[]): Promise<void> {
  await tx.sql(`select 1 from lead where id = any($1) order by id for update`, [ids]);
  for (const { id, stage, updatedAt, given: more, ...parties } of await tx.sql<LeadRow>(LEADS, [ids]))
    await settleAccess(tx, { kind: 'LEAD', subjectId: id, stage, updatedAt, stakes: [...leadStakes(parties), ...more] });
}

async function settleCases(tx: System, ids: readonly string[]): Promise<void> {
  await tx.sql(`select 1 from cases where id = any($1) order by id for update`, [ids]);
  for (const { id, stage, updatedAt, shares, given: more } of await tx.sql<CaseRow>(CASES, [ids]))
    await settleAccess(tx, { kind: 'CASE', subjectId: id, stage, updatedAt, stakes: [...caseStakes(shares), ...more] });
}

/** Settles records by their ids, in the installation's name. */
export const settleById = (tx: System, kind: 'LEAD' | 'CASE', ids: readonly string[]): Promise<void> =>
  (kind === 'LEAD' ? settleLeads : settleCases)(tx, ids);

/** Gives a team that was opened again its rows of the access table, a batch per transaction. How many records it took. */
export async function settleAgain(ctx: SystemCtx, teamId: string, line: readonly string[]): Promise<number> {
  let settled = 0;
  for (const kind of ['LEAD', 'CASE'] as const) {
    const missing = `${MISSING[kind]} and not exists (select 1 from access a where a.subject_id = r.id and a.team_id = $1) order by r.id limit ${BATCH}`;
    let last = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = (await ctx.pool.query<{ id: string }>(missing, [teamId, line, last])).rows;
      if (rows.length === 0) break;
      const ids = rows.map(({ id }) => id);
      last = ids.at(-1)!;
      await inTransaction(ctx, ({ client, now }) => {
        const sql: Read = async <R>(text: string, params: readonly unknown[] = []) =>
          (await client.query(text, [...params])).rows as R[];
        return settleById({ sql, now }, kind, ids);
      });
      settled += ids.length;
    }
  }
  return settled;
}
