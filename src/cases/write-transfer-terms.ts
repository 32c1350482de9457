import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { sidesOf } from './agree-transfer-terms.ts';
import { CreditSource, CreditStartEvent } from './credit-terms.ts';
import type { TransferTerms } from './transfer-terms.ts';
import { writeCreditShares } from './write-credit-shares.ts';

interface Accepted {
  fromTeamId: string;
  toTeamId: string;
  terms: TransferTerms | null;
  acceptedAt: Date;
}

/** Writes the terms of an accepted transfer into the ledger of a case, from the day of the acceptance on. */
export async function writeTransferTerms(tx: Tx, caseId: string, transfer: Accepted): Promise<string[]> {
  if (!transfer.terms) return [];
  const { items, ruleId } = transfer.terms;
  const day = shanghaiDay(transfer.acceptedAt);
  const written: string[] = [];
  for (const item of items) {
    const { figure, mode, startEvent, years, yearsFrom } = item;
    const startedOn = startEvent === CreditStartEvent.TRANSFER_ACCEPTED ? day : null;
    const when = { effectiveFrom: day, startEvent, startedOn, years, yearsFrom };
    const from = { source: CreditSource.TRANSFERRED, basis: '流转接收时约定', ruleId };
    written.push(
      ...(await writeCreditShares(tx, { caseId, figures: [figure], mode, ...sidesOf(item, transfer), ...when, ...from })),
    );
  }
  return written;
}

const OF_LEAD = `select from_team_id as "fromTeamId", to_team_id as "toTeamId", terms, answered_at as "acceptedAt" from transfer
  where subject_id = $1 and state = 'ACCEPTED' and terms is not null order by answered_at, id`;

/** Terms that were accepted with a lead wait for the case that it becomes. */
export async function carryTransferTerms(tx: Tx, leadId: string, caseId: string): Promise<void> {
  const accepted = await unguarded(tx, () => tx.sql<Accepted>(OF_LEAD, [leadId]));
  for (const transfer of accepted) await writeTransferTerms(tx, caseId, transfer);
}
