import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { Level, RANK } from '../kernel/level.ts';
import type { LevelledRow } from '../kernel/levelled.ts';
import { statementNames } from '../kernel/statement-names.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { LEVEL, visibleTo, type GuardedTable } from './visible-to.ts';

/** One condition of a list: `?` stands for each parameter in turn, `r` for the record, `a` for the access row. */
export interface Condition {
  readonly sql: string;
  readonly params: readonly unknown[];
  /** Level of the field it asks about: rows seen below it are dropped, so that no value is found by bisection (decision 7). */
  readonly level: Exclude<Level, Level.NONE>;
  /** Whether one plan suits all parameters, so that the statement may be prepared under a name. */
  readonly plain?: boolean;
}

/** What a list is sorted by; the record's id breaks ties. */
export interface Order {
  readonly name: string;
  readonly sql: string;
  readonly cast: 'timestamptz' | 'numeric';
  readonly level: Exclude<Level, Level.NONE>;
  readonly descending: boolean;
}

export interface VisibleList {
  readonly kind: 'LEAD' | 'CASE';
  readonly table: GuardedTable;
  readonly columns: string;
  readonly conditions: readonly Condition[];
  readonly order: Order;
  /** What breaks ties where a record has several rows; the record's id unless told. */
  readonly tie?: string;
}

/** A cursor is good for the list, team and order it was made for. */
export const cursorPurpose = (kind: VisibleList['kind'], teamId: string, order: string, descending: boolean): string =>
  `${kind}:${teamId}:${order}:${descending ? 'DESC' : 'ASC'}`;

/** Every access row has its record: what asks nothing of the record is counted on the index of the access rows alone. */
const asksOfRecord = ({ conditions }: VisibleList): boolean => conditions.some(({ sql }) => /\br\./.test(sql));

/** A page of what the viewer may see, by keyset on the index that starts with the viewer's team; counted only when asked. */
export async function visibleList<R extends LevelledRow>(ctx: ReadCtx, list: VisibleList, args: PageArgs): Promise<Page<R>> {
  if (!ctx.viewer) throw fault('NOT_LIVE', '订阅中不能选取列表，请收到消息后再查询');
  const { order, tie = 'a.subject_id' } = list;
  const purpose = cursorPurpose(list.kind, ctx.viewer.teamId, order.name, order.descending);
  const request = pageRequest(args, ctx.seal, purpose);
  const down = order.descending !== request.backward;
  const floor = Math.max(RANK[order.level], ...list.conditions.map((each) => RANK[each.level]));
  const visible = visibleTo(ctx, list.table);
  const params: unknown[] = [visible.first];
  const bind = (sql: string, values: readonly unknown[]) => {
    let next = 0;
    return sql.replaceAll('?', () => `$${params.push(values[next++])}`);
  };
  const where = [visible.where, `a.kind = '${list.kind}'`];
  if (floor > RANK.SUMMARY) where.push(`a.level >= ${floor}`);
  for (const condition of list.conditions) where.push(bind(condition.sql, condition.params));
  const counted = {
    sql: `select count(*)::int as n from (select 1 from ${asksOfRecord(list) ? visible.from : 'access a'} where ${where.join(' and ')} limit ${COUNT_CAP}) seen`,
    params: [...params],
  };
  if (request.position) {
    where.push(`(${order.sql}, ${tie}) ${down ? '<' : '>'} (${bind(`?::${order.cast}, ?::uuid`, request.position)})`);
  }
  const way = down ? 'desc' : 'asc';
  const sql = `select ${list.columns}, ${order.sql} as "sortKey", ${LEVEL} from ${visible.from} where ${where.join(' and ')}
    order by ${order.sql} ${way}, ${tie} ${way} limit ${request.limit + 1}`;
  const prepared = list.conditions.every((each) => each.plain);
  const rows = await ctx.read<R & { sortKey: unknown }>(sql, params, prepared ? nameOf(sql) : undefined);
  return toPage<R>(rows, request, (row) => [(row as R & { sortKey: unknown }).sortKey, row.id], {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total: async () =>
      (await ctx.read<{ n: number }>(counted.sql, counted.params, prepared ? nameOf(counted.sql) : undefined))[0]!.n,
  });
}

/** Few shapes of the resolvers' lists are plain, times at most 100 page sizes; compiled documents bring their own. */
const nameOf = statementNames('list', 300);
