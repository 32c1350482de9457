import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import type { LockedCase } from './change-case.ts';
import { WHOLE } from './credit-ledger.ts';
import { CreditMode, CreditPart, CreditSource, CreditStartEvent, FIGURE_KINDS, type CreditFigureKind } from './credit-terms.ts';
import { changeSideCase } from './frozen-sides.ts';
import { writeCreditShares } from './write-credit-shares.ts';

/** Hundredths of a percent as text: 6000 is 60, 3333 is 33.33. */
export const percentOf = (hundredths: number): string => String(hundredths / 100);

interface Ruled {
  contestCode: string;
  holdingTeamId: string;
  contesterTeamId: string;
  holderHundredths: number;
}

/** Figures of a case that shares govern already. */
const STANDING = `select distinct figure from credit_shares where case_id = $1`;

/**
 * Writes the ratio of a ruling into the ledger of the case: every figure, from today on, without end. A whole share needs a
 * record only where an earlier one would go on. Ids of what was written.
 */
export async function writeRuledShares(tx: Tx, caseId: string, ruled: Ruled): Promise<string[]> {
  const { holderHundredths } = ruled;
  const sides = [
    { teamId: ruled.holdingTeamId, hundredths: holderHundredths },
    { teamId: ruled.contesterTeamId, hundredths: WHOLE - holderHundredths },
  ].filter(({ hundredths }) => hundredths > 0);
  const standing = await unguarded(tx, () => tx.sql<{ figure: CreditFigureKind }>(STANDING, [caseId]));
  const figures = sides.length > 1 ? FIGURE_KINDS : standing.map(({ figure }) => figure);
  return unguarded(tx, () =>
    writeCreditShares(tx, {
      caseId,
      figures,
      mode: CreditMode.SPLIT,
      parties: sides.map(({ teamId, hundredths }) => ({ teamId, percent: percentOf(hundredths), part: CreditPart.OTHER })),
      startEvent: CreditStartEvent.RECORDED,
      years: null,
      source: CreditSource.ARBITRATED,
      basis: ruled.contestCode,
      effectiveFrom: shanghaiDay(tx.now),
    }),
  );
}

const told = (sharesIds: readonly string[]) => ({
  kind: 'CREDIT_SHARES_AGREED',
  payload: { figures: FIGURE_KINDS, source: CreditSource.ARBITRATED, sharesIds },
});

/** The ratio of a ruling on a case that is open, and the event that tells of it. */
export async function writeRuling(tx: Tx, deal: LockedCase, ruled: Ruled): Promise<void> {
  const sharesIds = await writeRuledShares(tx, deal.id, ruled);
  if (sharesIds.length > 0) await changeSideCase(tx, deal, {}, told(sharesIds));
}

/** Where the sides' cases were not open yet, the ratio waits for the case of the lead that went on. */
const WAITING = `select c.code as "contestCode", c.holding_team_id as "holdingTeamId", c.contester_team_id as "contesterTeamId",
    r.holder_hundredths as "holderHundredths"
  from contest c join ruling r on r.contest_id = c.id
  where (c.lead_id = $1 and r.outcome in ('UPHELD', 'JOINT')) or (c.contester_lead_id = $1 and r.outcome = 'OVERTURNED')
  order by r.at desc limit 1`;

/** Whether a ratio waits for the case of a lead. */
export const ruledOn = async (tx: Tx, leadId: string): Promise<boolean> =>
  (await unguarded(tx, () => tx.sql(WAITING, [leadId]))).length > 0;

/** Writes the ratio of the last ruling on a lead into the ledger of the case it became. */
export async function carryRuling(tx: Tx, leadId: string, caseId: string): Promise<void> {
  const [ruled] = await unguarded(tx, () => tx.sql<Ruled>(WAITING, [leadId]));
  const sharesIds = ruled ? await writeRuledShares(tx, caseId, ruled) : [];
  if (sharesIds.length === 0) return;
  const guard = { kind: 'CASE', id: caseId } as const;
  tx.record({ ...told(sharesIds), subject: { type: 'Case', id: caseId }, guard, minimum: 'FOLLOW' });
}
