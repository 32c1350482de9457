import { visibleById, visibleByParent } from '../access/visible-to.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { LeadReportRow } from './lead-report.ts';
import type { ClockRow } from './response-clock.ts';

export const CLOCK_COLUMNS = `r.id, r.lead_id as "leadId", r.kind, r.state, r.days, r.started_at as "startedAt", r.amber_at as "amberAt",
  r.due_at as "dueAt", r.is_estimated as "isEstimated", r.paused_at as "pausedAt", r.extended_days as "extendedDays",
  r.met_at as "metAt", r.stopped_at as "stoppedAt",
  r.escalated_to_team_id as "escalatedToTeamId", r.escalated_at as "escalatedAt"`;

export const clockById = visibleById<ClockRow>({
  name: 'clock_by_id',
  table: 'response_clock',
  columns: CLOCK_COLUMNS,
  minimum: Level.FOLLOW,
});
export const loadClock = (ctx: ReadCtx, uuid: string): Promise<ClockRow | null> => ctx.load(clockById, uuid);

/** The newest clock of each kind: at most four, however often a lead was reported or taken up again. */
export const clocksByLead = visibleByParent<ClockRow>({
  name: 'clocks_by_lead',
  table: 'response_clock',
  columns: CLOCK_COLUMNS,
  minimum: Level.FOLLOW,
  order: 'r.due_at, r.id',
  also: () => `not exists (select 1 from response_clock n where n.lead_id = r.lead_id and n.kind = r.kind
    and (n.started_at, n.id) > (r.started_at, r.id))`,
});

export const REPORT_COLUMNS = `r.id, r.lead_id as "leadId", r.team_id as "teamId", r.author_id as "authorId", r.kind,
  r.happened_on as "happenedOn", r.text, r.created_at as "createdAt"`;

export const reportById = visibleById<LeadReportRow>({
  name: 'lead_report_by_id',
  table: 'lead_report',
  columns: REPORT_COLUMNS,
  minimum: Level.FOLLOW,
});
export const loadReport = (ctx: ReadCtx, uuid: string): Promise<LeadReportRow | null> => ctx.load(reportById, uuid);
