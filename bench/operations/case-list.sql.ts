/** Q1, by hand: the newest 50 cases of a team in a stage, with company, participants and the last three activities. */
export const caseListSql = `
select json_build_object('cases', json_build_object('nodes', (select coalesce(json_agg(row_to_json(x)), '[]') from (
  select c.id, c.code, c.title, c.stage, to_char(c.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt", c.size_band as "sizeBand",
    (array['SUMMARY', 'FOLLOW', 'WORK'])[p.level] as level, case when p.level >= 2 then c.amount_yuan::text end as "amountYuan",
    (select row_to_json(k) from (select o.id, o.name from company o where o.id = c.company_id and p.level >= 2) k) as company,
    (select row_to_json(k) from (select t.id, t.name from team t where t.id = c.lead_team_id) k) as "leadTeam",
    case when p.level >= 2 then (select coalesce(json_agg(row_to_json(k)), '[]') from (
      select s.role, s.level as "grantedLevel", (select row_to_json(n) from (select t.name) n) as team
      from case_share s join team t on t.id = s.team_id where s.case_id = c.id and s.until is null order by (s.role <> 'LEAD'), s.since, s.id) k) end as shares,
    case when p.level >= 2 then (select coalesce(json_agg(row_to_json(k)), '[]') from (
      select a.kind, a.happened_on as "happenedOn", a.text from activity a
      where a.case_id = c.id and (not a.is_private or a.team_id = $1) order by a.happened_on desc, a.id desc limit 3) k) end as "latestActivities"
  from (select subject_id, level, updated_at from access where team_id = $1 and kind = 'CASE' and stage = $2 order by updated_at desc, subject_id desc limit 50) p
  join cases c on c.id = p.subject_id order by p.updated_at desc, p.subject_id desc) x)))::text as json`;
