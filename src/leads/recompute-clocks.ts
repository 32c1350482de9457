import type { Tx } from '../kernel/context.ts';
import { addWorkingDays, amberAt, laterByWorkingDays, type Calendar } from '../kernel/workday.ts';
import { ClockLight, lightAt, type ClockKind } from './clock-light.ts';

const BATCH = 500;

export interface OldClock {
  id: string;
  leadId: string;
  kind: ClockKind;
  startedAt: Date;
  days: number;
  amberPercent: number;
  dueAt: Date;
  amberToldAt: Date | null;
  lateToldAt: Date | null;
  tendAt: Date | null;
  pausedAt: Date | null;
  extendedDays: number;
}

export const OLD_COLUMNS = `id, lead_id as "leadId", kind, started_at as "startedAt", days, amber_percent as "amberPercent", due_at as "dueAt",
    amber_told_at as "amberToldAt", late_told_at as "lateToldAt", tend_at as "tendAt", paused_at as "pausedAt", extended_days as "extendedDays"`;

/** `<>` would not use the index. */
const OLD = `select ${OLD_COLUMNS} from response_clock where state = 'RUNNING' and (calendar < $1 or calendar > $1) limit ${BATCH} for update skip locked`;

const MOVE = `update response_clock c set due_at = f.due, amber_at = f.amber, is_estimated = f.estimated, tend_at = f.tend, calendar = $2,
    paused_at = f.paused, extended_days = f.extended,
    amber_told_at = case when f.light = 'GREEN' then null else c.amber_told_at end,
    late_told_at = case when f.light = 'RED' then c.late_told_at end,
    escalated_to_team_id = case when f.light = 'RED' then c.escalated_to_team_id end,
    escalated_at = case when f.light = 'RED' then c.escalated_at end,
    escalations = case when f.light = 'RED' then c.escalations else 0 end
  from json_to_recordset($1) as f(id uuid, due timestamptz, amber timestamptz, estimated boolean, tend timestamptz, light text,
    paused timestamptz, extended int)
  where c.id = f.id`;

const ORDER = [ClockLight.GREEN, ClockLight.AMBER, ClockLight.RED];
const less = (a: ClockLight, b: ClockLight): boolean => ORDER.indexOf(a) < ORDER.indexOf(b);

/** The light that was told last. */
const toldLight = (clock: OldClock): ClockLight =>
  clock.lateToldAt ? ClockLight.RED : clock.amberToldAt ? ClockLight.AMBER : ClockLight.GREEN;

/**
 * What a clock is by a calendar, with the working days that contests gave back: deadline and amber lie that many days later.
 * `light` is what stays told of it: it may ease at once, while a worse one is told by the next round.
 */
export function reckonedAnew(clock: OldClock, calendar: Calendar, now: Date) {
  const { startedAt, days, extendedDays, amberPercent, pausedAt } = clock;
  const amber = amberAt(calendar, startedAt, addWorkingDays(calendar, startedAt, days).due, amberPercent);
  const amberThen = laterByWorkingDays(calendar, amber, extendedDays);
  const { due, isEstimated } = addWorkingDays(calendar, startedAt, days + extendedDays);
  const [told, is] = [toldLight(clock), lightAt({ amberAt: amberThen, dueAt: due, pausedAt }, now)];
  const eased = less(is, told);
  const light = eased ? is : told;
  const tend = { GREEN: amberThen, AMBER: due, RED: clock.tendAt }[light];
  return { due, amber: amberThen, isEstimated, light, tend, eased };
}

/**
 * Reckons running clocks anew that another calendar was used for, a bounded number, as the system. One whose light eases by
 * that is told of, since it was told of before; others are not.
 */
export async function recomputeClocks(
  tx: Pick<Tx, 'sql' | 'now' | 'record'>,
  calendar: Calendar,
): Promise<{ moved: number; isDone: boolean }> {
  const clocks = await tx.sql<OldClock>(OLD, [calendar.version]);
  return { moved: await reckonAnew(tx, clocks, calendar), isDone: clocks.length < BATCH };
}

/** Reckons locked clocks anew and tells of those whose light eases by it. How many deadlines came to lie elsewhere. */
export async function reckonAnew(
  tx: Pick<Tx, 'sql' | 'now' | 'record'>,
  clocks: readonly OldClock[],
  calendar: Calendar,
): Promise<number> {
  if (clocks.length === 0) return 0;
  let moved = 0;
  const rows = clocks.map((clock) => {
    const { due, amber, isEstimated, light, tend, eased } = reckonedAnew(clock, calendar, tx.now);
    if (due.getTime() !== clock.dueAt.getTime()) moved++;
    if (eased) tell(tx, clock, light);
    const { id, pausedAt: paused, extendedDays: extended } = clock;
    return { id, due, amber, estimated: isEstimated, tend, light, paused, extended };
  });
  await tx.sql(MOVE, [JSON.stringify(rows), calendar.version]);
  return moved;
}

const tell = (tx: Pick<Tx, 'record'>, { id, leadId, kind }: OldClock, light: ClockLight): void =>
  tx.record({
    kind: 'LEAD_CLOCK_EASED',
    subject: { type: 'Lead', id: leadId },
    guard: { kind: 'LEAD', id: leadId },
    minimum: 'FOLLOW',
    payload: { clockId: id, clockKind: kind, light, escalatedToTeamId: null },
  });
