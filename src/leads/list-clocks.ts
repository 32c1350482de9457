import { visibleList, type Condition } from '../access/visible-list.ts';
import { LEVEL, visibleTo } from '../access/visible-to.ts';
import type { Ctx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { ClockLight, ClockState, ENDED_LIGHT_SQL } from './clock-light.ts';
import type { ResponseClockFilter } from './clock.inputs.ts';
import { CLOCK_COLUMNS, REPORT_COLUMNS } from './clock.loaders.ts';
import type { LeadReportRow } from './lead-report.ts';
import { idIs, one } from './record-list.ts';
import type { ClockRow } from './response-clock.ts';

/** Literals, so that the list of running clocks is read from the index that has only those, in the order of their deadlines. */
const STATE: Record<ClockState, string> = {
  RUNNING: `r.state = 'RUNNING'`,
  MET: `r.state = 'MET'`,
  STOPPED: `r.state = 'STOPPED'`,
};

const OWNED = 'exists (select 1 from lead l where l.id = r.lead_id and l.owning_team_id = ?)';

/**
 * Of running clocks by their times, which are in order in an index; one that a contest holds has the light of that instant,
 * and one that ended that of its end.
 */
function lightIs(light: ClockLight, state: ClockState, now: Date): Omit<Condition, 'level'> {
  if (state !== ClockState.RUNNING) return { sql: `${ENDED_LIGHT_SQL} = ?`, params: [light] };
  if (light === ClockLight.RED) return { sql: 'r.due_at <= ? and r.due_at <= coalesce(r.paused_at, r.due_at)', params: [now] };
  if (light === ClockLight.GREEN) return { sql: 'r.amber_at > coalesce(r.paused_at, ?)', params: [now] };
  const sql = 'r.amber_at <= ? and r.amber_at <= coalesce(r.paused_at, r.amber_at) and r.due_at > coalesce(r.paused_at, ?)';
  return { sql, params: [now, now] };
}

/** Every condition asks about fields shown at FOLLOW. */
function conditionsOf(filter: ResponseClockFilter, now: Date): Condition[] {
  const level = Level.FOLLOW;
  const state = filter.state ?? ClockState.RUNNING;
  const conditions: Condition[] = [{ sql: STATE[state], params: [], level }];
  if (filter.kind) conditions.push(one('r.kind', filter.kind, level));
  if (filter.light) conditions.push({ ...lightIs(filter.light, state, now), level });
  if (filter.leadId) conditions.push(idIs('r.lead_id', 'Lead', filter.leadId, level));
  if (filter.teamId) conditions.push({ sql: OWNED, params: [uuidOf('Team', filter.teamId)], level });
  return conditions;
}

/** Clocks of leads the viewer's team sees at FOLLOW, the nearest deadline first. */
export const listClocks = (ctx: Ctx, filter: ResponseClockFilter | null, page: PageArgs): Promise<Page<ClockRow>> =>
  visibleList<ClockRow>(
    ctx,
    {
      kind: 'LEAD',
      table: 'response_clock',
      columns: CLOCK_COLUMNS,
      conditions: conditionsOf(filter ?? {}, ctx.now()),
      order: { name: 'CLOCK_DUE', sql: 'r.due_at', cast: 'timestamptz', level: Level.FOLLOW, descending: false },
      tie: 'r.id',
    },
    page,
  );

/** What was told of a lead, newest first. */
export async function listReports(ctx: Ctx, leadId: string, args: PageArgs): Promise<Page<LeadReportRow>> {
  const purpose = `reports:${ctx.viewer.teamId}:${leadId}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const { from, where, first } = visibleTo(ctx, 'lead_report', Level.FOLLOW);
  const params: unknown[] = [first, leadId];
  const way = request.backward ? 'asc' : 'desc';
  const past = request.position ? ` and (r.created_at, r.id) ${request.backward ? '>' : '<'} ($3::timestamptz, $4::uuid)` : '';
  if (request.position) params.push(...request.position);
  const rows = await ctx.read<LeadReportRow>(
    `select ${REPORT_COLUMNS}, ${LEVEL} from ${from} where ${where} and r.lead_id = $2${past}
     order by r.created_at ${way}, r.id ${way} limit ${request.limit + 1}`,
    params,
  );
  const count = `select count(*)::int as n from (select 1 from ${from} where ${where} and r.lead_id = $2 limit ${COUNT_CAP}) seen`;
  return toPage(rows, request, (row) => [row.createdAt, row.id], {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total: async () => (await ctx.read<{ n: number }>(count, [first, leadId]))[0]!.n,
  });
}
