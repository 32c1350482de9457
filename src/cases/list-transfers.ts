import { LEVEL, visibleById, visibleTo } from '../access/visible-to.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { TransferDirection, type TransferFilter } from './transfer.inputs.ts';
import type { TransferRow } from './transfer.ts';

/** Columns of a transfer under the names of its GraphQL fields; levels are enforced on fields, not here. */
const COLUMNS = `r.id, r.kind, r.subject_id as "subjectId", r.from_team_id as "fromTeamId", r.to_team_id as "toTeamId", r.reason,
  r.note, r.terms, r.state, r.offered_at as "offeredAt", r.due_at as "dueAt", r.is_estimated as "isEstimated",
  r.answered_at as "answeredAt", r.answer_note as "answerNote"`;

export const transferById = visibleById<TransferRow>({ name: 'transfer_by_id', table: 'transfer', columns: COLUMNS });
export const loadTransfer = (ctx: ReadCtx, uuid: string): Promise<TransferRow | null> => ctx.load(transferById, uuid);

interface Listed {
  purpose: string;
  column: 'due_at' | 'offered_at';
  descending: boolean;
  /** Conditions; `$1` is the viewer's team. */
  where: string[];
  params: unknown[];
}

async function transferPage(ctx: Ctx, listed: Listed, args: PageArgs): Promise<Page<TransferRow>> {
  const purpose = `transfers:${ctx.viewer.teamId}:${listed.purpose}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const { from, where, first } = visibleTo(ctx, 'transfer');
  const conditions = [where, ...listed.where].join(' and ');
  const params = [first, ...listed.params];
  const down = listed.descending !== request.backward;
  const at = params.length;
  const past = request.position
    ? ` and (r.${listed.column}, r.id) ${down ? '<' : '>'} ($${at + 1}::timestamptz, $${at + 2}::uuid)`
    : '';
  const way = down ? 'desc' : 'asc';
  const rows = await ctx.read<TransferRow>(
    `select ${COLUMNS}, ${LEVEL} from ${from} where ${conditions}${past}
     order by r.${listed.column} ${way}, r.id ${way} limit ${request.limit + 1}`,
    [...params, ...(request.position ?? [])],
  );
  const count = `select count(*)::int as n from (select 1 from ${from} where ${conditions} limit ${COUNT_CAP}) seen`;
  const key = listed.column === 'due_at' ? 'dueAt' : 'offeredAt';
  return toPage(rows, request, (row) => [row[key], row.id], {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total: async () => (await ctx.read<{ n: number }>(count, params))[0]!.n,
  });
}

const WAYS = {
  IN: 'r.to_team_id = $1',
  OUT: 'r.from_team_id = $1',
  BOTH: '(r.to_team_id = $1 or r.from_team_id = $1)',
} as const;

/** The team's own in- and outbox, nearest due first; what it may not see any more has left it. */
export function listTransfers(ctx: Ctx, filter: TransferFilter, args: PageArgs): Promise<Page<TransferRow>> {
  const way: TransferDirection | 'BOTH' = filter.direction ?? 'BOTH';
  const listed: Listed = { purpose: way, column: 'due_at', descending: false, where: [WAYS[way]], params: [] };
  for (const [column, value] of [
    ['state', filter.state],
    ['kind', filter.kind],
  ] as const) {
    if (value == null) continue;
    listed.params.push(value);
    listed.where.push(`r.${column} = $${listed.params.length + 1}`);
  }
  return transferPage(ctx, listed, args);
}

/** How a record came to the team that has it, newest first. */
export const transfersOf = (ctx: Ctx, subjectId: string, args: PageArgs): Promise<Page<TransferRow>> =>
  transferPage(
    ctx,
    { purpose: subjectId, column: 'offered_at', descending: true, where: ['r.subject_id = $2'], params: [subjectId] },
    args,
  );
