import type { Ctx } from '../kernel/context.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { refuseHoardingByTransfer } from '../leads/claim-limits.ts';
import { checkText } from '../leads/deal-facts.ts';
import { refuseOvertaken } from './agree-transfer-terms.ts';
import { endOffer, lockOffer, told } from './open-offer.ts';
import type { AcceptTransferInput, DeclineTransferInput, WithdrawTransferInput } from './transfer.inputs.ts';
import { authorizeTransfers, checkMovable } from './transfer.policy.ts';
import { TransferKind, TransferState } from './transfer.ts';
import { changeSubject, handOver, settleSubject } from './transfer-subject.ts';
import { writeTransferTerms } from './write-transfer-terms.ts';

const LONGEST_NOTE = 1_000;

/**
 * Takes over what was offered: the receiver owns or leads the record, with its contacts, in the stage it has; the origin
 * keeps reading. Its own token proves that the receiver is live.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (answered, or the record went elsewhere) | ILLEGAL_MOVE (ended) | INVALID
 * @throws Refusal LIMIT_REACHED (its claim would be one too many)
 */
export function acceptTransfer(ctx: Ctx, input: AcceptTransferInput): Promise<{ transferId: string }> {
  authorizeTransfers(ctx.viewer);
  return ctx.act('acceptTransfer', input, async (tx) => {
    const { offer, subject } = await lockOffer(tx, input.transferId, 'toTeamId');
    checkMovable(subject, 'transferId');
    if (subject.ownerTeamId !== offer.fromTeamId)
      throw refuse('CONFLICT', '线索或专案已不在转出团队，流转不再有效', 'input', 'transferId');
    const refusals = new Refusals();
    const note = (input.note ?? '').trim() === '' ? null : checkText(refusals, 'note', input.note!, LONGEST_NOTE, '答复说明');
    refusals.throwIfAny();
    await refuseOvertaken(tx, offer);
    const leadId = subject.kind === TransferKind.LEAD ? subject.row.id : subject.row.lead_id;
    if (leadId) await refuseHoardingByTransfer(tx, leadId, 'transferId');
    await endOffer(tx, offer, TransferState.ACCEPTED, note);
    const { lost } = await handOver(tx, subject, offer.toTeamId);
    const caseId = subject.kind === TransferKind.CASE ? subject.row.id : null;
    const sharesIds = caseId ? await writeTransferTerms(tx, caseId, { ...offer, acceptedAt: tx.now }) : [];
    const event = { kind: 'TRANSFER_ACCEPTED', revokedTeams: lost, payload: { ...told(offer), sharesIds } };
    await changeSubject(tx, subject, event, offer.toTeamId);
    return { transferId: offer.id };
  });
}

/**
 * Declines what was offered, with a reason the origin reads; what the offer showed is seen no more.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (answered) | REQUIRED | INVALID
 */
export function declineTransfer(ctx: Ctx, input: DeclineTransferInput): Promise<{ transferId: string }> {
  authorizeTransfers(ctx.viewer);
  return ctx.act('declineTransfer', input, async (tx) => {
    const { offer, subject } = await lockOffer(tx, input.transferId, 'toTeamId');
    const refusals = new Refusals();
    const note = checkText(refusals, 'note', input.note, LONGEST_NOTE, '婉拒原因');
    refusals.throwIfAny();
    await endOffer(tx, offer, TransferState.DECLINED, note);
    const { lost } = await settleSubject(tx, subject);
    await changeSubject(tx, subject, { kind: 'TRANSFER_DECLINED', revokedTeams: lost, payload: told(offer) });
    return { transferId: offer.id };
  });
}

/**
 * Takes an own offer back before it is answered.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (answered)
 */
export function withdrawTransfer(ctx: Ctx, input: WithdrawTransferInput): Promise<{ transferId: string }> {
  authorizeTransfers(ctx.viewer);
  return ctx.act('withdrawTransfer', input, async (tx) => {
    const { offer, subject } = await lockOffer(tx, input.transferId, 'fromTeamId');
    await endOffer(tx, offer, TransferState.WITHDRAWN, null);
    const { lost } = await settleSubject(tx, subject);
    await changeSubject(tx, subject, { kind: 'TRANSFER_WITHDRAWN', revokedTeams: lost, payload: told(offer) });
    return { transferId: offer.id };
  });
}
