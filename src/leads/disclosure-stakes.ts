import { unguardedFlight, type Acting } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';

/**
 * $1 the lead, $2 the record, $3 its kind: what disclosed collisions of the lead, and invitations to its claim that nobody has
 * answered yet, give in it; the highest for each team. Derived anew each time, so that ending one forgets no other.
 */
const STAKES = `with given as (
    select case when lead_id = $1 then other_team_id else team_id end as team_id, disclosed_level as level
    from collision where (lead_id = $1 or other_lead_id = $1) and state = 'DISCLOSED'
    union all
    select team_id, 'FOLLOW' from claim_party where lead_id = $1 and state = 'INVITED' and $3 = 'LEAD'),
  wanted as (
    select team_id, case when bool_or(level = 'FOLLOW') then 'FOLLOW' else 'SUMMARY' end as level from given group by team_id),
  gone as (
    delete from stake where subject_id = $2 and ground = 'DISCLOSURE' and team_id not in (select team_id from wanted))
  insert into stake (subject_id, team_id, ground, kind, level, since) select $2, team_id, 'DISCLOSURE', $3, level, $4 from wanted
  on conflict (subject_id, team_id, ground) do update set level = excluded.level`;

/** A lead, or the case that it became. */
export interface Disclosed {
  leadId: string;
  subjectId: string;
  kind: 'LEAD' | 'CASE';
}

/** Brings the disclosure stakes of locked records in line; their access is settled afterwards. */
export async function deriveDisclosures(tx: Acting & Pick<Tx, 'now'>, records: readonly Disclosed[]): Promise<void> {
  await unguardedFlight<unknown[][]>(tx, () =>
    records.map(({ leadId, subjectId, kind }) => tx.sql(STAKES, [leadId, subjectId, kind, tx.now])),
  );
}
