import { unguardedFlight } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import type { Level } from '../kernel/level.ts';
import { settleLead } from '../leads/change-lead.ts';
import { recordOnSides } from '../leads/close-collisions.ts';
import { deriveDisclosures } from '../leads/disclosure-stakes.ts';
import type { CollisionState } from '../leads/collision.ts';
import { settleCase } from './change-case.ts';
import type { Collided } from './lock-collision.ts';

/** Columns of a locked collision as an act leaves it. */
export interface Turned {
  state: CollisionState;
  consent: Level | null;
  otherConsent: Level | null;
  disclosedLevel: Level | null;
  closed?: { note: string };
}

const TURN = `update collision set state = $2, consent = $3, other_consent = $4, disclosed_level = $5,
    consent_at = case when consent is distinct from $3 then $6 else consent_at end,
    other_consent_at = case when other_consent is distinct from $4 then $6 else other_consent_at end,
    closed_at = case when $7::text is null then closed_at else $6 end, closing_note = coalesce($7, closing_note),
    closed_by_team_id = case when $7::text is null then closed_by_team_id else $8::uuid end
  where id = $1`;

/**
 * Writes what an act made of a locked collision. Where it changes what the sides see of each other, the stakes of both
 * leads and of their cases follow in the same transaction, and whoever lost a record by it is told.
 */
export async function turnCollision(tx: Tx, collided: Collided, turned: Turned, kind: string | null): Promise<void> {
  const { state, consent, otherConsent, disclosedLevel, closed } = turned;
  const turn = [collided.id, state, consent, otherConsent, disclosedLevel, tx.now, closed?.note ?? null, tx.viewer.teamId];
  await unguardedFlight<[unknown[]]>(tx, () => [tx.sql(TURN, turn)]);
  // Also at the same level: a team that got its lead from another is let in by agreeing once more.
  const isBlind = disclosedLevel === null && collided.disclosedLevel === null;
  const lost = isBlind ? new Map<string, string[]>() : await settleBoth(tx, collided);
  if (kind === null) return;
  const revoked = { lead: lost.get(collided.leadId) ?? [], other: lost.get(collided.otherLeadId) ?? [] };
  recordOnSides(tx, collided, kind, { state, level: disclosedLevel }, revoked);
  for (const { id } of collided.cases) {
    const teams = lost.get(id) ?? [];
    if (teams.length === 0) continue;
    tx.record({
      kind,
      subject: { type: 'Collision', id: collided.id },
      guard: { kind: 'CASE', id },
      minimum: 'FOLLOW',
      onlyTeams: [],
      revokedTeams: teams,
      payload: { collisionId: collided.id, state, level: disclosedLevel },
    });
  }
}

/** Brings stakes and access of both leads and their cases in line; who lost which record. */
async function settleBoth(tx: Tx, { leads, cases }: Collided): Promise<Map<string, string[]>> {
  await deriveDisclosures(tx, [
    ...leads.map(({ id }) => ({ leadId: id, subjectId: id, kind: 'LEAD' as const })),
    ...cases.map(({ id, lead_id }) => ({ leadId: lead_id, subjectId: id, kind: 'CASE' as const })),
  ]);
  const lost = new Map<string, string[]>();
  for (const lead of leads) lost.set(lead.id, (await settleLead(tx, lead, lead.updated_at)).lost);
  for (const each of cases) lost.set(each.id, (await settleCase(tx, each, each.updated_at)).lost);
  return lost;
}
