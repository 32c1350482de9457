import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Outcome } from './company-state.ts';

export type Position = 'UPSTREAM' | 'MIDSTREAM' | 'DOWNSTREAM';
export interface WantedChain {
  code: string;
  name: string;
  edition: string;
  source: string;
}
export interface WantedNode {
  /** Stable within the chain. */
  code: string;
  parentCode: string | null;
  name: string;
  position: Position | null;
  ordinal: number;
  depth: number;
  isLeaf: boolean;
}
interface NodeRow {
  id: string;
  chain_id: string;
  parent_id: string | null;
  code: string;
  name: string;
  position: Position | null;
  ordinal: number;
  depth: number;
  is_leaf: boolean;
}
export interface SavedChain {
  id: string;
  outcome: Outcome;
  /** Node ids by code. */
  nodes: ReadonlyMap<string, string>;
  nodeOutcomes: ReadonlyMap<string, Outcome>;
}

async function saveHead(client: ClientBase, chain: WantedChain, now: Date): Promise<{ id: string; outcome: Outcome }> {
  const known = await client.query<{ id: string; name: string; source: string }>(
    `select id, name, source from chain where code = $1 and edition = $2 for update`,
    [chain.code, chain.edition],
  );
  const [row] = known.rows;
  if (row === undefined) {
    const id = randomUUID();
    await client.query(
      `insert into chain (id, code, name, edition, source, is_demo, version, created_at, updated_at) values ($1, $2, $3, $4, $5, false, 1, $6, $6)`,
      [id, chain.code, chain.name, chain.edition, chain.source, now],
    );
    return { id, outcome: 'added' };
  }
  if (row.name === chain.name && row.source === chain.source) return { id: row.id, outcome: 'unchanged' };
  await client.query(`update chain set name = $2, source = $3, version = version + 1, updated_at = $4 where id = $1`, [
    row.id,
    chain.name,
    chain.source,
    now,
  ]);
  return { id: row.id, outcome: 'updated' };
}

const sameNode = (a: NodeRow, b: NodeRow): boolean =>
  a.parent_id === b.parent_id &&
  a.name === b.name &&
  a.position === b.position &&
  a.ordinal === b.ordinal &&
  a.depth === b.depth &&
  a.is_leaf === b.is_leaf;

async function writeNodes(client: ClientBase, added: readonly NodeRow[], updated: readonly NodeRow[]): Promise<void> {
  if (added.length > 0) {
    const rows = JSON.stringify(added);
    await client.query(`insert into chain_node select * from json_populate_recordset(null::chain_node, $1)`, [rows]);
  }
  if (updated.length > 0) {
    await client.query(
      `update chain_node c set parent_id = n.parent_id, name = n.name, position = n.position, ordinal = n.ordinal, depth = n.depth,
         is_leaf = n.is_leaf from json_populate_recordset(null::chain_node, $1) n where c.id = n.id`,
      [JSON.stringify(updated)],
    );
  }
}

/** A chain of one edition with its nodes; nodes the source no longer has stay, as companies may sit at them. */
export async function saveChain(
  client: ClientBase,
  chain: WantedChain,
  wanted: readonly WantedNode[],
  now: Date,
): Promise<SavedChain> {
  const { id, outcome } = await saveHead(client, chain, now);
  const { rows } = await client.query<NodeRow>(`select * from chain_node where chain_id = $1`, [id]);
  const known = new Map(rows.map((row) => [row.code, row]));
  const nodes = new Map(rows.map((row) => [row.code, row.id]));
  for (const { code } of wanted) if (!nodes.has(code)) nodes.set(code, randomUUID());
  const made = wanted.map(({ code, name, position, ordinal, depth, isLeaf, parentCode }): NodeRow => {
    const parent_id = nodes.get(parentCode ?? '') ?? null;
    return { id: nodes.get(code) ?? '', chain_id: id, parent_id, code, name, position, ordinal, depth, is_leaf: isLeaf };
  });
  const outcomeOf = (row: NodeRow): Outcome => {
    const before = known.get(row.code);
    if (before === undefined) return 'added';
    return sameNode(before, row) ? 'unchanged' : 'updated';
  };
  const nodeOutcomes = new Map(made.map((row) => [row.code, outcomeOf(row)]));
  const having = (wantedOutcome: Outcome) => made.filter(({ code }) => nodeOutcomes.get(code) === wantedOutcome);
  await writeNodes(client, having('added'), having('updated'));
  return { id, outcome, nodes, nodeOutcomes };
}

