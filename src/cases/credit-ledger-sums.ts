import { visibleTo } from '../access/visible-to.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { endOfDay, shanghaiDay } from '../kernel/shanghai-day.ts';
import { creditHistories } from './credit-histories.ts';
import { allocate, sumUp, type LedgerHistory, type LedgerSum } from './credit-ledger.ts';
import type { CreditFigureKind } from './credit-terms.ts';

/** What a ledger is asked for. */
export interface LedgerQuery {
  figure: CreditFigureKind;
  teamId?: string | null;
  from?: string | null;
  to?: string | null;
  asOf?: string | null;
}

/** The same with days filled in and the team's id opened. */
export interface LedgerRange {
  figure: CreditFigureKind;
  /** Null for all teams; an id that names none credits nothing. */
  team: string | null;
  from: string;
  to: string;
  asOf: string;
}

const FIRST_DAY = '0001-01-01';
const NO_TEAM = '00000000-0000-0000-0000-000000000000';

/** The day to look at from; today where none is given. @throws fault BAD_USER_INPUT for a day that has not come */
export function dayAsked(ctx: ReadCtx, asOf: string | null | undefined): string {
  const today = shanghaiDay(ctx.now());
  if (asOf != null && asOf > today) throw fault('BAD_USER_INPUT', `asOf 不能晚于今天（${today}）`);
  return asOf ?? today;
}

/** @throws fault BAD_USER_INPUT for days the wrong way round or a day that has not come */
export function rangeOf(ctx: Ctx, { figure, teamId, from, to, asOf }: LedgerQuery): LedgerRange {
  if (from != null && to != null && from > to) throw fault('BAD_USER_INPUT', 'from 不能晚于 to，请调整起止日期');
  const team = teamId == null ? null : (uuidOf('Team', teamId) ?? NO_TEAM);
  return { figure, team, from: from ?? FIRST_DAY, to: to ?? shanghaiDay(ctx.now()), asOf: dayAsked(ctx, asOf) };
}

/** Cases whose histories are in memory at one time. */
const BATCH = 500;

/** A case with an amount in the range. */
interface CaseRow {
  id: string;
  /** The team that has the whole, where nothing was ever shared and no other team ever led; the sum is then enough. */
  wholeOf: string | null;
  /** Of amounts known on the day asked for; null where there are none. */
  sum: string | null;
}

const ALONE = `case when exists (select 1 from credit_shares s where s.case_id = g.id and s.figure = $2) then null
  else (select case when count(*) = 1 then (array_agg(l.team_id))[1] end from case_lead l where l.case_id = g.id) end`;

/** The next cases with an amount in the range, as far as the viewer follows them, in the order of their ids. */
function casesAfter(ctx: Ctx, range: LedgerRange, last: string, most: number): Promise<CaseRow[]> {
  const { from, where, first } = visibleTo(ctx, 'credit_figure', Level.FOLLOW);
  return ctx.read<CaseRow>(
    `select g.id, g.sum, ${ALONE} as "wholeOf" from (
       select r.case_id as id, sum(r.amount) filter (where r.recorded_at < $7::timestamptz) as sum from ${from}
       where ${where} and r.figure = $2 and r.case_id > $3::uuid and r.happened_on between $4::date and $5::date
       group by r.case_id order by r.case_id limit $6) g order by g.id`,
    [first, range.figure, last, range.from, range.to, most, endOfDay(range.asOf)],
    'credit_cases_after',
  );
}

export interface LedgerSums extends LedgerSum {
  /** Cases with an amount in the range. */
  cases: number;
  /** Of them, those that credit the team. */
  casesOf: Map<string, number>;
}

/**
 * Sums over every case the viewer follows, some hundred cases at a time; the next ones are looked for meanwhile. Only
 * where the parts depend on history is it read.
 */
export async function creditSums(ctx: Ctx, range: LedgerRange, batch: number = BATCH): Promise<LedgerSums> {
  const sums: LedgerSums = { total: 0n, parts: new Map(), cases: 0, casesOf: new Map() };
  let rows = await casesAfter(ctx, range, NO_TEAM, batch);
  while (rows.length > 0) {
    const next = rows.length < batch ? [] : casesAfter(ctx, range, rows.at(-1)!.id, batch);
    const shared = rows.filter(({ wholeOf }) => wholeOf === null).map(({ id }) => id);
    const [histories, following] = await Promise.all([creditHistories(ctx, shared, [range.figure]), next]);
    for (const { wholeOf, sum } of rows) if (wholeOf !== null && sum !== null) addWhole(sums, wholeOf, BigInt(sum));
    for (const history of histories) addCase(sums, history, range);
    rows = following;
  }
  return sums;
}

function addWhole(sums: LedgerSums, teamId: string, amount: bigint): void {
  sums.total += amount;
  sums.parts.set(teamId, (sums.parts.get(teamId) ?? 0n) + amount);
  countCase(sums, [teamId]);
}

function countCase(sums: LedgerSums, credited: Iterable<string>): void {
  sums.cases += 1;
  for (const team of credited) sums.casesOf.set(team, (sums.casesOf.get(team) ?? 0) + 1);
}

function addCase(sums: LedgerSums, history: LedgerHistory, { from, to, asOf }: LedgerRange): void {
  const entries = allocate(history, asOf).filter(({ figure: { happenedOn: day } }) => from <= day && day <= to);
  if (entries.length === 0) return;
  sumUp(entries, sums);
  const credited = new Set<string>();
  for (const { parts } of entries) for (const [team, part] of parts) if (part !== 0n) credited.add(team);
  countCase(sums, credited);
}
