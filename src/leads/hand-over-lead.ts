import type { Settled } from '../access/grant.ts';
import { giveStake, takeStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { settleLead, type Holders } from './change-lead.ts';
import { liveClaimOfLead, moveClaim } from './claim-lease.ts';
import { collisionsFollow } from './close-collisions.ts';

/**
 * Access to a locked lead as it is when another team owns it: that team works on it, the one that had it keeps reading, the
 * referrer stays; a claim that holds goes along for the rest of its term. The owner itself is written by whoever records the event.
 */
export async function handOverLead(tx: Tx, lead: Holders, toTeamId: string): Promise<Settled> {
  const origin = { subjectId: lead.id, teamId: lead.owning_team_id, ground: AccessGround.ORIGIN, level: Level.FOLLOW } as const;
  await giveStake(tx, { kind: 'LEAD', ...origin });
  await takeStake(tx, lead.id, AccessGround.ORIGIN, toTeamId);
  const claim = await liveClaimOfLead(tx, lead.id);
  if (claim && claim.teamId !== toTeamId) await moveClaim(tx, claim, { teamId: toTeamId, leadId: lead.id });
  await collisionsFollow(tx, lead.id, toTeamId);
  return settleLead(tx, { ...lead, owning_team_id: toTeamId });
}
