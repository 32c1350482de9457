import { randomUUID } from 'node:crypto';
import { unguarded, type Acting } from '../access/access-facts.ts';
import { familyOfMember } from '../companies/merged.sql.ts';
import { teamOfCompany } from '../companies/company-team.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { settleLead, type Holders } from '../leads/change-lead.ts';
import { settleCase, type LockedCase } from './change-case.ts';

/** Few at a time: they are locked meanwhile, and people wait for locks 2 s at most. */
export const REFERRAL_BATCH = 50;

type Settling = Acting & Pick<Tx, 'now' | 'record'>;
type HeldLead = Holders & { version: number; team: string | null };
type HeldCase = Pick<LockedCase, 'id' | 'stage' | 'version'>;

/** Leads whose referring company is spoken for by another team than they know. Few leads name one: an index has just those. */
const STALE = `select l.id from lead l where l.referrer_company_id is not null
  and l.referrer_company_team_id is distinct from ${teamOfCompany('l.referrer_company_id')}`;
const OF_COMPANY = ` and l.referrer_company_id = any(${familyOfMember('$1', '$1')})`;

const CASE = `select id, stage, version from cases where lead_id = $1 for update skip locked`;
const LEAD = `select l.id, l.stage, l.version, l.owning_team_id, l.referrer_team_id, l.referrer_company_team_id,
    ${teamOfCompany('l.referrer_company_id')} as team
  from lead l where l.id = $1 for update of l skip locked`;

/**
 * Gives the team that speaks for a company now what its leads and their cases show of their progress, and takes it from the
 * one that did before: a batch, of one company or of all; how many it settled. What somebody holds just now is left for the
 * next round, so that nobody is waited for, whichever of a case and its lead is locked first.
 */
export async function settleReferrals(tx: Settling, companyId: string | null = null): Promise<number> {
  const limit = ` order by l.id limit ${REFERRAL_BATCH}`;
  const stale = await unguarded(tx, () =>
    companyId ? tx.sql<{ id: string }>(STALE + OF_COMPANY + limit, [companyId]) : tx.sql<{ id: string }>(STALE + limit),
  );
  let settled = 0;
  for (const { id } of stale) if (await settleOne(tx, id)) settled += 1;
  return settled;
}

async function settleOne(tx: Settling, leadId: string): Promise<boolean> {
  const held = await unguarded(tx, async () => {
    const [record] = await tx.sql<HeldCase>(CASE, [leadId]);
    const [free] = record ? [] : await tx.sql<{ id: string }>(`select id from cases where lead_id = $1`, [leadId]);
    const [lead] = free ? [] : await tx.sql<HeldLead>(LEAD, [leadId]);
    return lead ? { lead, record } : null;
  });
  if (!held || held.lead.team === held.lead.referrer_company_team_id) return false;
  await leadNames(tx, held.lead);
  if (held.record) await caseNames(tx, held.record, held.lead);
  return true;
}

async function leadNames(tx: Settling, lead: HeldLead): Promise<void> {
  const [from, to, version] = [lead.referrer_company_team_id, lead.team, lead.version + 1];
  const sql = `update lead set referrer_company_team_id = $2, version = $3, updated_at = $4 where id = $1`;
  await unguarded(tx, () => tx.sql(sql, [lead.id, to, version, tx.now]));
  const { lost } = await settleLead(tx, { ...lead, referrer_company_team_id: to });
  tx.record({
    kind: 'LEAD_UPDATED',
    subject: { type: 'Lead', id: lead.id, version },
    guard: { kind: 'LEAD', id: lead.id },
    revokedTeams: lost,
    payload: { changes: { referrerCompanyTeamId: { from, to } } },
  });
}

const LEAVE = `update case_share set until = $3 where case_id = $1 and team_id = $2 and role = 'REFERRER' and until is null returning id`;
const JOIN = `insert into case_share (id, case_id, team_id, role, level, granted_by_team_id, since)
  values ($1, $2, $3, 'REFERRER', 'SUMMARY', $4, $5) on conflict do nothing returning id`;

/** The case's shares follow; one in another role, or of a partner that was named itself, stays. */
async function caseNames(tx: Settling, record: HeldCase, lead: HeldLead): Promise<void> {
  const [from, to] = [lead.referrer_company_team_id, lead.team];
  let version = record.version;
  const told = async (teamId: string, event: Pick<NewEvent, 'kind' | 'payload'>): Promise<void> => {
    version += 1;
    const sql = `update cases set version = $2, updated_at = $3 where id = $1`;
    await unguarded(tx, () => tx.sql(sql, [record.id, version, tx.now]));
    const { lost } = await settleCase(tx, record);
    const subject = { type: 'Case', id: record.id, version };
    const payload = { ...event.payload, teamId, role: 'REFERRER' };
    tx.record({ ...event, subject, guard: { kind: 'CASE', id: record.id }, revokedTeams: lost, payload });
  };
  const shares = (sql: string, values: unknown[]) => unguarded(tx, () => tx.sql(sql, values));
  if (from && from !== lead.referrer_team_id && (await shares(LEAVE, [record.id, from, tx.now])).length > 0)
    await told(from, { kind: 'CASE_SHARE_WITHDRAWN' });
  if (to && (await shares(JOIN, [randomUUID(), record.id, to, lead.owning_team_id, tx.now])).length > 0)
    await told(to, { kind: 'CASE_SHARED', payload: { level: 'SUMMARY' } });
}