/** Inserts what is not there yet; returns which of the rows were new, by the text of `key`. */
async function insertNew(client: ClientBase, sql: string, rows: readonly object[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const { rows: added } = await client.query<{ key: string }>(sql, [JSON.stringify(rows)]);
  return new Set(added.map(({ key }) => key));
}

export interface WantedMention {
  nodeId: string;
  name: string;
  normalised: string;
}
/** Keys `node name` of the mentions that were new. */
export const addMentions = (client: ClientBase, mentions: readonly WantedMention[], source: string): Promise<Set<string>> =>
  insertNew(
    client,
    `insert into chain_mention (id, node_id, name, normalised, source)
     select id, node_id, name, normalised, source from json_populate_recordset(null::chain_mention, $1)
     on conflict (node_id, name) do nothing returning node_id || ' ' || name as key`,
    mentions.map(({ nodeId, name, normalised }) => ({ id: randomUUID(), node_id: nodeId, name, normalised, source })),
  );

export interface WantedLink {
  supplierId: string;
  customerId: string;
}
/** Keys `supplier customer` of the links that were new. */
export const addLinks = (client: ClientBase, links: readonly WantedLink[], source: string): Promise<Set<string>> =>
  insertNew(
    client,
    `insert into chain_link (id, supplier_id, customer_id, source)
     select id, supplier_id, customer_id, source from json_populate_recordset(null::chain_link, $1)
     on conflict (supplier_id, customer_id, source) do nothing returning supplier_id || ' ' || customer_id as key`,
    links.map(({ supplierId, customerId }) => ({ id: randomUUID(), supplier_id: supplierId, customer_id: customerId, source })),
  );

export interface WantedPlacement {
  nodeId: string;
  companyId: string;
}
/** A company that was merged since its id was read stands where its survivor stands. */
const PLACED_ROWS = `select p.id, p.node_id, coalesce(c.merged_into_id, c.id), p.status, p.source, p.created_at
  from json_populate_recordset(null::placement, $1) p join company c on c.id = p.company_id for key share of c`;
const PLACED_COLUMNS = 'id, node_id, company_id, status, source, created_at';

/** Suggestions never touch a placement that is there. Returns how many were new, by chain. */
export async function suggestPlacements(
  client: ClientBase,
  placements: readonly (WantedPlacement & { source: string })[],
  now: Date,
): Promise<{ chainId: string; placed: number }[]> {
  const rows = placements.map(({ nodeId, companyId, source }) => ({
    id: randomUUID(),
    node_id: nodeId,
    company_id: companyId,
    status: 'SUGGESTED',
    source,
    created_at: now,
  }));
  const { rows: placed } = await client.query<{ chainId: string; placed: number }>(
    `with added as (
       insert into placement (${PLACED_COLUMNS}) ${PLACED_ROWS}
       on conflict (node_id, company_id) do nothing returning node_id)
     select n.chain_id as "chainId", count(*)::int as placed from added join chain_node n on n.id = added.node_id group by 1`,
    [JSON.stringify(rows)],
  );
  return placed;
}

/** Placements a source vouches for: new ones, and suggestions that it confirms. Outcome by `node company`. */
export async function confirmPlacements(
  client: ClientBase,
  placements: readonly WantedPlacement[],
  source: string,
  now: Date,
): Promise<Map<string, Outcome>> {
  const rows = placements.map(({ nodeId, companyId }) => ({
    id: randomUUID(),
    node_id: nodeId,
    company_id: companyId,
    status: 'CONFIRMED',
    source,
    created_at: now,
  }));
  const { rows: touched } = await client.query<{ key: string; added: boolean }>(
    `insert into placement as p (${PLACED_COLUMNS}) ${PLACED_ROWS}
     on conflict (node_id, company_id) do update set status = 'CONFIRMED', source = excluded.source where p.status = 'SUGGESTED'
     returning node_id || ' ' || company_id as key, xmax = 0 as added`,
    [JSON.stringify(rows)],
  );
  return new Map(touched.map(({ key, added }) => [key, added ? 'added' : 'updated']));
}
