import { unguarded } from '../access/access-facts.ts';
import type { Ctx } from '../kernel/context.ts';
import { authorize } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Role, TeamKind } from '../kernel/viewer.ts';
import { yearProblems } from '../leads/check-work-calendar.ts';
import { saveWorkCalendar } from '../leads/save-work-calendar.ts';
import type { ImportWorkCalendarInput } from '../leads/work-calendar.inputs.ts';
import { recomputeDeadlines } from './recompute-deadlines.ts';

/**
 * Enters a year's notice of holidays, or corrects it, and reckons the running deadlines anew; what one transaction does not
 * hold follows within a minute. The same notice again changes nothing.
 * @throws Refusal FORBIDDEN | INVALID (all at once)
 */
export async function importWorkCalendar(ctx: Ctx, input: ImportWorkCalendarInput): Promise<{ year: number; moved: number }> {
  const { role, teamKind, personId } = ctx.viewer;
  const isCityChief = role === Role.CHIEF && teamKind === TeamKind.CITY && personId !== null;
  authorize(isCityChief, '只有市级团队负责人可以录入节假日安排', 'input');
  const refusals = new Refusals();
  for (const { field, at, message } of yearProblems(input)) {
    const path = at === null ? [field] : ['days', String(at), field];
    refusals.add('INVALID', at === null ? message : `第 ${at + 1} 天：${message}`, 'input', ...path);
  }
  refusals.throwIfAny();
  return ctx.act('importWorkCalendar', input, async (tx) => {
    const change = await saveWorkCalendar(tx, input);
    const { moved } = change ? await unguarded(tx, () => recomputeDeadlines(tx)) : { moved: 0 };
    return { year: input.year, moved };
  });
}
