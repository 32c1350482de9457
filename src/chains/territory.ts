import { registerEnumType } from 'type-graphql';

/** Where a company is, seen from a team's territory. Unknown is a place of its own, never absence (decision 25). */
export enum Whereabouts {
  HERE = 'HERE',
  ELSEWHERE = 'ELSEWHERE',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(Whereabouts, {
  name: 'Whereabouts',
  description: "Where a company is, seen from a team's territory (所在).",
  valuesConfig: {
    HERE: { description: 'In a division or zone of the team (本地).' },
    ELSEWHERE: { description: 'In a known division outside (外地).' },
    UNKNOWN: { description: 'No division is known, so it may be here (不详).' },
  },
});

/**
 * Common table expressions `divisions(code)` and `zones(code)`: the territory of a team. A city has that of its
 * districts and parks; a department or task force works on the territory of the team above it.
 */
export const territoryOf = (team: string): string => `
  above as (
    select t.id, t.kind, t.parent_id from team t where t.id = ${team}::uuid
    union
    select t.id, t.kind, t.parent_id from above a join team t on t.id = a.parent_id where a.kind not in ('CITY', 'DISTRICT', 'PARK')
  ),
  covered as (
    select a.id, a.kind from above a where a.kind in ('CITY', 'DISTRICT', 'PARK')
    union
    select t.id, c.kind from covered c join team t on t.parent_id = c.id where c.kind = 'CITY' and t.kind in ('DISTRICT', 'PARK')
  ),
  zones as materialized (select t.code from covered c join team t on t.id = c.id),
  named as (select td.division_code as code from covered c join team_division td on td.team_id = c.id),
  divisions as materialized (
    select code from named
    union
    select d.code from named n join division d on n.code like '%00' and left(d.code, 4) = left(n.code, 4)
  )`;

/** Where `company c` is; to be used below `territoryOf`. */
export const WHEREABOUTS = `case
    when c.division_code = any(array(select code from divisions)) or c.zone_code = any(array(select code from zones)) then 'HERE'
    when c.division_code is null and c.zone_code is null then 'UNKNOWN'
    else 'ELSEWHERE' end`;
