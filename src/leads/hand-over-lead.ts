import type { Settled } from '../access/grant.ts';
import { giveStake, takeStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { settleLead, type LockedLead } from './change-lead.ts';

type Lead = Pick<LockedLead, 'id' | 'stage' | 'owning_team_id' | 'referrer_team_id'>;

/**
 * Access to a locked lead as it is when another team owns it: that team works on it, the one that had it keeps reading, the
 * referrer stays. The owner itself is written by whoever records the event.
 */
export async function handOverLead(tx: Tx, lead: Lead, toTeamId: string): Promise<Settled> {
  const origin = { subjectId: lead.id, teamId: lead.owning_team_id, ground: AccessGround.ORIGIN, level: Level.FOLLOW } as const;
  await giveStake(tx, { kind: 'LEAD', ...origin });
  await takeStake(tx, lead.id, AccessGround.ORIGIN, toTeamId);
  return settleLead(tx, { ...lead, owning_team_id: toTeamId });
}
