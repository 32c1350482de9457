import DataLoader from 'dataloader';
import type { OneLoader, ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { levelSql } from '../kernel/json.sql.ts';
import { Level, RANK } from '../kernel/level.ts';
import type { LevelledRow } from '../kernel/levelled.ts';
import type { LoaderOf } from '../kernel/loaders.ts';
import { statementNames } from '../kernel/statement-names.ts';

/** Tables whose rows a lead or case guards; the column names the guarding record. */
const GUARD = {
  lead: 'id',
  cases: 'id',
  contact: 'guard_id',
  case_share: 'case_id',
  activity: 'case_id',
  transfer: 'subject_id',
  claim: 'lead_id',
  claim_evidence: 'lead_id',
  claim_party: 'lead_id',
  credit_shares: 'case_id',
  credit_party: 'case_id',
  credit_figure: 'case_id',
  case_lead: 'case_id',
  response_clock: 'lead_id',
  lead_report: 'lead_id',
  probe_hit: 'lead_id',
} as const;
export type GuardedTable = keyof typeof GUARD;

/** Pieces of a statement over a guarded table `r` and the access row `a`; `$1` is taken by `first`. */
export interface Visible {
  readonly from: string;
  readonly where: string;
  readonly first: unknown;
  /** Told apart in names of prepared statements, whose text differs. */
  readonly suffix: 'team' | 'live';
}

/** The row's level as the enum value that the field transform reads. */
export const LEVEL = `${levelSql('a.level')} as level`;

/**
 * Who sees what, in every read of a guarded table: lists, counts, search, `node(id)`, nested edges, payloads. In a request it
 * joins the access rows of the viewer's team. A live execution has no viewer: the hub has checked the group's access at
 * the group's level, so the row is read at that level.
 */
export function visibleTo(
  ctx: Pick<ReadCtx, 'viewer' | 'liveLevel'>,
  table: GuardedTable,
  minimum: Exclude<Level, Level.NONE> = Level.SUMMARY,
): Visible {
  if (ctx.viewer) {
    return {
      from: `access a join ${table} r on r.${GUARD[table]} = a.subject_id`,
      where: `a.team_id = $1 and a.level >= ${RANK[minimum]}`,
      first: ctx.viewer.teamId,
      suffix: 'team',
    };
  }
  return {
    from: `(select $1::int as level) a cross join ${table} r`,
    where: `a.level >= ${RANK[minimum]}`,
    first: RANK[ctx.liveLevel ?? Level.NONE],
    suffix: 'live',
  };
}

/** All that a statement over guarded rows needs. */
type Reading = Pick<ReadCtx, 'viewer' | 'liveLevel' | 'read'>;

interface Loaded {
  /** Unique name of the prepared statement. */
  name: string;
  table: GuardedTable;
  /** Columns of `r`, aliased to the names of GraphQL fields. */
  columns: string;
  minimum?: Exclude<Level, Level.NONE>;
  /** Narrows further; `$1` is the viewer's team in a request. */
  also?: (ctx: Reading) => string;
}

/**
 * One key is compared, several are looked for in an array: PostgreSQL plans the array anew each time, since it takes ten
 * keys for granted where it knows none, and planning costs more than reading one row.
 */
const among = (column: string, keys: readonly string[]): { is: string; keys: unknown; suffix: string } =>
  keys.length === 1
    ? { is: `${column} = $2::uuid`, keys: keys[0], suffix: '_one' }
    : { is: `${column} = any($2::uuid[])`, keys, suffix: '' };

/** Loader of one visible record per id or other unique key; what may not be seen is null, as if it did not exist. */
export function visibleById<V extends LevelledRow>(of: Loaded & Keyed<V>): OneLoader<V | null> {
  const { key = 'id', keyOf = (row: V) => row.id } = of;
  const rowsOf = (ctx: Reading, keys: readonly string[]): Promise<V[]> => {
    const { from, where, first, suffix } = visibleTo(ctx, of.table, of.minimum);
    const also = of.also ? ` and ${of.also(ctx)}` : '';
    const asked = among(`r.${key}`, keys);
    const sql = `select ${of.columns}, ${LEVEL} from ${from} where ${where} and ${asked.is}${also}`;
    return ctx.read<V>(sql, [first, asked.keys], `${of.name}_${suffix}${asked.suffix}`);
  };
  const load = (ctx: ReadCtx) =>
    new DataLoader(async (keys: readonly string[]) => {
      const rows = new Map((await rowsOf(ctx, keys)).map((row) => [keyOf(row), row]));
      return keys.map((each) => rows.get(each) ?? null);
    });
  return Object.assign(load, { one: async (ctx: Reading, id: string) => (await rowsOf(ctx, [id]))[0] ?? null });
}

const nameOf = statementNames('one', 200);

/** The one visible record with this id or code, or null. */
export async function visibleRow<V>(
  ctx: Reading,
  table: GuardedTable,
  columns: string,
  { by, value }: RecordKey,
): Promise<V | null> {
  const { from, where, first } = visibleTo(ctx, table);
  const sql = `select ${columns}, ${LEVEL} from ${from} where ${where} and r.${by} = $2`;
  const [row] = await ctx.read<V>(sql, [first, value], nameOf(sql));
  return row ?? null;
}

export interface RecordKey {
  readonly by: 'id' | 'code';
  readonly value: string;
}

/** What a record is asked for by; null for what names nothing: a malformed or foreign id, or no key at all. */
export function recordKey(
  type: 'Lead' | 'Case' | 'Claim',
  id: string | null | undefined,
  code: string | null | undefined,
): RecordKey | null {
  if (id == null) return code ? { by: 'code', value: code } : null;
  const uuid = uuidOf(type, id);
  return uuid === null ? null : { by: 'id', value: uuid };
}

interface Children {
  order: string;
  /** The parent's id where it is not the guarding record, and the join that reaches it. */
  parent?: string;
  join?: string;
}

interface Keyed<V> {
  key?: string;
  keyOf?: (row: V) => string | null;
}

/** Loader of a record's visible children; `also` narrows, `order` sorts within one parent. */
export const visibleByParent =
  <V extends LevelledRow & { parent: string }>(of: Loaded & Children): LoaderOf<string, V[]> =>
  (ctx) => {
    const { from, where, first, suffix } = visibleTo(ctx, of.table, of.minimum);
    const parent = of.parent ?? `r.${GUARD[of.table]}`;
    const also = of.also ? ` and ${of.also(ctx)}` : '';
    return new DataLoader(async (ids) => {
      const asked = among(parent, ids);
      const sql = `select ${parent} as parent, ${of.columns}, ${LEVEL} from ${from} ${of.join ?? ''}
        where ${where} and ${asked.is}${also} order by ${parent}, ${of.order}`;
      const rows = await ctx.read<V>(sql, [first, asked.keys], `${of.name}_${suffix}${asked.suffix}`);
      const groups = Map.groupBy(rows, (row) => row.parent);
      return ids.map((id) => groups.get(id) ?? []);
    });
  };

/** Loader of the newest few visible children of each of many records, in one statement. */
export const newestByParent =
  <V extends LevelledRow & { parent: string }>(
    of: Omit<Loaded, 'also'> & { order: string; limit: number; also: string },
  ): LoaderOf<string, V[]> =>
  (ctx) => {
    const guard = GUARD[of.table];
    if (!ctx.viewer) throw fault('NOT_LIVE', '订阅中不能选取列表，请收到消息后再查询');
    const { first } = visibleTo(ctx, of.table, of.minimum);
    const sql = `select p.id as parent, ${of.columns}, ${LEVEL} from unnest($2::uuid[]) as p(id) join access a on a.subject_id = p.id and a.team_id = $1
      cross join lateral (select * from ${of.table} x where x.${guard} = p.id and ${of.also} order by ${of.order} limit ${of.limit}) r
      where a.level >= ${RANK[of.minimum ?? Level.SUMMARY]}`;
    return new DataLoader(async (ids) => {
      const groups = Map.groupBy(await ctx.read<V>(sql, [first, ids], `${of.name}_${of.limit}`), (row) => row.parent);
      return ids.map((id) => groups.get(id) ?? []);
    });
  };
