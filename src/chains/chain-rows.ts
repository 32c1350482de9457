import DataLoader from 'dataloader';
import type { ReadCtx } from '../kernel/context.ts';
import { byId, byParent, type LoaderOf } from '../kernel/loaders.ts';
import { readsCompanies } from '../companies/company-policy.ts';
import type { Chain, ChainLink, ChainMention, ChainNode, Placement } from './chain.ts';

export type ChainRow = Chain;
export type ChainNodeRow = ChainNode;
export type PlacementRow = Placement;

export const CHAIN_COLUMNS = `h.id, h.code, h.name, h.edition, h.source, h.is_demo as "isDemo", h.version,
  h.created_at as "createdAt", h.updated_at as "updatedAt"`;
const NODE_COLUMNS = `n.id, n.chain_id as "chainId", n.parent_id as "parentId", n.code, n.name, n.position, n.ordinal, n.depth,
  n.is_leaf as "isLeaf"`;
export const PLACEMENT_COLUMNS = `p.id, p.node_id as "nodeId", p.company_id as "companyId", p.status, p.source, p.created_at as "createdAt"`;

const chainById = byId<ChainRow>(`select ${CHAIN_COLUMNS} from chain h where h.id = any($1::uuid[])`, 'chain_by_id');
const nodeById = byId<ChainNodeRow>(`select ${NODE_COLUMNS} from chain_node n where n.id = any($1::uuid[])`, 'chain_node_by_id');
const placementById = byId<PlacementRow>(
  `select ${PLACEMENT_COLUMNS} from placement p where p.id = any($1::uuid[])`,
  'placement_by_id',
);

export const loadChain = (ctx: ReadCtx, id: string): Promise<ChainRow | null> => ctx.load(chainById, id);
export const loadChainNode = (ctx: ReadCtx, id: string): Promise<ChainNodeRow | null> => ctx.load(nodeById, id);

/** Null for teams that do not read companies: a placement says where a company is. */
export const loadPlacement = async (ctx: ReadCtx, id: string): Promise<PlacementRow | null> =>
  readsCompanies(ctx.viewer) ? ctx.load(placementById, id) : null;

/** Chains are plain lists (decision 22); no known chain has more nodes. */
export const NODE_LIMIT = 1_000;

/** Nodes in reading order: each before what lies below it, siblings by their place. */
export function inTreeOrder(nodes: readonly ChainNodeRow[]): ChainNodeRow[] {
  const below = Map.groupBy(nodes, (node) => node.parentId ?? null);
  const walk = (parent: string | null): ChainNodeRow[] =>
    (below.get(parent) ?? [])
      .toSorted((a, b) => a.ordinal - b.ordinal || (a.code < b.code ? -1 : 1))
      .flatMap((node) => [node, ...walk(node.id)]);
  return walk(null);
}

export const nodesOfChain: LoaderOf<string, ChainNodeRow[]> = (ctx) =>
  new DataLoader(async (chainIds) => {
    const sql = `select ${NODE_COLUMNS} from chain_node n where n.chain_id = any($1::uuid[])`;
    const groups = Map.groupBy(await ctx.read<ChainNodeRow>(sql, [chainIds], 'nodes_of_chain'), (node) => node.chainId);
    return chainIds.map((id) => inTreeOrder(groups.get(id) ?? []).slice(0, NODE_LIMIT));
  });

export const linksOfChain = byParent<ChainLink & { parent: string }>(
  `select n.chain_id as parent, l.id, l.supplier_id as "supplierId", l.customer_id as "customerId", l.source
   from chain_node n join chain_link l on l.supplier_id = n.id where n.chain_id = any($1::uuid[]) order by l.id`,
  'links_of_chain',
);

export const MENTION_LIMIT = 100;
export const mentionsOfNode = byParent<ChainMention & { parent: string }>(
  `select w.id as parent, m.id, m.name, m.company_id as "companyId", m.source
   from unnest($1::uuid[]) as w(id) cross join lateral (
     select * from chain_mention x where x.node_id = w.id order by name limit ${MENTION_LIMIT}) m`,
  'mentions_of_node',
);

export const PLACEMENT_LIMIT = 100;
export const placementsOfCompany = byParent<PlacementRow & { parent: string }>(
  `select w.id as parent, ${PLACEMENT_COLUMNS} from unnest($1::uuid[]) as w(id) cross join lateral (
     select * from placement x where x.company_id = w.id order by status, id limit ${PLACEMENT_LIMIT}) p`,
  'placements_of_company',
);
