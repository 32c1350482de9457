import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import type { ContestFilter } from './contest.inputs.ts';
import type { ContestRow } from './contest.ts';
import { CONTEST_COLUMNS } from './contest.loaders.ts';

/** Contests that the team sees, the nearest deadline first. Row-level security says which. */
export async function listContests(ctx: ReadCtx, filter: ContestFilter | null, args: PageArgs): Promise<Page<ContestRow>> {
  if (!ctx.viewer) throw fault('NOT_LIVE', '订阅中不能选取列表，请收到消息后再查询');
  const purpose = `contests:${ctx.viewer.teamId}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const params: unknown[] = [filter?.state ?? null, filter?.toDecide === true ? ctx.viewer.teamId : null];
  const where = `($1::text is null or c.state = $1) and ($2::uuid is null or c.arbiter_team_id = $2)`;
  const [beyond, way] = request.backward ? ['<', 'desc'] : ['>', 'asc'];
  const after = request.position
    ? ` and (c.due_at, c.id) ${beyond} ($${params.push(request.position[0])}::timestamptz, $${params.push(request.position[1])}::uuid)`
    : '';
  const rows = await ctx.read<ContestRow>(
    `select ${CONTEST_COLUMNS} from contest c where ${where}${after} order by c.due_at ${way}, c.id ${way} limit ${request.limit + 1}`,
    params,
  );
  const total = async (): Promise<number> => {
    const counted = `select count(*)::int as n from (select 1 from contest c where ${where} limit ${COUNT_CAP}) seen`;
    return (await ctx.read<{ n: number }>(counted, params.slice(0, 2)))[0]!.n;
  };
  return toPage(rows, request, (row) => [row.dueAt.toISOString(), row.id], { seal: ctx.seal, purpose, asOf: ctx.asOf, total });
}
