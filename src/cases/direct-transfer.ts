import { randomUUID } from 'node:crypto';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorize } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Role, TeamKind } from '../kernel/viewer.ts';
import { checkText } from '../leads/deal-facts.ts';
import { liveTeam } from '../leads/parties.ts';
import { endOffer, openOffer } from './open-offer.ts';
import type { DirectTransferInput } from './transfer.inputs.ts';
import { authorizeTransfers, checkMovable, checkReceiver } from './transfer.policy.ts';
import { Transfer, TransferState } from './transfer.ts';
import { changeSubject, handOver, lockSubject, type Subject } from './transfer-subject.ts';

/**
 * The city directs a lead or case to another team, without asking it: a named act with its own event (decision 4), and the
 * way on for a record whose team has ended. An offer that is open ends by it.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (version) | ILLEGAL_MOVE (ended) | REQUIRED | INVALID (all at once)
 */
export function directTransfer(ctx: Ctx, input: DirectTransferInput): Promise<{ transferId: string }> {
  authorizeTransfers(ctx.viewer);
  const isChiefOfCity = ctx.viewer.teamKind === TeamKind.CITY && ctx.viewer.role === Role.CHIEF;
  authorize(isChiefOfCity, '指定流转由市级团队负责人办理，请联系市投促局', 'input');
  return ctx.act('directTransfer', input, async (tx) => {
    const target = { id: input.subjectId, expectedVersion: input.expectedVersion };
    const subject = await lockSubject(tx, target, Level.FOLLOW, 'subjectId');
    checkMovable(subject, 'subjectId');
    const refusals = new Refusals();
    const team = await liveTeam(tx, input.toTeamId, refusals, 'toTeamId');
    checkReceiver(team, subject.ownerTeamId, refusals);
    const note = checkText(refusals, 'basis', input.basis, 1_000, '依据');
    refusals.throwIfAny();
    return { transferId: await direct(tx, subject, { toTeamId: team!.id, reason: input.reason, note }) };
  });
}

async function direct(tx: Tx, subject: Subject, given: Pick<Transfer, 'toTeamId' | 'reason' | 'note'>): Promise<string> {
  const { kind, ownerTeamId: fromTeamId, row } = subject;
  const open = await openOffer(tx, row.id);
  if (open) await endOffer(tx, open, TransferState.EXPIRED, '市级已指定流转');
  const transferId = randomUUID();
  const own = { ...given, id: transferId, kind, subjectId: row.id, fromTeamId, state: TransferState.DIRECTED };
  const at = { offeredAt: tx.now, dueAt: tx.now, answeredAt: tx.now, isEstimated: false, dueDays: 0, calendarVersion: '' };
  await tx.em.insert(Transfer, { ...own, ...at });
  const { lost } = await handOver(tx, subject, given.toTeamId);
  const payload = { transferId, fromTeamId, toTeamId: given.toTeamId, reason: given.reason };
  await changeSubject(tx, subject, { kind: 'TRANSFER_DIRECTED', revokedTeams: lost, payload }, given.toTeamId);
  return transferId;
}
