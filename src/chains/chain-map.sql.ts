import { readsCompanies } from '../companies/company-policy.ts';
import type { Ctx } from '../kernel/context.ts';
import { idSql, listSql, objectSql } from '../kernel/json.sql.ts';
import { NODE_LIMIT } from './chain-rows.ts';
import { territoryOf, WHEREABOUTS } from './territory.ts';

/** Siblings stand by place, then code, each before what lies below it: the path down to a node sorts like that. */
const SQL = `with recursive ${territoryOf('$1')},
  chosen as materialized (select h.* from chain h where h.code = $2 order by h.edition desc limit 1),
  nodes as materialized (select n.* from chain_node n where n.chain_id = (select id from chosen)),
  ordered as (
    select n.id, array[lpad(n.ordinal::text, 10, '0') || n.code] collate "C" as path from nodes n where n.parent_id is null
    union all
    select n.id, o.path || (lpad(n.ordinal::text, 10, '0') || n.code) from ordered o join nodes n on n.parent_id = o.id),
  closure as (
    select n.id as ancestor, n.id as node from nodes n
    union all
    select c.ancestor, n.id from closure c join nodes n on n.parent_id = c.node),
  placed as materialized (
    select p.node_id, p.company_id, ${WHEREABOUTS} as whereabouts from placement p join company c on c.id = p.company_id
    where p.node_id = any(array(select id from nodes))),
  counts as materialized (
    select ancestor, count(*) filter (where whereabouts = 'HERE') as here, count(*) filter (where whereabouts = 'ELSEWHERE') as elsewhere,
      count(*) filter (where whereabouts = 'UNKNOWN') as unknown
    from (select distinct c.ancestor, p.company_id, p.whereabouts from closure c join placed p on p.node_id = c.node) x group by 1),
  links as materialized (select l.id, l.supplier_id, l.customer_id from chain_link l join nodes n on n.id = l.supplier_id),
  settled as materialized (select n.id, n.parent_id from nodes n join counts k on k.ancestor = n.id where k.here > 0),
  near as materialized (
    select l.customer_id as id from links l join settled s on s.id = l.supplier_id
    union select l.supplier_id from links l join settled s on s.id = l.customer_id
    union select n.id from nodes n join settled s on s.parent_id = n.parent_id
    union select n.id from nodes n where n.parent_id is null and exists (select 1 from settled where parent_id is null))
select ${objectSql(`select ${idSql('Chain', 'h.id')} as id, h.code, h.name, h.edition,
    ${listSql(`select ${idSql('ChainNode', 'n.id')} as id, ${idSql('ChainNode', 'n.parent_id')} as "parentId", n.code, n.name, n.position, n.depth, n.is_leaf as "isLeaf",
        ${objectSql('select coalesce(k.here, 0) as here, coalesce(k.elsewhere, 0) as elsewhere, coalesce(k.unknown, 0) as unknown')} as coverage,
        case when coalesce(k.here, 0) = 0 and near.id is not null then 'FILL' end as "gapKind"
      from nodes n join ordered o on o.id = n.id left join counts k on k.ancestor = n.id left join near on near.id = n.id order by o.path limit ${NODE_LIMIT}`)} as nodes,
    ${listSql(`select ${idSql('ChainNode', 'l.supplier_id')} as "supplierId", ${idSql('ChainNode', 'l.customer_id')} as "customerId" from links l order by l.id`)} as links
  from chosen h`)}::text as chain`;

/** `q3-chain-map.graphql` in one statement, for a team's own territory; teams that read no companies take the ordinary path. */
export function hotChainMap(ctx: Ctx, { code, teamId }: Record<string, unknown>): Promise<string> | undefined {
  return typeof code === 'string' && teamId == null && readsCompanies(ctx.viewer) ? answer(ctx, code) : undefined;
}

async function answer(ctx: Ctx, code: string): Promise<string> {
  const [row] = await ctx.read<{ chain: string | null }>(SQL, [ctx.viewer.teamId, code], 'hot_chain_map');
  return `{"chain":${row!.chain}}`;
}
