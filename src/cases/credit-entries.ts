import { LEVEL, visibleTo } from '../access/visible-to.ts';
import type { Ctx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { LevelledRow } from '../kernel/levelled.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { creditHistories } from './credit-histories.ts';
import { allocate } from './credit-ledger.ts';
import { rangeOf, type LedgerQuery, type LedgerRange } from './credit-ledger-sums.ts';
import type { CreditFigureKind } from './credit-terms.ts';

/** A part of one recorded amount that a team gets. */
export interface CreditEntryRow extends LevelledRow {
  caseId: string;
  figureId: string;
  figure: CreditFigureKind;
  happenedOn: string;
  teamId: string;
  units: bigint;
  sharesId: string | null;
}

/** Place of an entry in the list: newest day first; one amount's teams in the order of their ids. */
type Position = [day: string, figureId: string, teamId: string];

interface Candidate {
  id: string;
  caseId: string;
  happenedOn: string;
  level: Level;
}

/** Amounts looked at together. */
const BATCH = 200;

/** A team that never led the case and is in no shares of it is credited with nothing of it. */
const CONCERNS = (team: string) => `(exists (select 1 from case_lead l where l.case_id = r.case_id and l.team_id = ${team})
  or exists (select 1 from credit_party p where p.case_id = r.case_id and p.team_id = ${team}))`;

/** The next amounts of the range behind a place, whether or not they credit the team. */
async function candidates(ctx: Ctx, range: LedgerRange, after: Position | null, backward: boolean): Promise<Candidate[]> {
  const { from, where, first } = visibleTo(ctx, 'credit_figure', Level.FOLLOW);
  const params: unknown[] = [first, range.figure, range.from, range.to];
  const way = backward ? 'asc' : 'desc';
  const team = range.team === null ? '' : ` and ${CONCERNS(`$${params.push(range.team)}::uuid`)}`;
  // The place's own amount is looked at again: not all of its teams may have been shown.
  const past =
    after === null
      ? ''
      : ` and (r.happened_on, r.id) ${backward ? '>=' : '<='} ($${params.push(after[0])}::date, $${params.push(after[1])}::uuid)`;
  return ctx.read<Candidate>(
    `select r.id, r.case_id as "caseId", r.happened_on as "happenedOn", ${LEVEL} from ${from}
     where ${where} and r.figure = $2 and r.happened_on between $3::date and $4::date${team}${past}
     order by r.happened_on ${way}, r.id ${way} limit ${BATCH}`,
    params,
  );
}

const compare = (a: Position, b: Position): number => {
  if (a[0] !== b[0]) return a[0] > b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] > b[1] ? -1 : 1;
  return a[2] === b[2] ? 0 : a[2] < b[2] ? -1 : 1;
};
const placeOf = ({ happenedOn, figureId, teamId }: CreditEntryRow): Position => [happenedOn, figureId, teamId];

/** What these amounts give to whom, in the order of the list. */
async function entriesOf(ctx: Ctx, range: LedgerRange, found: readonly Candidate[]): Promise<CreditEntryRow[]> {
  const byId = new Map(found.map((each) => [each.id, each]));
  const histories = await creditHistories(ctx, [...new Set(found.map(({ caseId }) => caseId))], [range.figure]);
  return histories
    .flatMap((history) =>
      allocate(history, range.asOf).flatMap(({ figure, sharesId, parts }) => {
        const { caseId, level } = byId.get(figure.id) ?? {};
        if (!caseId || !level) return [];
        const { id: figureId, happenedOn } = figure;
        return [...parts]
          .filter(([teamId, units]) => units !== 0n && (range.team === null || range.team === teamId))
          .map(([teamId, units]) => ({
            id: figureId,
            level,
            caseId,
            figureId,
            figure: range.figure,
            happenedOn,
            teamId,
            units,
            sharesId,
          }));
      }),
    )
    .sort((a, b) => compare(placeOf(a), placeOf(b)));
}

/** Entries behind a place, as many as are asked for and no more amounts than that takes. */
async function entriesAfter(
  ctx: Ctx,
  range: LedgerRange,
  start: Position | null,
  backward: boolean,
  most: number,
): Promise<CreditEntryRow[]> {
  const way = backward ? -1 : 1;
  const entries: CreditEntryRow[] = [];
  let place = start;
  let seen: Position | null = start;
  for (;;) {
    const found = await candidates(ctx, range, place, backward);
    const made = await entriesOf(ctx, range, found);
    if (backward) made.reverse();
    for (const entry of made) {
      if (seen !== null && compare(placeOf(entry), seen) * way <= 0) continue;
      entries.push(entry);
      seen = placeOf(entry);
      if (entries.length >= most) return entries;
    }
    if (found.length < BATCH) return entries;
    const { happenedOn, id } = found.at(-1)!;
    place = [happenedOn, id, ''];
  }
}

/** Who is credited with which part of which amount, newest first: what the sums of the ledger are made of. */
export async function listCreditEntries(ctx: Ctx, query: LedgerQuery, args: PageArgs): Promise<Page<CreditEntryRow>> {
  const range = rangeOf(ctx, query);
  const { figure, teamId, from, to, asOf } = query;
  const purpose = `credit-entries:${ctx.viewer.teamId}:${JSON.stringify([figure, teamId, from, to, asOf])}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const { backward, limit, position } = request;
  const rows = await entriesAfter(ctx, range, position as Position | null, backward, limit + 1);
  return toPage(rows, request, placeOf, {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total: async () => (await entriesAfter(ctx, range, null, false, COUNT_CAP)).length,
  });
}
