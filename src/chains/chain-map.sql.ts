import { readsCompanies } from '../companies/company-policy.ts';
import type { Ctx } from '../kernel/context.ts';
import { idSql } from '../kernel/json.sql.ts';
import { writeMap, type Counts, type MapParts } from './chain-map.ts';
import { NODE_LIMIT } from './chain-rows.ts';
import { coverageOf } from './coverage.ts';
import { territoryOf } from './territory.ts';

/** Text that is safe between quotes as it is: ids and names of enums. */
const quotedSql = (column: string): string => `coalesce('"' || ${column} || '"', 'null')`;
const textSql = (column: string): string => `to_json(${column})::text`;

/** What a node's object begins with: all but its coverage and gap. */
const NODE = `'{"id":"' || n.gid || '","parentId":' || ${quotedSql('o.above')} || ',"code":' || ${textSql('n.code')} || ',"name":' || ${textSql('n.name')}
  || ',"position":' || ${quotedSql('n.position')} || ',"depth":' || n.depth || ',"isLeaf":' || n.is_leaf || ',"coverage":{"here":'`;

/**
 * All of a map that is the same for every team. Siblings stand by place, then code, each before what lies below it: the
 * path down to a node sorts like that. Beyond the limit nodes are not shown, but companies at them still make gaps.
 */
const PARTS = `with recursive
  nodes as materialized (select n.*, ${idSql('ChainNode', 'n.id')} as gid from chain_node n where n.chain_id = $1),
  ordered as (
    select n.id, null::text as above, n.gid, array[lpad(n.ordinal::text, 10, '0') || n.code] collate "C" as path from nodes n where n.parent_id is null
    union all
    select n.id, o.gid, n.gid, o.path || (lpad(n.ordinal::text, 10, '0') || n.code) from ordered o join nodes n on n.parent_id = o.id),
  links as materialized (select l.id, l.supplier_id, l.customer_id, n.gid from chain_link l join nodes n on n.id = l.supplier_id)
select h.revision, '{"id":"' || ${idSql('Chain', 'h.id')} || '","code":' || ${textSql('h.code')} || ',"name":' || ${textSql('h.name')} || ',"edition":' || ${textSql('h.edition')} || ',"nodes":[' as head,
  (select coalesce(json_agg(json_build_array(n.id, n.parent_id, ${NODE}) order by o.path), '[]') from nodes n join ordered o on o.id = n.id) as nodes,
  (select coalesce(json_agg(json_build_array(l.supplier_id, l.customer_id)), '[]') from links l) as links,
  '],"links":[' || coalesce((select string_agg('{"supplierId":"' || l.gid || '","customerId":"' || coalesce(t.gid, ${idSql('ChainNode', 'l.customer_id')}) || '"}', ',' order by l.id)
      from links l left join nodes t on t.id = l.customer_id), '') || ']}' as tail
from chain h where h.id = $1`;

/** The chain, its revision and a team's counts, in one snapshot. */
const COUNTS = `with recursive ${territoryOf('$1')},
  chosen as materialized (select h.id, h.revision from chain h where h.code = $2 order by h.edition desc limit 1)
select h.id, h.revision, (select '{' || coalesce(string_agg('"' || k.node_id || '":[' || k.here || ',' || k.elsewhere || ',' || k.unknown || ']', ','), '') || '}'
  from (${coverageOf('h.id')}) k) as counts from chosen h`;

interface Kept {
  revision: string;
  parts: MapParts;
}
interface PartsRow {
  revision: string;
  head: string;
  nodes: Array<[id: string, parentId: string | null, text: string]>;
  links: Array<[supplierId: string, customerId: string]>;
  tail: string;
}
interface CountsRow {
  id: string;
  revision: string;
  counts: string;
}

const CHAINS_KEPT = 100;
/** A chain is not imported so often that it changes between two statements again and again. */
const ATTEMPTS = 3;
const NO_CHAIN = '{"chain":null}';

/**
 * `q3-chain-map.graphql`, for a team's own territory; teams that read no companies take the ordinary path. What is the
 * same for all teams is kept under the chain's revision, so that a request costs the team's counts alone.
 */
export function createHotChainMap() {
  const kept = new Map<string, Kept>();

  const partsOf = async (ctx: Ctx, id: string, revision: string): Promise<MapParts | null> => {
    const found = kept.get(id);
    if (found?.revision === revision) return found.parts;
    const [row] = await ctx.read<PartsRow>(PARTS, [id], 'chain_map_parts');
    if (!row) return null;
    const parts = partsFrom(row);
    kept.delete(id);
    kept.set(id, { revision: row.revision, parts });
    if (kept.size > CHAINS_KEPT) kept.delete(kept.keys().next().value!);
    return row.revision === revision ? parts : null;
  };
  const answer = async (ctx: Ctx, code: string): Promise<string | Buffer> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const [row] = await ctx.read<CountsRow>(COUNTS, [ctx.viewer.teamId, code], 'chain_map_counts');
      if (!row) return NO_CHAIN;
      const parts = await partsOf(ctx, row.id, row.revision);
      if (parts) return writeMap(parts, JSON.parse(row.counts) as Counts);
    }
    throw new Error(`the chain ${code} changed between every two statements`);
  };
  return (ctx: Ctx, { code, teamId }: Record<string, unknown>): Promise<string | Buffer> | undefined =>
    typeof code === 'string' && teamId == null && readsCompanies(ctx.viewer) ? answer(ctx, code) : undefined;
}

function partsFrom({ head, nodes, links, tail }: PartsRow): MapParts {
  const place = new Map(nodes.map(([id], i) => [id, i]));
  const parents = [...new Set(nodes.map(([, parentId]) => parentId))];
  const siblings = new Map(parents.map((id, i) => [id, i]));
  const linked: number[][] = nodes.map(() => []);
  for (const [supplier, customer] of links) {
    const [from, to] = [place.get(supplier)!, place.get(customer)];
    if (to === undefined) continue;
    linked[from]!.push(to);
    linked[to]!.push(from);
  }
  return {
    head: Buffer.from(`{"chain":${head}`),
    nodes: nodes.map(([id, parentId, text], i) => ({
      id,
      family: siblings.get(parentId)!,
      linked: linked[i]!,
      text: Buffer.from(i === 0 ? text : `,${text}`),
    })),
    shown: Math.min(nodes.length, NODE_LIMIT),
    tail: Buffer.from(`${tail}}`),
  };
}
