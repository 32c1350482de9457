import { visibleList, type Condition, type VisibleList } from '../access/visible-list.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import type { RecordOrderBy } from '../leads/lead.inputs.ts';
import { amountWithin, companyIs, idIs, orderOf, searchFor, stageIn } from '../leads/record-list.ts';
import type { ActivityRow } from './activity.ts';
import type { CaseFilter } from './case.inputs.ts';
import { activityPieces, CASE_COLUMNS } from './case.loaders.ts';
import type { CaseRow } from './case.ts';

export interface CaseListing {
  filter?: CaseFilter | null;
  orderBy?: RecordOrderBy | null;
}

function conditionsOf(filter: CaseFilter): Condition[] {
  const conditions = [
    ...stageIn(filter.stage, filter.stages),
    ...amountWithin(filter.minAmountYuan, filter.maxAmountYuan),
    ...searchFor(filter.search),
  ];
  if (filter.leadTeamId) conditions.push(idIs('r.lead_team_id', 'Team', filter.leadTeamId, Level.SUMMARY));
  if (filter.sizeBands)
    conditions.push({ sql: 'r.size_band = any(?::text[])', params: [filter.sizeBands], level: Level.SUMMARY });
  if (filter.companyId) conditions.push(companyIs(filter.companyId));
  if (filter.chainNodeId) conditions.push(idIs('r.chain_node_id', 'ChainNode', filter.chainNodeId, Level.FOLLOW));
  return conditions;
}

/** Cases by filter and order, with what is to be read of each. */
export const caseList = ({ filter, orderBy }: CaseListing, columns: string): VisibleList => ({
  kind: 'CASE',
  table: 'cases',
  columns,
  conditions: conditionsOf(filter ?? {}),
  order: orderOf(orderBy),
});

/** The cases the viewer's team may see. */
export const listCases = (ctx: ReadCtx, listing: CaseListing, page: PageArgs): Promise<Page<CaseRow>> =>
  visibleList<CaseRow>(ctx, caseList(listing, CASE_COLUMNS), page);

/** A case's activities, newest first. */
export async function listActivities(ctx: Ctx, caseId: string, args: PageArgs): Promise<Page<ActivityRow>> {
  const purpose = `activities:${ctx.viewer.teamId}:${caseId}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const { columns, from, where, first } = activityPieces(ctx);
  const params: unknown[] = [first, caseId];
  const way = request.backward ? 'asc' : 'desc';
  const past = request.position ? ` and (r.happened_on, r.id) ${request.backward ? '>' : '<'} ($3::date, $4::uuid)` : '';
  if (request.position) params.push(...request.position);
  const rows = await ctx.read<ActivityRow>(
    `select ${columns} from ${from} where ${where}${past} order by r.happened_on ${way}, r.id ${way} limit ${request.limit + 1}`,
    params,
  );
  const count = `select count(*)::int as n from (select 1 from ${from} where ${where} limit ${COUNT_CAP}) seen`;
  return toPage(rows, request, (row) => [row.happenedOn, row.id], {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total: async () => (await ctx.read<{ n: number }>(count, [first, caseId]))[0]!.n,
  });
}
