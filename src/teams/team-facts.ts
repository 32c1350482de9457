import type { Tx } from '../kernel/context.ts';
import { refuse, type Refusals } from '../kernel/refusal.ts';

export function checkTeamName(name: string, refusals: Refusals): void {
  const length = name.trim().length;
  if (length === 0 || length > 100) refusals.add('INVALID', '团队名称须为 1 至 100 个字符', 'input', 'name');
}

export function checkPeriod(startsOn: string | null, endsOn: string | null, refusals: Refusals): void {
  if (startsOn !== null && endsOn !== null && endsOn < startsOn)
    refusals.add('INVALID', `截止日期不能早于起始日期 ${startsOn}，请调整`, 'input', 'endsOn');
}

/** The divisions the team covers, all of them; unknown codes are named. */
export async function coverDivisions(tx: Tx, teamId: string, given: readonly string[]): Promise<void> {
  const codes = [...new Set(given.map((code) => code.trim()))];
  const known = new Set(
    (await tx.sql<{ code: string }>(`select code from division where code = any($1)`, [codes])).map((row) => row.code),
  );
  const unknown = codes.filter((code) => !known.has(code));
  if (unknown.length > 0)
    throw refuse(
      'INVALID',
      `没有代码为 ${unknown.slice(0, 5).join('、')} 的行政区划，请按 GB/T 2260 填写`,
      'input',
      'divisionCodes',
    );
  await tx.sql(`delete from team_division where team_id = $1 and division_code <> all($2)`, [teamId, codes]);
  await tx.sql(`insert into team_division (team_id, division_code) select $1, unnest($2::text[]) on conflict do nothing`, [
    teamId,
    codes,
  ]);
}
