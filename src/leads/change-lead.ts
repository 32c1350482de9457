import { unguarded, type Acting } from '../access/access-facts.ts';
import { givenStakes } from '../access/given-stakes.ts';
import { settleAccess, touchAccess, type Settled } from '../access/grant.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { moveClocks } from './clock-moves.ts';
import { leadStakes } from './lead.policy.ts';
import { Lead, type LeadStage } from './lead.ts';

/** Columns of a lead as `lockForWrite` reads them. */
export interface LockedLead {
  id: string;
  code: string;
  version: number;
  stage: LeadStage;
  title: string;
  source: string;
  referrer: string | null;
  referrer_team_id: string | null;
  referrer_company_id: string | null;
  referrer_company_team_id: string | null;
  owning_team_id: string;
  company_id: string | null;
  company_description: string | null;
  intent: string;
  industry_code: string | null;
  amount_yuan: string | null;
  chain_node_id: string | null;
  is_demo: boolean;
  /** The contest that freezes it; null while it may move. */
  frozen_by_id: string | null;
}

/** One change of a locked lead: new columns, next version, sort keys of its access rows, its clocks, one event. */
export async function changeLead(
  tx: Tx,
  lead: Pick<LockedLead, 'id' | 'version' | 'stage' | 'owning_team_id'>,
  columns: Partial<Lead>,
  event: Pick<NewEvent, 'kind' | 'payload' | 'minimum' | 'revokedTeams'>,
): Promise<void> {
  const version = lead.version + 1;
  tx.later(
    tx.change(Lead, lead.id, { ...columns, updatedAt: tx.now, version }),
    touchAccess(tx, lead.id, { stage: columns.stage ?? lead.stage, updatedAt: tx.now }),
  );
  await moveClocks(tx, lead, columns);
  tx.record({ ...event, subject: { type: 'Lead', id: lead.id, version }, guard: { kind: 'LEAD', id: lead.id } });
}

export type Holders = Pick<LockedLead, 'id' | 'stage' | 'owning_team_id' | 'referrer_team_id' | 'referrer_company_team_id'>;

/** Brings access in line with the lead's own parties and what acts gave, all of it, whatever the acting team sees. */
export async function settleLead(
  tx: Acting & Pick<Tx, 'now'>,
  lead: Holders,
  /** Its last change, where this act does not change the lead itself. */
  updatedAt: Date = tx.now,
): Promise<Settled> {
  const given = await unguarded(tx, () => givenStakes(tx.sql, lead.id));
  const own = leadStakes({
    owningTeamId: lead.owning_team_id,
    referrerTeamId: lead.referrer_team_id,
    referrerCompanyTeamId: lead.referrer_company_team_id,
  });
  return settleAccess(tx, { kind: 'LEAD', subjectId: lead.id, stage: lead.stage, updatedAt, stakes: [...own, ...given] });
}
