import { randomUUID } from 'node:crypto';
import { calendarOf } from '../kernel/calendar-of.ts';
import type { Tx } from '../kernel/context.ts';
import { addWorkingDays, amberAt, type Calendar } from '../kernel/workday.ts';
import { cityRules, type CityRulesRow } from './city-rules.ts';
import { ClockKind, ClockState } from './clock-light.ts';
import { LeadStage } from './lead.ts';

type Acting = Pick<Tx, 'sql' | 'now'>;

/** What clocks are reckoned by, as the transaction sees it. */
export interface Reckoning {
  calendar: Calendar;
  rules: CityRulesRow;
}

export async function reckoningOf(tx: Pick<Tx, 'sql'>): Promise<Reckoning> {
  const [calendar, rules] = await Promise.all([calendarOf(tx.sql), cityRules(tx.sql)]);
  return { calendar, rules };
}

const daysOf = (kind: ClockKind, rules: CityRulesRow): number =>
  ({ RESPOND: rules.respondDays, SCREEN: rules.screenDays, FEEDBACK: rules.feedbackDays, REPORT: rules.reportEveryDays })[kind];

const START = `insert into response_clock (id, lead_id, kind, state, days, amber_percent, started_at, amber_at, due_at, is_estimated,
    met_at, tend_at, calendar, paused_at)
  select f.id, $1, f.kind, f.state, f.days, $2, $3, f.amber_at, f.due_at, f.is_estimated,
    case f.state when 'MET' then $3::timestamptz end, case f.state when 'RUNNING' then f.amber_at end, $4,
    case when $6 and f.state = 'RUNNING' then $3::timestamptz end
  from json_to_recordset($5) as f(id uuid, kind text, state text, days int, amber_at timestamptz, due_at timestamptz, is_estimated boolean)`;

interface Starting {
  /** Met by the act that starts them. */
  met?: readonly ClockKind[];
  /** A contest freezes the lead: what begins now begins to run when it ends. */
  isFrozen?: boolean;
}

/** Starts clocks of a lead now. */
export function startClocks(
  tx: Acting,
  leadId: string,
  { calendar, rules }: Reckoning,
  kinds: readonly ClockKind[],
  { met = [], isFrozen = false }: Starting = {},
): Promise<unknown> {
  const rows = kinds.map((kind) => {
    const days = daysOf(kind, rules);
    const { due, isEstimated } = addWorkingDays(calendar, tx.now, days);
    const amber = amberAt(calendar, tx.now, due, rules.amberPercent);
    const state = met.includes(kind) ? ClockState.MET : ClockState.RUNNING;
    return { id: randomUUID(), kind, state, days, amber_at: amber, due_at: due, is_estimated: isEstimated };
  });
  return tx.sql(START, [leadId, rules.amberPercent, tx.now, calendar.version, JSON.stringify(rows), isFrozen]);
}

const END = `update response_clock set state = case when kind = any($3) then 'MET' else 'STOPPED' end,
    met_at = case when kind = any($3) then $2::timestamptz end, stopped_at = case when kind = any($3) then null else $2::timestamptz end,
    tend_at = null
  where lead_id = $1 and state = 'RUNNING' and kind = any($4)`;

/** Ends running clocks: those in `met` because what was due is done, the others in `kinds` because it no longer is. */
export const endClocks = (
  tx: Acting,
  leadId: string,
  met: readonly ClockKind[],
  kinds: readonly ClockKind[] = met,
): Promise<unknown> => tx.sql(END, [leadId, tx.now, met, kinds]);

const ALL = Object.values(ClockKind);
/** What is due from the receipt of a lead on. */
export const AT_RECEIPT = [ClockKind.RESPOND, ClockKind.SCREEN, ClockKind.FEEDBACK] as const;
const isOpen = (stage: LeadStage): boolean => stage === LeadStage.NEW || stage === LeadStage.SCREENING;

interface Changed {
  id: string;
  stage: LeadStage;
  owning_team_id: string;
}

/**
 * What a change of a lead does to its clocks. Any act of the owning team is its response; its accepting or declining concludes
 * the screening. A lead that closes or becomes a case has no further deadlines, one taken up again is screened and reported
 * anew, and one that passes to another team has been received by that team now.
 */
export async function moveClocks(
  tx: Acting & Pick<Tx, 'viewer' | 'later'>,
  lead: Changed,
  { stage: to, owningTeamId }: { stage?: LeadStage; owningTeamId?: string },
): Promise<void> {
  const { teamId } = tx.viewer;
  const isOwn = teamId === lead.owning_team_id;
  if (owningTeamId !== undefined && owningTeamId !== lead.owning_team_id) {
    if (!isOpen(lead.stage)) return;
    tx.later(endClocks(tx, lead.id, [], ALL));
    const met = teamId === owningTeamId ? [ClockKind.RESPOND] : [];
    tx.later(startClocks(tx, lead.id, await reckoningOf(tx), AT_RECEIPT, { met }));
  } else if (to !== undefined && !isOpen(to)) {
    tx.later(endClocks(tx, lead.id, isOwn ? [ClockKind.RESPOND, ClockKind.SCREEN] : [], ALL));
  } else if (to !== undefined && !isOpen(lead.stage)) {
    tx.later(startClocks(tx, lead.id, await reckoningOf(tx), [ClockKind.SCREEN, ClockKind.FEEDBACK]));
  } else if (isOwn) tx.later(endClocks(tx, lead.id, [ClockKind.RESPOND]));
}
