import type { ClientBase } from 'pg';
import { namesOf, normaliseName } from '../companies/company-name.ts';
import { searchText } from '../companies/search-terms.ts';
import { suggestPlacements } from './chain-store.ts';
import { inTransaction, type ImportCtx } from './import-ctx.ts';
import { SHENWAN } from './listed-industries.ts';
import { wordFinder } from './word-finder.ts';

interface Suggestion {
  nodeId: string;
  companyId: string;
  source: string;
}
interface NameRow {
  normalised: string;
  name: string;
  kind: 'NAME' | 'FORMER' | 'SHORT' | 'FOREIGN';
  company_id: string;
}

const SCOPE_BATCH_ROWS = 5000;
/** Shorter words (芯片, 软件) stand in every second scope of business and would place everybody everywhere. */
const SHORTEST_SCOPE_WORD = 4;
/** What anybody may put into a scope of business, whatever the trade. */
const EVERYBODY_DOES = /(?:服务|管理|工程|集成|贸易|咨询|设计|维修|投资|生产|销售)$/;

const only = (rows: readonly NameRow[]): string | null => {
  const ids = new Set(rows.map((row) => row.company_id));
  return ids.size === 1 ? (rows[0]?.company_id ?? null) : null;
};

/** The one company an alias names: by its very text, else by the normalised one, former names last; two bearers are nobody's match. */
export function companyNamed(alias: string, bearers: readonly NameRow[]): string | null {
  const present = bearers.filter(({ kind }) => kind !== 'FORMER');
  return (
    only(present.filter(({ name }) => searchText(name) === searchText(alias))) ??
    (present.length > 0 ? only(present) : only(bearers))
  );
}

async function matchMentions(client: ClientBase): Promise<{ suggestions: Suggestion[]; open: number }> {
  const { rows: mentions } = await client.query<{ id: string; node_id: string; name: string; source: string }>(
    `select m.id, m.node_id, m.name, m.source from chain_mention m
     join chain_node n on n.id = m.node_id join chain c on c.id = n.chain_id where m.company_id is null and not c.is_demo`,
  );
  const keys = new Set(mentions.flatMap(({ name }) => namesOf(name).map(normaliseName)));
  const { rows } = await client.query<NameRow>(
    `select n.normalised, n.name, n.kind, n.company_id from company_name n join company c on c.id = n.company_id
     where n.normalised = any($1) and not c.is_demo`,
    [[...keys]],
  );
  const bearers = Map.groupBy(rows, ({ normalised }) => normalised);
  const matches: { id: string; company_id: string }[] = [];
  const suggestions: Suggestion[] = [];
  for (const { id, node_id: nodeId, name, source } of mentions) {
    const companyId = namesOf(name)
      .map((alias) => companyNamed(alias, bearers.get(normaliseName(alias)) ?? []))
      .find((found) => found !== null);
    if (companyId == null) continue;
    matches.push({ id, company_id: companyId });
    suggestions.push({ nodeId, companyId, source: `${source} 代表公司「${name}」` });
  }
  await client.query(
    `update chain_mention m set company_id = n.company_id from json_populate_recordset(null::chain_mention, $1) n where m.id = n.id`,
    [JSON.stringify(matches)],
  );
  return { suggestions, open: mentions.length - matches.length };
}

/** Leaves of the chains people drew; the industry classification has placements of its own source. */
const LEAVES = `select n.id, n.name from chain_node n join chain c on c.id = n.chain_id
  where n.is_leaf and not c.is_demo and c.code <> '${SHENWAN.code}'`;

async function byProducts(client: ClientBase, since: Date | null): Promise<Suggestion[]> {
  const { rows } = await client.query<{ node_id: string; company_id: string; product: string; source: string }>(
    `select l.id as node_id, p.company_id, p.product, p.source from (${LEAVES}) l
     join company_product p on p.product = l.name join company c on c.id = p.company_id
     where not c.is_demo and ($1::timestamptz is null or c.updated_at >= $1)`,
    [since],
  );
  return rows.map((row) => ({ nodeId: row.node_id, companyId: row.company_id, source: `${row.source} 产品「${row.product}」` }));
}

async function byScope(client: ClientBase, since: Date | null): Promise<Suggestion[]> {
  const { rows: leaves } = await client.query<{ id: string; name: string }>(LEAVES);
  if (leaves.length === 0) return [];
  const nodes = Map.groupBy(leaves, ({ name }) => name);
  const find = wordFinder([...nodes.keys()].filter((name) => name.length >= SHORTEST_SCOPE_WORD && !EVERYBODY_DOES.test(name)));
  const suggestions: Suggestion[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await client.query<{ id: string; scope: string; source: string }>(
      `select id, scope, source from company where id > $1 and scope is not null and merged_into_id is null and not is_demo
         and ($2::timestamptz is null or updated_at >= $2) order by id limit ${SCOPE_BATCH_ROWS}`,
      [after, since],
    );
    for (const { id, scope, source } of rows) {
      for (const word of find(scope)) {
        for (const node of nodes.get(word) ?? []) {
          suggestions.push({ nodeId: node.id, companyId: id, source: `${source} 经营范围「${word}」` });
        }
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < SCOPE_BATCH_ROWS) return suggestions;
    after = last.id;
  }
}

/**
 * Companies to the nodes that mention them, or whose name is among their products or in their scope of business: suggestions,
 * each with its source. `since` limits the products and scopes to companies an import has touched.
 */
export async function matchCompanies(ctx: ImportCtx, since: Date | null = null): Promise<[string, number][]> {
  return inTransaction(ctx, async (tx) => {
    const mentioned = await matchMentions(tx.client);
    const suggested = [...mentioned.suggestions, ...(await byProducts(tx.client, since)), ...(await byScope(tx.client, since))];
    const added = await suggestPlacements(tx.client, suggested, tx.now);
    for (const { chainId, placed } of added) {
      tx.record({ kind: 'CHAINS_IMPORTED', subject: { type: 'Chain', id: chainId }, payload: { chainId, suggested: placed } });
    }
    return [
      ['本次认出的代表公司', mentioned.suggestions.length],
      ['尚未认出的代表公司', mentioned.open],
      ['新增的待确认归位', added.reduce((sum, { placed }) => sum + placed, 0)],
    ];
  });
}
