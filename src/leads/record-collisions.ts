import { randomUUID } from 'node:crypto';
import { unguardedFlight } from '../access/access-facts.ts';
import { rankOf } from '../companies/match-reason.ts';
import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { recordOnSides } from './close-collisions.ts';
import type { FoundLead } from './find-collisions.ts';

/** The lead by which collisions are found. */
export interface CollidingLead {
  id: string;
  teamId: string;
}

const RANK = (level: string): string => `array_position(array['NONE', 'SIMILAR', 'STRONG', 'EXACT'], ${level})`;

const DAY = `(select (l.created_at at time zone 'Asia/Shanghai')::date from lead l where l.id = $1)`;

/**
 * $1 and $2 the lead and its team, $8 all that were found. Two teams that know of each other for this investor
 * are not told again, unless it is surer now; a second lead of either would only let the other count them.
 */
const RECORD = `insert into collision (id, lead_id, other_lead_id, team_id, other_team_id, since, other_since, match_level, reasons, found_at, state)
  select g.id, $1, g.lead_id, $2, g.team_id, ${DAY}, g.since, g.level, string_to_array(g.reasons, ','), $3, 'OPEN'
  from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::date[], $9::text[], $10::text[]) g(id, lead_id, team_id, since, level, reasons)
  where not exists (
    select 1 from collision c where c.state in ('OPEN', 'DISCLOSED') and ${RANK('c.match_level')} >= ${RANK('g.level')}
      and ((c.team_id = $2 and c.other_team_id = g.team_id and c.other_lead_id = any($8::uuid[]))
        or (c.other_team_id = $2 and c.team_id = g.team_id and c.lead_id = any($8::uuid[]))))
  order by g.lead_id
  on conflict (least(lead_id, other_lead_id), greatest(lead_id, other_lead_id)) do update
    set match_level = excluded.match_level, reasons = excluded.reasons,
      state = case when collision.state = 'DISCLOSED' then 'DISCLOSED' else 'OPEN' end, closed_at = null, closed_by_team_id = null, closing_note = null
    where ${RANK('collision.match_level')} < ${RANK('excluded.match_level')}
  returning id, case when lead_id = $1 then other_lead_id else lead_id end as "leadId"`;

/** More than anybody can talk to. */
const MOST = 20;

/** Records a collision with each other team that has an open lead of the investor, and tells both sides, each at its own lead. */
export async function recordCollisions(tx: Tx, lead: CollidingLead, found: readonly FoundLead[]): Promise<void> {
  const others = surestOfEachTeam(found.filter(({ teamId }) => teamId !== lead.teamId)).slice(0, MOST);
  if (others.length === 0) return;
  const params = [
    lead.id,
    lead.teamId,
    tx.now,
    others.map(() => randomUUID()),
    others.map(({ leadId }) => leadId),
    others.map(({ teamId }) => teamId),
    others.map(({ since }) => shanghaiDay(since)),
    found.map(({ leadId }) => leadId),
    others.map(({ level }) => level),
    others.map(({ reasons }) => reasons.join(',')),
  ];
  const [rows] = await unguardedFlight<[Array<{ id: string; leadId: string }>]>(tx, () => [tx.sql(RECORD, params)]);
  const made = new Map(rows.map(({ id, leadId }) => [leadId, id]));
  for (const other of others) {
    const id = made.get(other.leadId);
    if (id === undefined) continue;
    const sides = { id, leadId: lead.id, teamId: lead.teamId, otherLeadId: other.leadId, otherTeamId: other.teamId };
    recordOnSides(tx, sides, 'COLLISION_FOUND', { matchLevel: other.level });
  }
}

/** One lead stands for all of a team: the surest, and of those the oldest. */
function surestOfEachTeam(found: readonly FoundLead[]): FoundLead[] {
  const surer = (a: FoundLead, b: FoundLead) =>
    rankOf(b.level) - rankOf(a.level) || a.since.getTime() - b.since.getTime() || (a.leadId < b.leadId ? -1 : 1);
  const first = new Map<string, FoundLead>();
  for (const each of found.toSorted(surer)) if (!first.has(each.teamId)) first.set(each.teamId, each);
  return [...first.values()];
}
