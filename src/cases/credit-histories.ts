import { visibleTo } from '../access/visible-to.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { LedgerFigure, LedgerHistory, LedgerLead, LedgerParty, LedgerShares } from './credit-ledger.ts';
import type { CreditFigureKind, CreditMode, CreditSource, CreditYearsFrom } from './credit-terms.ts';

interface FigureRow {
  id: string;
  caseId: string;
  figure: CreditFigureKind;
  happenedOn: string;
  amount: string;
  reversesId: string | null;
  /** Local time of Shanghai to the millisecond, as text. */
  recorded: string;
}
interface SharesRow {
  id: string;
  caseId: string;
  figure: CreditFigureKind;
  mode: CreditMode;
  source: CreditSource;
  effectiveFrom: string;
  years: number | null;
  yearsFrom: CreditYearsFrom;
  outlayTeamId: string | null;
  outlayYuan: string | null;
  recorded: string;
  startedOn: string | null;
  startRecorded: string | null;
  teams: string[];
  hundredths: number[];
  outside: number[];
}
interface LeadRow {
  id: string;
  caseId: string;
  teamId: string;
  since: string;
}

/** An instant as text that sorts as instants do and begins with its day: cheaper by far than dates, for sums of many rows. */
const localTime = (column: string): string => `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS.MS')`;
const dayOf = (local: string): string => local.slice(0, 10);
/** Tells records of one millisecond apart. */
const orderOf = (local: string, id: string): string => `${local} ${id}`;

const toFigure = ({ id, happenedOn, amount, reversesId, recorded }: FigureRow): LedgerFigure => ({
  id,
  happenedOn,
  amount: BigInt(amount),
  reversesId,
  knownOn: dayOf(recorded),
  order: orderOf(recorded, id),
});

const toShares = (row: SharesRow): LedgerShares => ({
  id: row.id,
  mode: row.mode,
  ruled: row.source === 'ARBITRATED',
  parties: row.teams.map((teamId, i): LedgerParty => ({ teamId, hundredths: row.hundredths[i]!, outside: row.outside[i]! })),
  effectiveFrom: row.effectiveFrom,
  knownOn: dayOf(row.recorded),
  order: orderOf(row.recorded, row.id),
  startedOn: row.startedOn,
  startKnownOn: row.startRecorded && dayOf(row.startRecorded),
  years: row.years,
  yearsFrom: row.yearsFrom,
  outlay: row.outlayTeamId === null ? null : { teamId: row.outlayTeamId, amount: BigInt(row.outlayYuan!) },
});

const toLead = ({ id, teamId, since }: LeadRow): LedgerLead => ({
  teamId,
  since: dayOf(since),
  order: orderOf(since, id),
});

const SHARES = `r.id, r.case_id as "caseId", r.figure, r.mode, r.source, r.effective_from as "effectiveFrom", r.years, r.years_from as "yearsFrom",
  r.outlay_team_id as "outlayTeamId", r.outlay_yuan as "outlayYuan", ${localTime('r.recorded_at')} as recorded,
  k.started_on as "startedOn", ${localTime('k.recorded_at')} as "startRecorded", p.teams, p.hundredths, p.outside`;
const PARTS = `left join credit_start k on k.shares_id = r.id cross join lateral (
  select array_agg(q.team_id order by q.team_id) as teams, array_agg(q.hundredths order by q.team_id) as hundredths,
    array_agg(q.outside order by q.team_id) as outside
  from credit_party q where q.shares_id = r.id) p`;

export interface CaseFigureHistory extends LedgerHistory {
  readonly caseId: string;
  readonly figure: CreditFigureKind;
}

/**
 * What the viewer may read of some cases' figures, by case and kind, as three statements. Where there are shares but no
 * amount yet, the history is there with none.
 */
export async function creditHistories(
  ctx: ReadCtx,
  caseIds: readonly string[],
  kinds: readonly CreditFigureKind[],
): Promise<CaseFigureHistory[]> {
  const of = (table: 'credit_figure' | 'credit_shares' | 'case_lead') => visibleTo(ctx, table, Level.FOLLOW);
  const [figure, share, lead] = [of('credit_figure'), of('credit_shares'), of('case_lead')];
  const [figures, shares, leads] = await Promise.all([
    ctx.read<FigureRow>(
      `select r.id, r.case_id as "caseId", r.figure, r.happened_on as "happenedOn", r.amount, r.reverses_id as "reversesId",
         ${localTime('r.recorded_at')} as recorded
       from ${figure.from} where ${figure.where} and r.figure = any($2::text[]) and r.case_id = any($3::uuid[])`,
      [figure.first, kinds, caseIds],
    ),
    ctx.read<SharesRow>(
      `select ${SHARES} from ${share.from} ${PARTS}
       where ${share.where} and r.figure = any($2::text[]) and r.case_id = any($3::uuid[])`,
      [share.first, kinds, caseIds],
    ),
    ctx.read<LeadRow>(
      `select r.id, r.case_id as "caseId", r.team_id as "teamId", ${localTime('r.since')} as since from ${lead.from}
       where ${lead.where} and r.case_id = any($2::uuid[])`,
      [lead.first, caseIds],
    ),
  ]);
  const keyOf = ({ caseId, figure: kind }: { caseId: string; figure: string }) => `${caseId} ${kind}`;
  const figuresOf = Map.groupBy(figures, keyOf);
  const sharesOf = Map.groupBy(shares, keyOf);
  const leadsOf = Map.groupBy(leads, ({ caseId }) => caseId);
  return caseIds.flatMap((caseId) =>
    kinds.flatMap((kind): CaseFigureHistory[] => {
      const key = keyOf({ caseId, figure: kind });
      const [amounts, records] = [figuresOf.get(key) ?? [], sharesOf.get(key) ?? []];
      if (amounts.length === 0 && records.length === 0) return [];
      const led = (leadsOf.get(caseId) ?? []).map(toLead);
      return [{ caseId, figure: kind, figures: amounts.map(toFigure), shares: records.map(toShares), leads: led }];
    }),
  );
}
