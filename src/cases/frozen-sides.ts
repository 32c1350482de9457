import { unguarded } from '../access/access-facts.ts';
import { giveStake, takeStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { settleLead, type Holders, type LockedLead } from '../leads/change-lead.ts';
import { settleCase, type LockedCase } from './change-case.ts';

/** One side of a contest: its lead and, once it was accepted, its case. */
export interface Side {
  lead: Holders & Pick<LockedLead, 'code' | 'company_id' | 'version'>;
  deal: LockedCase | null;
}

const LEADS = `select id, code, stage, version, owning_team_id, referrer_team_id, referrer_company_team_id, company_id
  from lead where id = any($1) order by id for update`;
const CASES = `select id, code, version, stage, suspended_from, title, lead_team_id, company_id, company_description, intent, industry_code,
  amount_yuan, chain_node_id, updated_at, lead_id, frozen_by_id from cases where lead_id = any($1) order by id for update`;

/**
 * Locks what a contest is about, whoever sees it: leads before cases, each in the order of their ids, so that two contests
 * about the same leads wait for each other instead of for ever.
 */
export async function lockSides(tx: Tx, leadIds: readonly [string, string]): Promise<[Side, Side]> {
  const [leads, deals] = await unguarded(tx, () =>
    Promise.all([tx.sql<Side['lead']>(LEADS, [leadIds]), tx.sql<LockedCase>(CASES, [leadIds])]),
  );
  const side = (id: string): Side => ({
    lead: leads.find((lead) => lead.id === id)!,
    deal: deals.find((deal) => deal.lead_id === id) ?? null,
  });
  return [side(leadIds[0]), side(leadIds[1])];
}

/** Both sides keep stage and team from here on, and the arbiter reads them. */
export async function freeze(tx: Tx, sides: readonly Side[], contestId: string, arbiterTeamId: string): Promise<void> {
  await setFrozen(tx, sides, contestId);
  await letIn(tx, sides, arbiterTeamId);
}

/** Lets a team that decides read both sides. */
export async function letIn(tx: Tx, sides: readonly Side[], teamId: string): Promise<void> {
  const stake = { teamId, ground: AccessGround.ARBITRATION, level: Level.FOLLOW } as const;
  for (const { lead, deal } of sides) {
    await giveStake(tx, { ...stake, kind: 'LEAD', subjectId: lead.id });
    await settleLead(tx, lead);
    if (!deal) continue;
    await giveStake(tx, { ...stake, kind: 'CASE', subjectId: deal.id });
    await settleCase(tx, deal);
  }
}

/** The contest is over: both sides may move, and whoever read them to decide no longer does. Teams that lost each lead. */
export async function thaw(tx: Tx, sides: readonly Side[]): Promise<string[][]> {
  await setFrozen(tx, sides, null);
  const lost: string[][] = [];
  for (const { lead, deal } of sides) {
    await takeStake(tx, lead.id, AccessGround.ARBITRATION);
    lost.push((await settleLead(tx, lead)).lost);
    if (!deal) continue;
    await takeStake(tx, deal.id, AccessGround.ARBITRATION);
    await settleCase(tx, deal);
  }
  return lost;
}

const setFrozen = (tx: Tx, sides: readonly Side[], contestId: string | null) =>
  unguarded(tx, async () => {
    const ids = sides.map(({ lead }) => lead.id);
    await tx.sql(`update lead set frozen_by_id = $2 where id = any($1)`, [ids, contestId]);
    await tx.sql(`update cases set frozen_by_id = $2 where lead_id = any($1)`, [ids, contestId]);
  });
