// The peer: mercurius 16 with JIT and its own per-object loaders, each one prepared statement, as good as ours: rows
// come plain, teams are kept in memory, masking is done in SQL. No sign-in, no gate, no log.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';
import { mapNodesSql } from '../operations/chain-map.sql.ts';
import { pairsOf } from '../operations/operations.ts';
import { foundSql } from '../operations/search.sql.ts';
import { loaders } from './mercurius-loaders.ts';
import { schema } from './mercurius-schema.ts';

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  idleTimeoutMillis: 0,
  options: '-c timezone=UTC',
});
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export type Row = Record<string, unknown>;
export interface Context {
  team: string;
  rows: (name: string, text: string, values: unknown[]) => Promise<Row[]>;
}
const rows = async (name: string, text: string, values: unknown[]): Promise<Row[]> =>
  (await pool.query<Row>({ name: name || undefined, text, values })).rows;

const COLUMNS = `c.id, c.code, c.title, c.stage, c.updated_at as "updatedAt", c.size_band as "sizeBand", (array['SUMMARY', 'FOLLOW', 'WORK'])[a.level] as level, c.version, a.level as rank,
  case when a.level >= 2 then c.amount_yuan end as "amountYuan", case when a.level >= 2 then c.intent end as intent, case when a.level >= 2 then c.company_id end as "companyId", c.lead_team_id as "leadTeamId"`;
const LIST = `select ${COLUMNS} from access a join cases c on c.id = a.subject_id where a.team_id = $1 and a.kind = 'CASE' and a.stage = $2 order by a.updated_at desc, a.subject_id desc limit $3`;
const ONE = `select ${COLUMNS} from access a join cases c on c.id = a.subject_id where a.team_id = $1 and a.subject_id = $2`;
const SEARCH = `select o.id, o.name, o.usci, o.listing_code as "listingCode", o.registered_on as "registeredOn", o.division_code as "divisionCode"
  from (${foundSql}) f join company o on o.id = f.company_id order by f.at`;
const LINKS = `select l.supplier_id as "supplierId", l.customer_id as "customerId" from chain_link l join chain_node n on n.id = l.supplier_id where n.chain_id = $1 order by l.id`;

const bare = (id: string): string => Buffer.from(id, 'base64url').toString('utf8').split(':')[1]!;
const page = (nodes: Row[], first: number) => ({
  nodes: nodes.slice(0, first),
  pageInfo: { hasNextPage: nodes.length > first, endCursor: String(nodes.at(-1)?.id) },
  asOf: null,
});

const app = Fastify();
await app.register(mercurius, {
  schema,
  jit: 1,
  context: (request) => ({ team: String(request.headers['x-team']), rows }),
  loaders,
  resolvers: {
    Query: {
      cases: async (_: unknown, args: { filter: { stage: string }; first: number }, ctx: Context) =>
        page(await ctx.rows('list', LIST, [ctx.team, args.filter.stage, args.first + 1]), args.first),
      case: async (_: unknown, args: { id: string }, ctx: Context) =>
        (await ctx.rows('one', ONE, [ctx.team, bare(args.id)]))[0] ?? null,
      chain: async (_: unknown, args: { by: { code: string } }, ctx: Context) =>
        (await ctx.rows('chain', 'select id, code, name, edition from chain where code = $1', [args.by.code]))[0] ?? null,
      companies: async (_: unknown, args: { filter: { search: string }; first: number }, ctx: Context) =>
        page(
          await ctx.rows('', SEARCH, [`%${args.filter.search}%`, pairsOf(args.filter.search), `${args.filter.search}%`]),
          args.first,
        ),
    },
    Case: { updatedAt: (row: { updatedAt: Date }) => row.updatedAt.toISOString() },
    Chain: {
      nodes: async (chain: { code: string }, _: unknown, ctx: Context) =>
        (await ctx.rows('map', mapNodesSql, [ctx.team, chain.code])).map(({ here, elsewhere, unknown, ...n }) => ({
          ...n,
          coverage: { here: Number(here), elsewhere: Number(elsewhere), unknown: Number(unknown) },
        })),
      links: (chain: { id: string }, _: unknown, ctx: Context) => ctx.rows('links', LINKS, [chain.id]),
    },
    ChainNode: { parentId: (n: Row) => n.parent_id, isLeaf: (n: Row) => n.is_leaf, gapKind: (n: Row) => n.gap_kind },
  } as never,
});
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`listening ${(app.server.address() as { port: number }).port}`);
process.on('SIGTERM', () => process.exit(0));
