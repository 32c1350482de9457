import { survivorOf } from '../companies/merged.sql.ts';
import { idSql, instantSql, listSql, objectSql } from '../kernel/json.sql.ts';

/**
 * What list and page of a case have in common, as one select list over `cases r` and the access row `a` of team $1:
 * each value at the level its field declares. The differential test holds it to the ordinary path.
 */
export const CASE_FIELDS = `${idSql('Case', 'r.id')} as id, r.code, r.title, r.stage, ${instantSql('r.updated_at')} as "updatedAt",
  r.size_band as "sizeBand", (array['SUMMARY', 'FOLLOW', 'WORK'])[a.level] as level`;

export const AMOUNT = `case when a.level >= 2 then r.amount_yuan::text end as "amountYuan"`;

export const CASE_PARTIES = `${objectSql(`select ${idSql('Company', 'k.id')} as id, k.name from company k where k.id = ${survivorOf('r.company_id')} and a.level >= 2`)} as company,
  ${objectSql(`select ${idSql('Team', 't.id')} as id, t.name from team t where t.id = r.lead_team_id`)} as "leadTeam",
  case when a.level >= 2 then ${listSql(`select s.role, s.level as "grantedLevel", ${objectSql('select t.name')} as team
    from case_share s join team t on t.id = s.team_id where s.case_id = r.id and s.until is null order by (s.role <> 'LEAD'), s.since, s.id`)} end as shares`;

/** The last few activities, without private notes of other teams. */
export const latest = (count: number): string =>
  `case when a.level >= 2 then ${listSql(`select x.kind, x.happened_on as "happenedOn", x.text from activity x
    where x.case_id = r.id and (not x.is_private or x.team_id = $1) order by x.happened_on desc, x.id desc limit ${count}`)} end as "latestActivities"`;
