import { readsCompanies } from '../companies/company-policy.ts';
import type { Ctx } from '../kernel/context.ts';
import { idSql } from '../kernel/json.sql.ts';
import { NODE_LIMIT } from './chain-rows.ts';
import { coverageOf } from './coverage.ts';
import { territoryOf } from './territory.ts';

/** Text that is safe between quotes as it is: ids and names of enums. */
const quotedSql = (column: string): string => `coalesce('"' || ${column} || '"', 'null')`;
const textSql = (column: string): string => `to_json(${column})::text`;

const NODE = `'{"id":"' || n.gid || '","parentId":' || ${quotedSql('o.above')} || ',"code":' || ${textSql('n.code')} || ',"name":' || ${textSql('n.name')}
  || ',"position":' || ${quotedSql('n.position')} || ',"depth":' || n.depth || ',"isLeaf":' || n.is_leaf
  || ',"coverage":{"here":' || coalesce(k.here, 0) || ',"elsewhere":' || coalesce(k.elsewhere, 0) || ',"unknown":' || coalesce(k.unknown, 0)
  || '},"gapKind":' || case when coalesce(k.here, 0) = 0 and n.id in (select id from near) then '"FILL"' else 'null' end || '}'`;

/**
 * Siblings stand by place, then code, each before what lies below it: the path down to a node sorts like that. Each
 * global id is made once, and objects are written as text: `row_to_json` of so many small rows costs half as much again.
 */
const SQL = `with recursive ${territoryOf('$1')},
  chosen as materialized (select h.* from chain h where h.code = $2 order by h.edition desc limit 1),
  nodes as materialized (select n.*, ${idSql('ChainNode', 'n.id')} as gid from chain_node n where n.chain_id = (select id from chosen)),
  ordered as (
    select n.id, null::text as above, n.gid, array[lpad(n.ordinal::text, 10, '0') || n.code] collate "C" as path from nodes n where n.parent_id is null
    union all
    select n.id, o.gid, n.gid, o.path || (lpad(n.ordinal::text, 10, '0') || n.code) from ordered o join nodes n on n.parent_id = o.id),
  counts as materialized (${coverageOf('(select id from chosen)')}),
  links as materialized (select l.id, l.supplier_id, l.customer_id, n.gid from chain_link l join nodes n on n.id = l.supplier_id),
  settled as materialized (select n.id, n.parent_id from nodes n join counts k on k.node_id = n.id where k.here > 0),
  near as materialized (
    select l.customer_id as id from links l join settled s on s.id = l.supplier_id
    union all select l.supplier_id from links l join settled s on s.id = l.customer_id
    union all select n.id from nodes n where n.parent_id in (select parent_id from settled)
    union all select n.id from nodes n where n.parent_id is null and exists (select 1 from settled where parent_id is null))
select (select '{"id":"' || ${idSql('Chain', 'h.id')} || '","code":' || ${textSql('h.code')} || ',"name":' || ${textSql('h.name')} || ',"edition":' || ${textSql('h.edition')}
  || ',"nodes":[' || coalesce((select string_agg(node, ',' order by path) from (
      select o.path, ${NODE} as node from nodes n join ordered o on o.id = n.id left join counts k on k.node_id = n.id order by o.path limit ${NODE_LIMIT}) x), '')
  || '],"links":[' || coalesce((select string_agg('{"supplierId":"' || l.gid || '","customerId":"' || coalesce(t.gid, ${idSql('ChainNode', 'l.customer_id')}) || '"}', ',' order by l.id)
      from links l left join nodes t on t.id = l.customer_id), '')
  || ']}' from chosen h) as chain`;

/** `q3-chain-map.graphql` in one statement, for a team's own territory; teams that read no companies take the ordinary path. */
export function hotChainMap(ctx: Ctx, { code, teamId }: Record<string, unknown>): Promise<string> | undefined {
  return typeof code === 'string' && teamId == null && readsCompanies(ctx.viewer) ? answer(ctx, code) : undefined;
}

async function answer(ctx: Ctx, code: string): Promise<string> {
  const [row] = await ctx.read<{ chain: string | null }>(SQL, [ctx.viewer.teamId, code], 'hot_chain_map');
  return `{"chain":${row!.chain}}`;
}
