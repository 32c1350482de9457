import { unguarded, type Acting } from '../access/access-facts.ts';
import type { Read, Tx } from '../kernel/context.ts';
import type { Level } from '../kernel/level.ts';
import { settleLead, type Holders } from './change-lead.ts';
import type { ClaimPartyState } from './claim-party.ts';
import { deriveDisclosures } from './disclosure-stakes.ts';

export interface PartyRow {
  id: string;
  teamId: string;
  percent: number;
  state: ClaimPartyState;
  priorLevel: Level | null;
}

const OPEN = `select id, team_id as "teamId", percent, state, prior_level as "priorLevel" from claim_party
  where claim_id = $1 and state in ('INVITED', 'JOINED') order by invited_at, id`;

/** Teams that hold a claim jointly or are asked to; reads with the installation's rights. */
export const openParties = (sql: Read, claimId: string): Promise<PartyRow[]> => sql<PartyRow>(OPEN, [claimId]);

/** Takes back what an invitation showed, once it is answered; what both sides of a collision agreed to show stays. The lead is settled afterwards. */
export const endDisclosure = (tx: Acting & Pick<Tx, 'now'>, leadId: string): Promise<void> =>
  deriveDisclosures(tx, [{ leadId, subjectId: leadId, kind: 'LEAD' }]);

const LEAD = `select id, stage, owning_team_id, referrer_team_id, referrer_company_team_id from lead where id = $1`;

/** Closes the invitations nobody answered; the teams that no longer see the lead. */
export async function closeInvitations(tx: Acting & Pick<Tx, 'now'>, claim: { id: string; leadId: string }): Promise<string[]> {
  const parties = await unguarded(tx, () => openParties(tx.sql, claim.id));
  const invited = parties.filter(({ state }) => state === 'INVITED');
  if (invited.length === 0) return [];
  for (const party of invited) {
    await unguarded(tx, () =>
      tx.sql(`update claim_party set state = 'CLOSED', answered_at = $2 where id = $1`, [party.id, tx.now]),
    );
  }
  await endDisclosure(tx, claim.leadId);
  const [lead] = await unguarded(tx, () => tx.sql<Holders>(LEAD, [claim.leadId]));
  return (await settleLead(tx, lead!)).lost;
}

const CARRY = `insert into claim_party (id, claim_id, lead_id, team_id, percent, state, own_lead_id, prior_level, invited_at, answered_at)
  select gen_random_uuid(), $2, lead_id, team_id, percent, state, own_lead_id, prior_level, invited_at, answered_at from claim_party
  where claim_id = $1 and lead_id = $3 and team_id <> $4 and state = any($5::text[])`;

/** A claim that carries on another on the same lead keeps its parties; a party that now holds it is one no longer. */
export async function carryParties(
  tx: Tx,
  fromId: string,
  to: { id: string; leadId: string; teamId: string },
  states: readonly ('INVITED' | 'JOINED')[],
): Promise<void> {
  await unguarded(tx, () => tx.sql(CARRY, [fromId, to.id, to.leadId, to.teamId, states]));
}

const AGREED = `select p.team_id as "teamId", p.percent, c.code from claim c join claim_party p on p.claim_id = c.id and p.state = 'JOINED'
  where c.id = (select x.id from claim x where x.lead_id = $1 order by x.filed_at desc, x.id limit 1) order by p.team_id`;

/** What the teams of a joint claim agreed to have of the credit; the holder has the rest. */
export const agreedParts = (tx: Tx, leadId: string): Promise<Array<{ teamId: string; percent: number; code: string }>> =>
  unguarded(tx, () => tx.sql(AGREED, [leadId]));
