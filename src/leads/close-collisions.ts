import { unguardedFlight } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { CollisionState } from './collision.ts';

/** A collision as acts read it, whoever may see it. */
export interface LockedCollision {
  id: string;
  leadId: string;
  otherLeadId: string;
  teamId: string;
  otherTeamId: string;
}

const COLUMNS = `id, lead_id as "leadId", other_lead_id as "otherLeadId", team_id as "teamId", other_team_id as "otherTeamId"`;
/** Locked in the order of their ids: others go through the collisions of another lead at the same time. */
const OF_LEAD = `select id from collision where (lead_id = $1 or other_lead_id = $1) and state = $2 order by id for update`;

async function turn(tx: Tx, leadId: string, from: CollisionState, to: CollisionState): Promise<void> {
  const change = `update collision set state = $3, closed_at = $4
    where (lead_id = $1 or other_lead_id = $1) and state = $2 returning ${COLUMNS}`;
  const closedAt = to === CollisionState.RESOLVED ? tx.now : null;
  const [, changed] = await unguardedFlight<[unknown[], LockedCollision[]]>(tx, () => [
    tx.sql(OF_LEAD, [leadId, from]),
    tx.sql<LockedCollision>(change, [leadId, from, to, closedAt]),
  ]);
  for (const each of changed) recordOnSides(tx, each, 'COLLISION_CLOSED', { state: to });
}

/** Of a lead that closes: there is nobody left to collide with. What was disclosed stays so until a side withdraws it. */
export const resolveCollisions = (tx: Tx, leadId: string): Promise<void> =>
  turn(tx, leadId, CollisionState.OPEN, CollisionState.RESOLVED);

/** Of a lead that is taken up again. */
export const reopenCollisions = (tx: Tx, leadId: string): Promise<void> =>
  turn(tx, leadId, CollisionState.RESOLVED, CollisionState.OPEN);

const follow = (own: string, other: string, lead: string): string => `update collision set ${own} = $2,
    state = case when ${other} = $2 and state = 'OPEN' then 'RESOLVED' else state end,
    closed_at = case when ${other} = $2 and state = 'OPEN' then $3 else closed_at end
  where ${lead} = $1`;
const FIRST_FOLLOWS = follow('team_id', 'other_team_id', 'lead_id');
const OTHER_FOLLOWS = follow('other_team_id', 'team_id', 'other_lead_id');

/**
 * The side of a collision goes with its lead to another team, which sees the other side once it agrees itself. Where that is the
 * team of the other side, there is nothing left between the two.
 */
export async function collisionsFollow(tx: Pick<Tx, 'sql' | 'now'>, leadId: string, toTeamId: string): Promise<void> {
  const params = [leadId, toTeamId, tx.now];
  await unguardedFlight<[unknown[], unknown[]]>(tx, () => [tx.sql(FIRST_FOLLOWS, params), tx.sql(OTHER_FOLLOWS, params)]);
}

type Told = Record<string, string | null>;
type Revoked = Partial<Record<'lead' | 'other', readonly string[]>>;

/** Tells each side at its own lead, and there whoever lost that lead by it. */
export function recordOnSides(
  tx: Pick<Tx, 'record'>,
  { id, ...sides }: LockedCollision,
  kind: string,
  payload: Told,
  revoked: Revoked = {},
): void {
  const tell = (leadId: string, teamId: string, otherTeamId: string, lost: readonly string[] = []) =>
    tx.record({
      kind,
      subject: { type: 'Collision', id },
      guard: { kind: 'LEAD', id: leadId },
      minimum: 'FOLLOW',
      onlyTeams: [teamId],
      revokedTeams: lost,
      payload: { collisionId: id, otherTeamId, ...payload },
    });
  tell(sides.leadId, sides.teamId, sides.otherTeamId, revoked.lead);
  tell(sides.otherLeadId, sides.otherTeamId, sides.teamId, revoked.other);
}
