import { randomUUID } from 'node:crypto';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { liveTeam } from '../leads/parties.ts';
import type { ShareCaseInput } from './case.inputs.ts';
import { checkOffer } from './case.policy.ts';
import { CaseShare } from './case-share.ts';
import { changeCase, settleCase, shareOf, type LockedCase } from './change-case.ts';

/**
 * Brings a team into a case. Any team that works on it may invite, up to its own level, which is WORK.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (takes part already) | INVALID (all at once)
 */
export function shareCase(ctx: Ctx, input: ShareCaseInput): Promise<{ caseId: string; shareId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('shareCase', input, async (tx) => {
    const locked = await lockForWrite<LockedCase>(
      tx,
      'Case',
      { id: input.caseId, expectedVersion: input.expectedVersion },
      Level.WORK,
      'caseId',
    );
    const refusals = new Refusals();
    const team = await liveTeam(tx, input.teamId, refusals, 'teamId');
    if (team) {
      checkOffer({ kind: team.kind, role: input.role, level: input.level }, refusals);
      const known = await shareOf(tx, locked.id, team.id);
      if (known)
        refusals.add(
          'CONFLICT',
          `该团队已在专案中（${known.role}，${known.grantedLevel}），如需调整请用 changeShare`,
          'input',
          'teamId',
        );
    }
    refusals.throwIfAny();
    const share = { id: randomUUID(), caseId: locked.id, teamId: team!.id, role: input.role, grantedLevel: input.level };
    await tx.em.insert(CaseShare, { ...share, grantedByTeamId: tx.viewer.teamId, since: tx.now });
    await settleCase(tx, locked);
    const payload = { teamId: team!.id, role: input.role, level: input.level };
    await changeCase(tx, locked, {}, { kind: 'CASE_SHARED', payload });
    return { caseId: locked.id, shareId: share.id };
  });
}
