import { randomUUID } from 'node:crypto';
import { unguarded } from '../access/access-facts.ts';
import type { Settled } from '../access/grant.ts';
import { giveStake, takeStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { changeLead, type Holders, type LockedLead } from '../leads/change-lead.ts';
import { refuseFrozen } from '../leads/frozen.ts';
import { handOverLead } from '../leads/hand-over-lead.ts';
import { settleCase, type LockedCase } from './change-case.ts';
import { CreditStartEvent } from './credit-terms.ts';
import { startWaiting } from './start-credit.ts';

/**
 * Shares and access of a locked case as they are when another team leads it: the lead's share ends, the new lead has one
 * at WORK, the origin keeps reading, all others stay. The lead the case came from goes along, so that nothing is split.
 * Credit that waited for the transfer starts.
 */
export async function handOverCase(tx: Tx, locked: LockedCase, toTeamId: string): Promise<Settled> {
  await unguarded(tx, () => passLeadShare(tx, locked, toTeamId));
  const origin = { subjectId: locked.id, teamId: locked.lead_team_id, ground: AccessGround.ORIGIN, level: Level.FOLLOW } as const;
  await giveStake(tx, { kind: 'CASE', ...origin });
  await takeStake(tx, locked.id, AccessGround.ORIGIN, toTeamId);
  if (locked.lead_id) await leadFollows(tx, locked.lead_id, toTeamId);
  const settled = await settleCase(tx, locked);
  await startWaiting(tx, locked.id, CreditStartEvent.TRANSFER_ACCEPTED, shanghaiDay(tx.now));
  return settled;
}

/** A team that takes part already keeps its share, which becomes the lead's. */
async function passLeadShare(tx: Tx, locked: LockedCase, toTeamId: string): Promise<void> {
  await tx.sql(`update case_share set until = $2 where case_id = $1 and role = 'LEAD' and until is null`, [locked.id, tx.now]);
  const raised = await tx.sql(
    `update case_share set role = 'LEAD', level = 'WORK' where case_id = $1 and team_id = $2 and until is null returning id`,
    [locked.id, toTeamId],
  );
  if (raised.length > 0) return;
  const grantedBy = tx.viewer.teamId === toTeamId ? locked.lead_team_id : tx.viewer.teamId;
  await tx.sql(
    `insert into case_share (id, case_id, team_id, role, level, granted_by_team_id, since) values ($1, $2, $3, 'LEAD', 'WORK', $4, $5)`,
    [randomUUID(), locked.id, toTeamId, grantedBy, tx.now],
  );
}

type Followed = Holders & Pick<LockedLead, 'version' | 'frozen_by_id'>;
const LEAD = `select id, version, stage, owning_team_id, referrer_team_id, referrer_company_team_id, frozen_by_id
  from lead where id = $1 for update`;

async function leadFollows(tx: Tx, leadId: string, toTeamId: string): Promise<void> {
  const [lead] = await unguarded(tx, () => tx.sql<Followed>(LEAD, [leadId]));
  if (!lead || lead.owning_team_id === toTeamId) return;
  refuseFrozen(lead, 'input');
  const { lost } = await handOverLead(tx, lead, toTeamId);
  const changes = { owningTeamId: { from: lead.owning_team_id, to: toTeamId } };
  const event = { kind: 'LEAD_UPDATED', revokedTeams: lost, payload: { changes } };
  await unguarded(tx, () => changeLead(tx, lead, { owningTeamId: toTeamId }, event));
}
