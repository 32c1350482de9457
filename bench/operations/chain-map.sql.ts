/** Nodes with the companies here and elsewhere, from the counts that are kept by node and place (decision 42), and the nodes that are gaps. */
const CTES = `
with land as materialized (
  select td.division_code as code from team_division td where td.team_id = any(case (select kind from team where id = $1)
    when 'CITY' then array(select id from team where parent_id = $1 or id = $1) else array[$1::uuid] end)),
nodes as materialized (select * from chain_node where chain_id = (select id from chain where code = $2)),
counts as materialized (
  select node_id, here, total - here - unknown as elsewhere, unknown from (
    select node_id, coalesce(sum(companies) filter (where division_code in (select code from land)), 0) as here,
      coalesce(sum(companies) filter (where division_code = '*'), 0) as total, coalesce(sum(companies) filter (where division_code = '' and zone_code = ''), 0) as unknown
    from node_coverage where chain_id = (select id from chain where code = $2) and division_code = any(array(select code from land) || array['*', '']) group by 1) x),
links as materialized (select l.id, l.supplier_id, l.customer_id from chain_link l join nodes n on n.id = l.supplier_id),
settled as materialized (select n.id, n.parent_id from nodes n join counts k on k.node_id = n.id where k.here > 0),
near as materialized (
  select l.customer_id as id from links l join settled s on s.id = l.supplier_id
  union select l.supplier_id from links l join settled s on s.id = l.customer_id
  union select n.id from nodes n join (select distinct parent_id from settled) s on s.parent_id is not distinct from n.parent_id)`;

const NODES = `
  from nodes n left join nodes up on up.id = n.parent_id left join counts k on k.node_id = n.id left join near on near.id = n.id
  order by coalesce(up.ordinal, n.ordinal), n.depth, n.ordinal`;
const GAP = `case when coalesce(k.here, 0) = 0 and near.id is not null then 'FILL' end`;

/** The same as rows of `seen.map_node`, for PostGraphile and mercurius: team $1, chain code $2. */
export const mapNodesSql = `${CTES}
select n.id, n.parent_id, n.code, n.name, n.position, n.depth, n.is_leaf, coalesce(k.here, 0) as here, coalesce(k.elsewhere, 0) as elsewhere,
  coalesce(k.unknown, 0) as unknown, ${GAP} as gap_kind ${NODES}`;

const quoted = (column: string): string => `coalesce('"' || ${column} || '"', 'null')`;
const text = (column: string): string => `to_json(${column})::text`;

/** Q3, by hand: a chain of 500 nodes with links, coverage and gaps. Objects as text, as ours: cheaper than `row_to_json` (measured). */
export const chainMapSql = `${CTES}
select '{"chain":' || (select '{"id":"' || h.id || '","code":' || ${text('h.code')} || ',"name":' || ${text('h.name')} || ',"edition":' || ${text('h.edition')}
  || ',"nodes":[' || (select string_agg(node, ',') from (
      select '{"id":"' || n.id || '","parentId":' || ${quoted('n.parent_id')} || ',"code":' || ${text('n.code')} || ',"name":' || ${text('n.name')}
        || ',"position":' || ${quoted('n.position')} || ',"depth":' || n.depth || ',"isLeaf":' || n.is_leaf
        || ',"coverage":{"here":' || coalesce(k.here, 0) || ',"elsewhere":' || coalesce(k.elsewhere, 0) || ',"unknown":' || coalesce(k.unknown, 0)
        || '},"gapKind":' || ${quoted(`(${GAP})`)} || '}' as node ${NODES}) x)
  || '],"links":[' || (select coalesce(string_agg('{"supplierId":"' || l.supplier_id || '","customerId":"' || l.customer_id || '"}', ',' order by l.id), '') from links l)
  || ']}' from chain h where h.code = $2) || '}' as json`;
