import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { concludeClaimOfCase, signClaimOfCase } from '../leads/claim-of-case.ts';
import { reopenCollisions, resolveCollisions } from '../leads/close-collisions.ts';
import { checkText } from '../leads/deal-facts.ts';
import { refuseFrozen } from '../leads/frozen.ts';
import type { MoveCaseInput } from './case.inputs.ts';
import { isOpen } from './case-moves.ts';
import { authorizeMove } from './case.policy.ts';
import { CaseStage } from './case.ts';
import { caseById } from './case.loaders.ts';
import { changeCase, shareOf, type LockedCase } from './change-case.ts';

/** A case that ends leaves nothing to collide with; one that is taken up again may collide as before. */
async function collisionsOfMove(tx: Tx, leadId: string | null, from: CaseStage, to: CaseStage): Promise<void> {
  if (leadId === null || isOpen(from) === isOpen(to)) return;
  await (isOpen(to) ? reopenCollisions(tx, leadId) : resolveCollisions(tx, leadId));
}

/**
 * Moves a case along `CASE_MOVES`. Losing, suspending and ending need a reason; going on clears it.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE | REQUIRED | INVALID
 */
export function moveCase(ctx: Ctx, input: MoveCaseInput): Promise<{ caseId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act(
    'moveCase',
    input,
    async (tx) => {
      const locked = await lockForWrite<LockedCase>(tx, 'Case', input);
      refuseFrozen(locked);
      const share = await shareOf(tx, locked.id, tx.viewer.teamId);
      const from = locked.stage;
      const to = input.stage;
      const move = authorizeMove({ stage: from, suspendedFrom: locked.suspended_from }, to, share?.role ?? null);
      const refusals = new Refusals();
      const given = input.reason ?? '';
      const reason = move.reasonRequired || given !== '' ? checkText(refusals, 'reason', given, 1_000, '变更原因') : null;
      refusals.throwIfAny();
      const suspendedFrom = to === CaseStage.SUSPENDED ? from : null;
      const columns = { stage: to, stageSince: tx.now, suspendedFrom, closingReason: move.reasonRequired ? reason : null };
      await changeCase(tx, locked, columns, {
        kind: 'CASE_STAGE_MOVED',
        payload: { from, to, changes: { stage: { from, to } } },
      });
      if (to === CaseStage.SIGNED) await signClaimOfCase(tx, locked.lead_id);
      if (!isOpen(to)) await concludeClaimOfCase(tx, locked.lead_id, reason);
      await collisionsOfMove(tx, locked.lead_id, from, to);
      tx.show(caseById, locked.id);
      return { caseId: locked.id };
    },
    { ahead: true },
  );
}
