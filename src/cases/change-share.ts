import { unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { atLeast, Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Scope, type TeamKind } from '../kernel/viewer.ts';
import type { ChangeShareInput } from './case.inputs.ts';
import { checkOffer, type LiveShare } from './case.policy.ts';
import { CaseShare, ShareRole } from './case-share.ts';
import { changeCase, directsCase, settleCase, shareOf, type LockedCase } from './change-case.ts';
import { keepInSight } from './keep-in-sight.ts';

/** The share an input names; the lead's own share is not changed or withdrawn, or the case would be without a lead. */
export async function shareToChange(tx: Tx, locked: LockedCase, teamId: string): Promise<LiveShare & { id: string }> {
  const uuid = uuidOf('Team', teamId);
  const share = uuid ? await shareOf(tx, locked.id, uuid) : null;
  if (!share) throw refuse('NOT_FOUND', '该团队不在专案中，请核对团队编号', 'input', 'teamId');
  if (share.role === ShareRole.LEAD)
    throw refuse('INVALID', '主办团队的共享不能调整或撤回，专案须始终有一个主办团队', 'input', 'teamId');
  return share;
}

/**
 * Changes the role or level of a share: the lead team and its supervisors only.
 * @throws Refusal NOT_FOUND | FORBIDDEN (below FOLLOW while a part of the credit is the team's) | CONFLICT | INVALID
 */
export function changeShare(ctx: Ctx, input: ChangeShareInput): Promise<{ caseId: string; shareId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('changeShare', input, async (tx) => {
    const target = { id: input.caseId, expectedVersion: input.expectedVersion };
    const locked = await lockForWrite<LockedCase>(tx, 'Case', target, Level.FOLLOW, 'caseId');
    authorize(await directsCase(tx, locked), '只有主办团队或其上级可以调整共享', 'input', 'caseId');
    const share = await shareToChange(tx, locked, input.teamId);
    const role = input.role ?? share.role;
    const level = input.level ?? share.grantedLevel;
    const [team] = await tx.sql<{ kind: TeamKind }>('select kind from team where id = $1', [share.teamId]);
    const refusals = new Refusals();
    checkOffer({ kind: team!.kind, role, level }, refusals);
    refusals.throwIfAny();
    if (role === share.role && level === share.grantedLevel) return { caseId: locked.id, shareId: share.id };
    if (!atLeast(level, Level.FOLLOW)) await keepInSight(tx, locked.id, share.teamId, 'input', 'level');
    // A supervisor directs the case without working on it: its own session may not write these rows.
    await unguarded(tx, () => tx.em.nativeUpdate(CaseShare, { id: share.id }, { role, grantedLevel: level }));
    const { lost } = await settleCase(tx, locked);
    const changes = { role: { from: share.role, to: role }, level: { from: share.grantedLevel, to: level } };
    const payload = { teamId: share.teamId, role, level, changes };
    const event = { kind: 'CASE_SHARE_CHANGED', revokedTeams: lost, payload };
    await unguarded(tx, () => changeCase(tx, locked, {}, event));
    return { caseId: locked.id, shareId: share.id };
  });
}
