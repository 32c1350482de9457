import { calendarOf } from '../kernel/calendar-of.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { addWorkingDays, type Calendar } from '../kernel/workday.ts';
import { isInForce, readTeams, type DirectoryTeam } from '../teams/team-directory.ts';
import { supervisorsOf } from '../teams/team-tree.ts';
import { ClockKind, ClockLight } from './clock-light.ts';

/** Few at a time: the leads are locked while their clocks are told of, and people wait for locks 2 s at most. */
const BATCH = 50;

interface DueClock {
  id: string;
  leadId: string;
  owningTeamId: string;
  kind: ClockKind;
  days: number;
  dueAt: Date;
  amberToldAt: Date | null;
  lateToldAt: Date | null;
  escalatedToTeamId: string | null;
  escalatedAt: Date | null;
  escalations: number;
}

/**
 * Lead and clock are locked together: an act on the lead is before this or behind it; one that is under way is waited for a
 * round. What a contest holds is told of when it runs again.
 */
const DUE = `select c.id, c.lead_id as "leadId", l.owning_team_id as "owningTeamId", c.kind, c.days, c.due_at as "dueAt",
    c.amber_told_at as "amberToldAt", c.late_told_at as "lateToldAt", c.escalated_to_team_id as "escalatedToTeamId",
    c.escalated_at as "escalatedAt", c.escalations
  from response_clock c join lead l on l.id = c.lead_id
  where c.state = 'RUNNING' and c.paused_at is null and c.tend_at <= $1 order by c.tend_at limit ${BATCH} for update of c, l skip locked`;

const MARK = `update response_clock c set amber_told_at = f."amberToldAt", late_told_at = f."lateToldAt",
    escalated_to_team_id = f."escalatedToTeamId", escalated_at = f."escalatedAt", escalations = f.escalations, tend_at = f."tendAt"
  from json_to_recordset($1) as f(id uuid, "amberToldAt" timestamptz, "lateToldAt" timestamptz, "escalatedToTeamId" uuid,
    "escalatedAt" timestamptz, escalations int, "tendAt" timestamptz)
  where c.id = f.id`;

type Marks = Pick<DueClock, 'amberToldAt' | 'lateToldAt' | 'escalatedToTeamId' | 'escalatedAt' | 'escalations'> & {
  tendAt: Date | null;
};

interface Turn {
  now: Date;
  calendar: Calendar;
  /** The teams above the owner that are in force, nearest first. */
  line: readonly string[];
}

/** Calls upon the next team above; the one after it is called when another span of the clock has gone by. */
function escalated(clock: DueClock, { now, calendar, line }: Turn): Pick<Marks, 'escalations' | 'tendAt'> & Partial<Marks> {
  const next = line[clock.escalations];
  if (next === undefined) return { escalations: clock.escalations, tendAt: null };
  const escalations = clock.escalations + 1;
  const hasMore = line[escalations] !== undefined;
  const tendAt = hasMore ? addWorkingDays(calendar, now, clock.days).due : null;
  return { escalatedToTeamId: next, escalatedAt: now, escalations, tendAt };
}

/** What is to be told of a clock now; null when it has nobody further to be told to. */
export function turnOf(clock: DueClock, turn: Turn): { marks: Marks; kind: string | null } {
  const { now } = turn;
  if (now < clock.dueAt) return { marks: { ...clock, amberToldAt: now, tendAt: clock.dueAt }, kind: 'LEAD_CLOCK_AMBER' };
  const marks = { ...clock, ...escalated(clock, turn) };
  if (clock.lateToldAt === null) {
    const told = { amberToldAt: clock.amberToldAt ?? now, lateToldAt: now };
    return { marks: { ...marks, ...told }, kind: 'LEAD_CLOCK_LATE' };
  }
  return { marks, kind: marks.escalations > clock.escalations ? 'LEAD_CLOCK_ESCALATED' : null };
}

function eventOf(clock: DueClock, marks: Marks, kind: string): NewEvent {
  const isAmber = kind === 'LEAD_CLOCK_AMBER';
  const isCalled = marks.escalations > clock.escalations;
  return {
    kind,
    subject: { type: 'Lead', id: clock.leadId },
    guard: { kind: 'LEAD', id: clock.leadId },
    minimum: 'FOLLOW',
    ...(isAmber && { onlyTeams: [clock.owningTeamId] }),
    payload: {
      clockId: clock.id,
      clockKind: clock.kind,
      light: isAmber ? ClockLight.AMBER : ClockLight.RED,
      escalatedToTeamId: isCalled ? marks.escalatedToTeamId : null,
    },
  };
}

export interface Tended {
  /** Clocks of which something was told. */
  told: number;
  /** Whether no further clock is due now. */
  isDone: boolean;
}

/**
 * Tells of clocks that have turned amber or late and calls upon the teams above, a batch in the transaction of whoever calls,
 * as the system. What is marked is not told again; a clock that was met meanwhile is not told of.
 */
export async function tendClocks(tx: Pick<Tx, 'sql' | 'now' | 'record'>): Promise<Tended> {
  const clocks = await tx.sql<DueClock>(DUE, [tx.now]);
  if (clocks.length === 0) return { told: 0, isDone: true };
  const [calendar, teams] = [await calendarOf(tx.sql), await readTeams(tx.sql)];
  const above = linesOf(teams, tx.now);
  let told = 0;
  const marked = clocks.map((clock) => {
    const { marks, kind } = turnOf(clock, { now: tx.now, calendar, line: above(clock.owningTeamId) });
    if (kind !== null) {
      tx.record(eventOf(clock, marks, kind));
      told++;
    }
    return { ...marks, id: clock.id };
  });
  await tx.sql(MARK, [JSON.stringify(marked)]);
  return { told, isDone: clocks.length < BATCH };
}

function linesOf(teams: readonly DirectoryTeam[], now: Date): (teamId: string) => string[] {
  const today = shanghaiDay(now);
  const tree = new Map(teams.map((team) => [team.id, team]));
  return (teamId) => supervisorsOf(tree, teamId).filter((id) => isInForce(tree.get(id)!, today));
}
