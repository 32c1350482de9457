import { mapNodesSql } from '../operations/chain-map.sql.ts';
import { foundSql } from '../operations/search.sql.ts';

/**
 * What PostGraphile reads: visibility as SQL functions over the access rows, masked as our levels mask, without row-level
 * security and without a transaction per request, which is kinder than its usual set-up. Remade at every start.
 */
export const VIEWS = `
set client_min_messages = warning;
drop schema if exists seen cascade;
create schema seen;
create view seen.team as select id, name from public.team;
comment on view seen.team is E'@primaryKey id';
create view seen.division as select code, name from public.division;
comment on view seen.division is E'@primaryKey code';
create view seen.company as select id, name, usci, listing_code, registered_on, division_code from public.company;
comment on view seen.company is E'@primaryKey id\\n@foreignKey (division_code) references seen.division (code)|@fieldName division';
create view seen.cases as
  select a.team_id as viewer_team, a.level as rank, c.id, c.code, c.title, c.stage, c.updated_at, c.size_band, (array['SUMMARY', 'FOLLOW', 'WORK'])[a.level] as level, c.version,
    case when a.level >= 2 then c.amount_yuan end as amount_yuan, case when a.level >= 2 then c.intent end as intent,
    case when a.level >= 2 then c.company_id end as company_id, c.lead_team_id
  from access a join public.cases c on c.id = a.subject_id;
comment on view seen.cases is E'@primaryKey id\\n@foreignKey (company_id) references seen.company (id)|@fieldName company\\n@foreignKey (lead_team_id) references seen.team (id)|@fieldName leadTeam';
create view seen.share as select id, case_id, role, level as granted_level, team_id, since from case_share where until is null;
comment on view seen.share is E'@primaryKey id\\n@foreignKey (team_id) references seen.team (id)|@fieldName team';
create view seen.activity as select id, case_id, kind, happened_on, text from public.activity;
comment on view seen.activity is E'@primaryKey id';
create view seen.contact as select id, guard_id, name, title, phone from public.contact;
comment on view seen.contact is E'@primaryKey id';

create function seen.newest_cases(team uuid, stage text) returns setof seen.cases stable language sql as $$
  select s.* from access a join seen.cases s on s.id = a.subject_id and s.viewer_team = a.team_id
  where a.team_id = newest_cases.team and a.kind = 'CASE' and a.stage = newest_cases.stage order by a.updated_at desc, a.subject_id desc $$;
create function seen.one_case(team uuid, id uuid) returns seen.cases stable language sql as $$
  select s.* from seen.cases s where s.viewer_team = one_case.team and s.id = one_case.id $$;
create function seen.cases_participants(c seen.cases) returns setof seen.share stable language sql as $$
  select s.* from seen.share s where s.case_id = c.id and c.rank >= 2 order by (s.role <> 'LEAD'), s.since, s.id $$;
create function seen.cases_latest(c seen.cases) returns setof seen.activity stable language sql as $$
  select x.id, x.case_id, x.kind, x.happened_on, x.text from public.activity x
  where x.case_id = c.id and c.rank >= 2 and (not x.is_private or x.team_id = c.viewer_team) order by x.happened_on desc, x.id desc $$;
create function seen.cases_contacts(c seen.cases) returns setof seen.contact stable language sql as $$
  select x.id, x.guard_id, x.name, x.title, x.phone from public.contact x where x.guard_id = c.id and c.rank >= 3 order by x.created_at, x.id $$;

create view seen.chain as select id, code, name, edition from public.chain;
comment on view seen.chain is E'@primaryKey id';
create function seen.chain_by(code text) returns seen.chain stable language sql as $$ select * from seen.chain h where h.code = chain_by.code $$;
create view seen.map_node as select n.id, n.parent_id, n.code, n.name, n.position, n.depth, n.is_leaf, 0::bigint as here, 0::bigint as elsewhere, 0::bigint as unknown, ''::text as gap_kind from chain_node n;
comment on view seen.map_node is E'@primaryKey id';
create view seen.map_link as select id, supplier_id, customer_id from chain_link;
comment on view seen.map_link is E'@primaryKey id';
create function seen.chain_links(h seen.chain) returns setof seen.map_link stable language sql as $$
  select l.id, l.supplier_id, l.customer_id from chain_link l join chain_node n on n.id = l.supplier_id where n.chain_id = h.id order by l.id $$;
create function seen.map_nodes(team uuid, code text) returns setof seen.map_node stable language sql as $$ ${mapNodesSql} $$;
create function seen.search(pattern text, pairs int[], beginning text) returns setof seen.company stable language plpgsql as $f$
begin
  return query execute $$ select o.* from (${foundSql}) f join seen.company o on o.id = f.company_id order by f.at $$ using pattern, pairs, beginning;
end $f$;
`;
