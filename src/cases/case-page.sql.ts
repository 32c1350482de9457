import type { Ctx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { listSql, objectSql } from '../kernel/json.sql.ts';
import { AMOUNT, CASE_FIELDS, CASE_PARTIES, latest } from './case-parts.sql.ts';

const SQL = `select ${objectSql(`select ${CASE_FIELDS}, r.version, ${AMOUNT}, case when a.level >= 2 then r.intent end as intent, ${CASE_PARTIES},
    case when a.level >= 3 then ${listSql('select x.name, x.title, x.phone from contact x where x.guard_id = r.id order by x.created_at, x.id')} end as contacts,
    ${latest(10)}
  from access a join cases r on r.id = a.subject_id where a.team_id = $1 and a.subject_id = $2`)}::text as "case"`;

/** `q2-case-page.graphql` in one statement. */
export function hotCasePage(ctx: Ctx, { id }: Record<string, unknown>): Promise<string> | undefined {
  const uuid = typeof id === 'string' ? uuidOf('Case', id) : null;
  return uuid === null ? undefined : answer(ctx, uuid);
}

async function answer(ctx: Ctx, uuid: string): Promise<string> {
  const [row] = await ctx.read<{ case: string | null }>(SQL, [ctx.viewer.teamId, uuid], 'hot_case_page');
  return `{"case":${row!.case}}`;
}
