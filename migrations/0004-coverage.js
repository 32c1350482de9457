// Counts of companies by node and place, kept by triggers (decision 42).
import { Migration } from '@mikro-orm/migrations';

// What a count must be: companies at the node or below it, each once; the total of a node stands at division `*`.
const COUNTED = `create function coverage_of(chains uuid[]) returns setof node_coverage stable language sql as $$
  with recursive reached as (
    select n.id as node_id, p.company_id from chain_node n join placement p on p.node_id = n.id where n.chain_id = any(chains)
    union
    select n.parent_id, r.company_id from reached r join chain_node n on n.id = r.node_id where n.parent_id is not null),
  standing as (
    select n.chain_id, r.node_id, coalesce(c.division_code, '') as division_code, coalesce(c.zone_code, '') as zone_code
    from reached r join chain_node n on n.id = r.node_id join company c on c.id = r.company_id)
  select chain_id, case when grouping(division_code) = 0 then division_code else '*' end, coalesce(zone_code, ''), node_id, count(*)::int
  from standing group by grouping sets ((chain_id, node_id, division_code, zone_code), (chain_id, node_id)) $$`;

const RECOUNT = `create function recount_coverage(chains uuid[]) returns void language plpgsql as $$
  begin
    perform 1 from chain h where h.id = any(chains) order by h.id for update;
    delete from node_coverage k where k.chain_id = any(chains);
    insert into node_coverage select * from coverage_of(chains);
  end $$`;

const ADD = `on conflict (chain_id, division_code, zone_code, node_id) do update set companies = node_coverage.companies + excluded.companies`;

// A company counts anew only where no other placement of its own already led. Its row is held, so that two placements of
// one company are counted one after the other; the chain's is shared, so that no import moves its nodes meanwhile.
const PLACED = `create function count_placements() returns trigger language plpgsql as $$
  begin
    perform 1 from chain h where h.id in (select n.chain_id from changed x join chain_node n on n.id = x.node_id) order by h.id for key share;
    perform 1 from company c where c.id in (select company_id from changed) order by c.id for no key update;
    with recursive reached as (
      select x.node_id, x.company_id from changed x
      union
      select n.parent_id, r.company_id from reached r join chain_node n on n.id = r.node_id where n.parent_id is not null),
    kept as (
      select p.node_id, p.company_id from placement p
      where p.company_id in (select company_id from changed) and p.id not in (select id from changed)
      union
      select n.parent_id, k.company_id from kept k join chain_node n on n.id = k.node_id where n.parent_id is not null),
    standing as (
      select n.chain_id, m.node_id, coalesce(c.division_code, '') as division_code, coalesce(c.zone_code, '') as zone_code
      from (select * from reached except select * from kept) m join chain_node n on n.id = m.node_id join company c on c.id = m.company_id)
    insert into node_coverage (chain_id, division_code, zone_code, node_id, companies)
    select chain_id, case when grouping(division_code) = 0 then division_code else '*' end, coalesce(zone_code, ''), node_id,
      case tg_op when 'INSERT' then count(*) else - count(*) end
    from standing group by grouping sets ((chain_id, node_id, division_code, zone_code), (chain_id, node_id)) order by 1, 2, 3, 4
    ${ADD};
    return null;
  end $$`;

const MOVED = `create function count_moved_company() returns trigger language plpgsql as $$
  begin
    perform 1 from chain h where h.id in (select n.chain_id from placement p join chain_node n on n.id = p.node_id where p.company_id = new.id) order by h.id for key share;
    with recursive reached as (
      select p.node_id from placement p where p.company_id = new.id
      union
      select n.parent_id from reached r join chain_node n on n.id = r.node_id where n.parent_id is not null)
    insert into node_coverage (chain_id, division_code, zone_code, node_id, companies)
    select n.chain_id, place.division_code, place.zone_code, n.id, sum(place.companies)
    from reached r join chain_node n on n.id = r.node_id cross join (values
      (coalesce(old.division_code, ''), coalesce(old.zone_code, ''), -1),
      (coalesce(new.division_code, ''), coalesce(new.zone_code, ''), 1)) place (division_code, zone_code, companies)
    group by 1, 2, 3, 4 having sum(place.companies) <> 0 order by 1, 2, 3, 4
    ${ADD};
    return null;
  end $$`;

const REHUNG = `create function count_moved_nodes() returns trigger language plpgsql as $$
  declare chains uuid[] := array(
    select distinct a.chain_id from after_change a join before_change b on b.id = a.id where a.parent_id is distinct from b.parent_id order by 1);
  begin
    if chains <> '{}' then perform recount_coverage(chains); end if;
    return null;
  end $$`;

const KEPT = `create function refuse_moved_placement() returns trigger language plpgsql as $$
  begin raise exception 'a placement is removed and made anew, not moved' using errcode = 'restrict_violation'; end $$`;

export class Migration0004 extends Migration {
  up() {
    this.addSql(`create table "node_coverage" ("chain_id" uuid not null, "division_code" text not null, "zone_code" text not null, "node_id" uuid not null, "companies" int not null, primary key ("chain_id", "division_code", "zone_code", "node_id"));`);
    this.addSql(`create index "node_coverage_node_id_index" on "node_coverage" ("node_id");`);
    this.addSql(`create index node_coverage_by_zone on node_coverage (chain_id, zone_code) where zone_code <> ''`);
    this.addSql(`alter table "node_coverage" add constraint "node_coverage_chain_id_foreign" foreign key ("chain_id") references "chain" ("id") on delete cascade;`);
    this.addSql(`alter table "node_coverage" add constraint "node_coverage_node_id_foreign" foreign key ("node_id") references "chain_node" ("id") on delete cascade;`);

    for (const made of [COUNTED, RECOUNT, PLACED, MOVED, REHUNG, KEPT]) this.addSql(made);
    this.addSql(`create trigger placement_counted after insert on placement referencing new table as changed for each statement execute function count_placements()`);
    this.addSql(`create trigger placement_uncounted after delete on placement referencing old table as changed for each statement execute function count_placements()`);
    this.addSql(`create trigger placement_stays before update on placement for each row
      when (old.node_id is distinct from new.node_id or old.company_id is distinct from new.company_id) execute function refuse_moved_placement()`);
    this.addSql(`create trigger company_counted after update on company for each row
      when (old.division_code is distinct from new.division_code or old.zone_code is distinct from new.zone_code) execute function count_moved_company()`);
    this.addSql(`create trigger chain_node_counted after update on chain_node
      referencing old table as before_change new table as after_change for each statement execute function count_moved_nodes()`);
    this.addSql(`select recount_coverage(array(select id from chain))`);
  }
}
