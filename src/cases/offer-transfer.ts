import { randomUUID } from 'node:crypto';
import { giveStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorize } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { checkText } from '../leads/deal-facts.ts';
import { liveTeam } from '../leads/parties.ts';
import { agreedTerms } from './agree-transfer-terms.ts';
import { openOffer } from './open-offer.ts';
import { offerDue } from './transfer-due.ts';
import type { OfferTransferInput } from './transfer.inputs.ts';
import { authorizeTransfers, checkMovable, checkReceiver } from './transfer.policy.ts';
import { Transfer, TransferReason, TransferState } from './transfer.ts';
import { changeSubject, lockSubject, settleSubject, type Subject } from './transfer-subject.ts';

const LONGEST_NOTE = 1_000;

/**
 * Offers a lead or case to another team, which may read it until it has answered: everything but contacts and other
 * teams' private notes. Nothing else changes until it accepts.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (version, open offer) | ILLEGAL_MOVE (ended) | REQUIRED | INVALID
 */
export function offerTransfer(ctx: Ctx, input: OfferTransferInput): Promise<{ transferId: string }> {
  authorizeTransfers(ctx.viewer);
  return ctx.act('offerTransfer', input, async (tx) => {
    const target = { id: input.subjectId, expectedVersion: input.expectedVersion };
    const subject = await lockSubject(tx, target, Level.WORK, 'subjectId');
    authorize(subject.ownerTeamId === tx.viewer.teamId, '只有承接或主办团队可以发起流转', 'input', 'subjectId');
    checkMovable(subject, 'subjectId');
    const refusals = new Refusals();
    const team = await liveTeam(tx, input.toTeamId, refusals, 'toTeamId');
    checkReceiver(team, subject.ownerTeamId, refusals);
    const note = noteOf(input, refusals);
    if (await openOffer(tx, subject.row.id))
      refusals.add('CONFLICT', '已有待接收的流转，请先撤回或等待答复', 'input', 'subjectId');
    const sides = { kind: subject.kind, subjectId: subject.row.id, fromTeamId: subject.ownerTeamId, toTeamId: team?.id ?? '' };
    const terms = team && input.terms ? await agreedTerms(tx, sides, input.terms, refusals) : null;
    refusals.throwIfAny();
    return { transferId: await offer(tx, subject, { toTeamId: team!.id, reason: input.reason, note, terms }) };
  });
}

function noteOf({ reason, note }: OfferTransferInput, refusals: Refusals): string | null {
  if (reason !== TransferReason.OTHER && (note ?? '').trim() === '') return null;
  return checkText(refusals, 'note', note ?? '', LONGEST_NOTE, '流转说明');
}

async function offer(tx: Tx, subject: Subject, given: Pick<Transfer, 'toTeamId' | 'reason' | 'note' | 'terms'>): Promise<string> {
  const { kind, ownerTeamId: fromTeamId, row } = subject;
  const transferId = randomUUID();
  const state = TransferState.OFFERED;
  const own = { ...given, id: transferId, kind, subjectId: row.id, fromTeamId, state };
  await tx.em.insert(Transfer, { ...own, offeredAt: tx.now, ...(await offerDue(tx)) });
  const ground = AccessGround.TRANSFER_OFFER;
  await giveStake(tx, { kind, subjectId: row.id, teamId: given.toTeamId, ground, level: Level.FOLLOW });
  await settleSubject(tx, subject);
  const payload = { transferId, fromTeamId, toTeamId: given.toTeamId, reason: given.reason };
  await changeSubject(tx, subject, { kind: 'TRANSFER_OFFERED', payload });
  return transferId;
}
