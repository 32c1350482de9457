import type { Ctx } from '../kernel/context.ts';
import { listSql } from '../kernel/json.sql.ts';
import { cursorPurpose } from '../access/visible-list.ts';
import { CaseStage } from './case.ts';
import { AMOUNT, CASE_FIELDS, CASE_PARTIES, latest } from './case-parts.sql.ts';

const PAGE = 50;
const SQL = `
with seen as materialized (
  select subject_id, level, updated_at, row_number() over (order by updated_at desc, subject_id desc) as at from access
  where team_id = $1 and kind = 'CASE' and stage = $2 order by updated_at desc, subject_id desc limit ${PAGE + 1})
select ${listSql(`select ${CASE_FIELDS}, ${AMOUNT}, ${CASE_PARTIES}, ${latest(3)}
    from seen a join cases r on r.id = a.subject_id where a.at <= ${PAGE} order by a.at`)}::text as nodes,
  exists (select 1 from seen where at > ${PAGE}) as more, last.subject_id as id, last.updated_at as changed
from (values (1)) one left join (select subject_id, updated_at from seen where at <= ${PAGE} order by at desc limit 1) last on true`;

interface Answer {
  nodes: string;
  more: boolean;
  /** Of the last case, for the cursor; null when there is none. */
  id: string | null;
  changed: Date | null;
}

/** `q1-case-list.graphql` in one statement. Only its first page: undefined leaves anything else to the ordinary path. */
export function hotCaseList(ctx: Ctx, { stage, after }: Record<string, unknown>): Promise<string> | undefined {
  if (after != null || typeof stage !== 'string' || !Object.hasOwn(CaseStage, stage)) return undefined;
  return answer(ctx, stage);
}

async function answer(ctx: Ctx, stage: string): Promise<string> {
  const { asOf } = ctx;
  const [row] = await ctx.read<Answer>(SQL, [ctx.viewer.teamId, stage], 'hot_case_list');
  const { nodes, more, id, changed } = row!;
  const endCursor =
    id && ctx.seal.seal(cursorPurpose('CASE', ctx.viewer.teamId, 'UPDATED_AT', true), JSON.stringify([changed, id]));
  const pageInfo = JSON.stringify({ hasNextPage: more, endCursor });
  return `{"cases":{"nodes":${nodes},"pageInfo":${pageInfo},"asOf":${JSON.stringify(asOf)}}}`;
}
