import type { Ctx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { refuse } from '../kernel/refusal.ts';
import { textOf } from './company-input.ts';
import { CompanyMatchStatus } from './company-match.ts';
import type { DismissMatchInput } from './match.inputs.ts';
import { authorizeCompanies } from './register-company.ts';

const LONGEST_NOTE = 500;

/**
 * Says that two companies are two. A later scan lets the pair rest, unless it finds more reasons.
 * @throws Refusal FORBIDDEN | REQUIRED | INVALID | NOT_FOUND | CONFLICT
 */
export async function dismissMatch(ctx: Ctx, input: DismissMatchInput): Promise<{ matchId: string }> {
  authorizeCompanies(ctx);
  const note = textOf(input.note);
  if (note === null) throw refuse('REQUIRED', '请写明为什么是两家企业，如 同名不同址，信用代码不同', 'input', 'note');
  if (note.length > LONGEST_NOTE) throw refuse('INVALID', `理由最多 ${LONGEST_NOTE} 个字，请精简`, 'input', 'note');
  return ctx.act('dismissMatch', input, async (tx) => {
    const id = uuidOf('CompanyMatch', input.matchId);
    const sql = `select id, left_id as "leftId", right_id as "rightId", status from company_match where id = $1 for update`;
    const [match] =
      id === null ? [] : await tx.sql<{ id: string; leftId: string; rightId: string; status: CompanyMatchStatus }>(sql, [id]);
    if (!match) throw refuse('NOT_FOUND', '该疑似重复不存在，请刷新列表', 'input', 'matchId');
    if (match.status !== CompanyMatchStatus.OPEN) {
      const done =
        match.status === CompanyMatchStatus.MERGED ? '两家企业已合并，如有误请撤销合并' : '该疑似重复已排除，无需再次办理';
      throw refuse('CONFLICT', done, 'input', 'matchId');
    }
    await tx.sql(
      `update company_match set status = 'DISMISSED', decided_at = $2, decided_by_id = $3, decided_by_team_id = $4, note = $5 where id = $1`,
      [match.id, tx.now, tx.viewer.personId, tx.viewer.teamId, note],
    );
    tx.record({
      kind: 'COMPANY_MATCH_DISMISSED',
      subject: { type: 'CompanyMatch', id: match.id },
      payload: { matchId: match.id, leftId: match.leftId, rightId: match.rightId },
    });
    return { matchId: match.id };
  });
}
