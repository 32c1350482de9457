import { LEVEL, visibleTo } from '../access/visible-to.ts';
import type { Ctx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { Level } from '../kernel/level.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { CREDIT_FIGURE_COLUMNS, CREDIT_RULE_COLUMNS, CREDIT_SHARES_COLUMNS, mayReadRules } from './credit.loaders.ts';
import type { CreditFigureRow } from './credit-figure.ts';
import type { CreditRule } from './credit-rule.ts';
import type { CreditSharesRow } from './credit-shares.ts';
import type { CreditFigureKind } from './credit-terms.ts';

interface Listed {
  table: 'credit_shares' | 'credit_figure';
  columns: string;
  /** Day or instant that the newest come first by. */
  by: 'recorded_at' | 'happened_on';
}

/** A page of what a case has, newest first, all figures or one. */
async function listOf<R extends { id: string }>(
  ctx: Ctx,
  { table, columns, by }: Listed,
  keyOf: (row: R) => unknown[],
  caseId: string,
  figure: CreditFigureKind | null,
  args: PageArgs,
): Promise<Page<R>> {
  const purpose = `${table}:${ctx.viewer.teamId}:${caseId}:${figure}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const { from, where, first } = visibleTo(ctx, table, Level.FOLLOW);
  const all = `${from} where ${where} and r.case_id = $2 and ($3::text is null or r.figure = $3)`;
  const params: unknown[] = [first, caseId, figure];
  const way = request.backward ? 'asc' : 'desc';
  const cast = by === 'recorded_at' ? 'timestamptz' : 'date';
  const past = request.position ? ` and (r.${by}, r.id) ${request.backward ? '>' : '<'} ($4::${cast}, $5::uuid)` : '';
  const rows = await ctx.read<R>(
    `select ${columns}, ${LEVEL} from ${all}${past} order by r.${by} ${way}, r.id ${way} limit ${request.limit + 1}`,
    [...params, ...(request.position ?? [])],
  );
  const count = `select count(*)::int as n from (select 1 from ${all} limit ${COUNT_CAP}) seen`;
  const total = async () => (await ctx.read<{ n: number }>(count, params))[0]!.n;
  return toPage(rows, request, keyOf, { seal: ctx.seal, purpose, asOf: ctx.asOf, total });
}

/** How the figures of a case were shared, the newest record first. */
export const listCreditShares = (
  ctx: Ctx,
  caseId: string,
  figure: CreditFigureKind | null,
  args: PageArgs,
): Promise<Page<CreditSharesRow>> => {
  const listed = { table: 'credit_shares', columns: CREDIT_SHARES_COLUMNS, by: 'recorded_at' } as const;
  return listOf<CreditSharesRow>(ctx, listed, (row) => [row.recordedAt, row.id], caseId, figure, args);
};

/** Amounts recorded of a case, the newest day first. */
export const listCreditFigures = (
  ctx: Ctx,
  caseId: string,
  figure: CreditFigureKind | null,
  args: PageArgs,
): Promise<Page<CreditFigureRow>> => {
  const listed = { table: 'credit_figure', columns: CREDIT_FIGURE_COLUMNS, by: 'happened_on' } as const;
  return listOf<CreditFigureRow>(ctx, listed, (row) => [row.happenedOn, row.id], caseId, figure, args);
};

/** Rules by code, the newest version first. */
export async function listCreditRules(ctx: Ctx, code: string | null, args: PageArgs): Promise<Page<CreditRule>> {
  if (!mayReadRules(ctx)) throw fault('FORBIDDEN', '合作伙伴不能查看分计规则，请联系对接的招商团队');
  const request = pageRequest(args, ctx.seal, `credit-rules:${code}`);
  const where = `where ($1::text is null or u.code = $1)`;
  const [compare, way, other] = request.backward ? ['<', 'desc', 'asc'] : ['>', 'asc', 'desc'];
  const rows = await ctx.read<CreditRule>(
    `select ${CREDIT_RULE_COLUMNS} from credit_rule u ${where}
       and ($2::text is null or (u.code, -u.version) ${compare} ($2, -$3::int)) order by u.code ${way}, u.version ${other} limit $4`,
    [code, request.position?.[0] ?? null, request.position?.[1] ?? null, request.limit + 1],
  );
  const count = `select count(*)::int as n from (select 1 from credit_rule u ${where} limit ${COUNT_CAP}) c`;
  return toPage(rows, request, (rule) => [rule.code, rule.version], {
    seal: ctx.seal,
    purpose: `credit-rules:${code}`,
    asOf: ctx.asOf,
    total: async () => (await ctx.read<{ n: number }>(count, [code]))[0]!.n,
  });
}
