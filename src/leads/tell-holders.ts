import { randomUUID } from 'node:crypto';
import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import type { CollisionProbe } from './collision-probe.ts';
import type { FoundLead } from './find-collisions.ts';
import type { ProbeTerms } from './probe-terms.ts';

const LOG = `insert into collision_probe (team_id, person_id, client_id, kind, terms, blind_hits, best_level, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

export const logProbe = (
  tx: Tx,
  { terms }: Pick<ProbeTerms, 'terms'>,
  { kind, blindHits, bestLevel }: Pick<CollisionProbe, 'kind' | 'blindHits' | 'bestLevel'>,
): Promise<unknown> => {
  const { teamId, personId, clientId } = tx.viewer;
  return tx.sql(LOG, [teamId, personId, clientId, kind, terms, blindHits, bestLevel, tx.now]);
};

const HITS = `insert into probe_hit (id, asking_team_id, holding_team_id, lead_id, day, match_level, at)
  select h.id, $1, h.team_id, h.lead_id, $2, h.level, $3 from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[]) h(id, lead_id, team_id, level)
  order by h.lead_id on conflict do nothing returning lead_id as "leadId"`;

/** Tells the holder of each record that the asker could not see that somebody asked: once per asking team, lead and day. */
export async function tellHolders(tx: Tx, found: readonly FoundLead[]): Promise<void> {
  const blind = found.filter(({ rank }) => rank === 0);
  if (blind.length === 0) return;
  const rows = await unguarded(tx, () =>
    tx.sql<{ leadId: string }>(HITS, [
      tx.viewer.teamId,
      shanghaiDay(tx.now),
      tx.now,
      blind.map(() => randomUUID()),
      blind.map(({ leadId }) => leadId),
      blind.map(({ teamId }) => teamId),
      blind.map(({ level }) => level),
    ]),
  );
  const news = new Set(rows.map(({ leadId }) => leadId));
  for (const { leadId, teamId, level } of blind.filter((each) => news.has(each.leadId))) {
    tx.record({
      kind: 'COLLISION_PROBED',
      subject: { type: 'Lead', id: leadId },
      guard: { kind: 'LEAD', id: leadId },
      minimum: 'FOLLOW',
      onlyTeams: [teamId],
      payload: { askingTeamId: tx.viewer.teamId, matchLevel: level },
    });
  }
}
