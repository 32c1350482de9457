import { unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { Scope } from '../kernel/viewer.ts';
import type { WithdrawShareInput } from './case.inputs.ts';
import { CaseShare } from './case-share.ts';
import { changeCase, directsCase, settleCase, type LockedCase } from './change-case.ts';
import { shareToChange } from './change-share.ts';
import { keepInSight } from './keep-in-sight.ts';

/**
 * Ends a share: the lead team and its supervisors any but the lead's, every other team its own. Whoever loses access
 * by it, supervisors included, hears nothing of the case from here on.
 * @throws Refusal NOT_FOUND | FORBIDDEN (a part of the credit is the team's) | CONFLICT | INVALID (the lead's share)
 */
export function withdrawShare(ctx: Ctx, input: WithdrawShareInput): Promise<{ caseId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('withdrawShare', input, async (tx) => {
    const target = { id: input.caseId, expectedVersion: input.expectedVersion };
    const locked = await lockForWrite<LockedCase>(tx, 'Case', target, Level.SUMMARY, 'caseId');
    const own = uuidOf('Team', input.teamId) === tx.viewer.teamId;
    authorize(own || (await directsCase(tx, locked)), '只有主办团队或其上级可以撤回共享；本团队可以自行退出', 'input', 'teamId');
    const share = await shareToChange(tx, locked, input.teamId);
    if (!own) await keepInSight(tx, locked.id, share.teamId, 'input', 'teamId');
    // A team at SUMMARY sees no share that has ended, its own included, so the row leaves its sight by this very update.
    await unguarded(tx, () => tx.em.nativeUpdate(CaseShare, { id: share.id }, { until: tx.now }));
    const { lost } = await settleCase(tx, locked);
    const event = { kind: 'CASE_SHARE_WITHDRAWN', revokedTeams: lost, payload: { teamId: share.teamId, role: share.role } };
    await unguarded(tx, () => changeCase(tx, locked, {}, event));
    return { caseId: locked.id };
  });
}
