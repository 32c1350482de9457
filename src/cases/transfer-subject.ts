import { unguarded } from '../access/access-facts.ts';
import type { Settled } from '../access/grant.ts';
import { lockForWrite, type Target } from '../access/lock-for-write.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { parseGlobalId, uuidOf } from '../kernel/global-id.ts';
import type { Level } from '../kernel/level.ts';
import { refuse } from '../kernel/refusal.ts';
import { changeLead, settleLead, type LockedLead } from '../leads/change-lead.ts';
import { handOverLead } from '../leads/hand-over-lead.ts';
import { changeCase, settleCase, type LockedCase } from './change-case.ts';
import { handOverCase } from './hand-over-case.ts';
import { TransferKind } from './transfer.ts';

/** The lead or case that is passed on, locked. */
export type Subject =
  | ({ kind: TransferKind.LEAD; ownerTeamId: string } & { row: LockedLead; stage: LockedLead['stage'] })
  | ({ kind: TransferKind.CASE; ownerTeamId: string } & { row: LockedCase; stage: LockedCase['stage'] });

/** Locks the record whose global id is given; the field is where a refusal points. */
export async function lockSubject(tx: Tx, target: Target, minimum: Level, field: string): Promise<Subject> {
  const type = parseGlobalId(target.id)?.type;
  if (type === 'Lead') {
    const row = await lockForWrite<LockedLead>(tx, 'Lead', target, minimum, field);
    return { kind: TransferKind.LEAD, row, stage: row.stage, ownerTeamId: row.owning_team_id };
  }
  if (type !== 'Case') throw refuse('NOT_FOUND', '线索或专案不存在或无权查看，请核对编号', 'input', field);
  await lockLeadOf(tx, uuidOf('Case', target.id));
  const row = await lockForWrite<LockedCase>(tx, 'Case', target, minimum, field);
  return { kind: TransferKind.CASE, row, stage: row.stage, ownerTeamId: row.lead_team_id };
}

/** A lead is locked before its case by whoever locks both, so that nobody waits in a circle. What is not seen is not locked. */
async function lockLeadOf(tx: Tx, caseId: string | null): Promise<void> {
  const [seen] = await tx.sql<{ leadId: string | null }>(`select lead_id as "leadId" from cases where id = $1`, [caseId]);
  if (seen?.leadId) await unguarded(tx, () => tx.sql(`select 1 from lead where id = $1 for update`, [seen.leadId]));
}

export const settleSubject = (tx: Tx, subject: Subject): Promise<Settled> =>
  subject.kind === TransferKind.LEAD ? settleLead(tx, subject.row) : settleCase(tx, subject.row);

/** The receiver owns or leads it from here on, and the origin keeps reading. */
export const handOver = (tx: Tx, subject: Subject, toTeamId: string): Promise<Settled> =>
  subject.kind === TransferKind.LEAD ? handOverLead(tx, subject.row, toTeamId) : handOverCase(tx, subject.row, toTeamId);

type Told = Pick<NewEvent, 'kind' | 'payload' | 'revokedTeams'>;

/** The next version of the record with what happened; its new team, where it has one. Few who pass it on may write it. */
export function changeSubject(tx: Tx, subject: Subject, event: Told, toTeamId?: string): Promise<void> {
  return unguarded(tx, () =>
    subject.kind === TransferKind.LEAD
      ? changeLead(tx, subject.row, toTeamId ? { owningTeamId: toTeamId } : {}, event)
      : changeCase(tx, subject.row, toTeamId ? { leadTeamId: toTeamId } : {}, event),
  );
}
