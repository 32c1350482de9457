import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { agreedParts } from '../leads/claim-parties.ts';
import { CreditMode, CreditPart, CreditSource, CreditStartEvent, FIGURE_KINDS } from './credit-terms.ts';
import { writeCreditShares } from './write-credit-shares.ts';

/** Writes what the teams of a joint claim agreed into the ledger of the case it became: every figure, from today on. */
export async function writeAgreedShares(tx: Tx, lead: { id: string; owning_team_id: string }, caseId: string): Promise<void> {
  const parts = (await agreedParts(tx, lead.id)).filter(({ teamId }) => teamId !== lead.owning_team_id);
  if (parts.length === 0) return;
  const rest = parts.reduce((left, { percent }) => left - percent, 100);
  const parties = [{ teamId: lead.owning_team_id, percent: rest }, ...parts];
  await writeCreditShares(tx, {
    caseId,
    figures: FIGURE_KINDS,
    mode: CreditMode.SPLIT,
    parties: parties.map(({ teamId, percent }) => ({ teamId, percent: String(percent), part: CreditPart.OTHER })),
    startEvent: CreditStartEvent.RECORDED,
    years: null,
    source: CreditSource.AGREED,
    basis: `联合首谈 ${parts[0]!.code}`,
    effectiveFrom: shanghaiDay(tx.now),
  });
}
