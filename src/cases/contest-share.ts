import { unguarded } from '../access/access-facts.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { CaseStage } from './case.ts';
import { ShareRole } from './case-share.ts';
import { settleCase, type LockedCase } from './change-case.ts';
import { ContestOutcome } from './contest.ts';
import { split, WHOLE, type LedgerParty } from './credit-ledger.ts';
import { CreditMode, CreditPart, CreditSource, CreditStartEvent, FIGURE_KINDS, type CreditFigureKind } from './credit-terms.ts';
import { changeSideCase } from './frozen-sides.ts';
import { readAlong } from './take-part.ts';
import { writeCreditShares } from './write-credit-shares.ts';

/** Hundredths of a percent as text: 6000 is 60, 3333 is 33.33. */
export const percentOf = (hundredths: number): string => String(hundredths / 100);

interface Ruled {
  contestCode: string;
  outcome: ContestOutcome;
  holdingTeamId: string;
  contesterTeamId: string;
  holderHundredths: number;
}

/** The parties of the shares that stand, for each figure of a case that has any. */
const STANDING = `select s.figure, p.team_id as "teamId", p.hundredths from (
    select distinct on (figure) id, figure from credit_shares where case_id = $1 order by figure, recorded_at desc) s
  join credit_party p on p.shares_id = s.id order by p.team_id`;

type Standing = LedgerParty & { figure: CreditFigureKind };

/** The side that goes on with its part of the credit, and the other, which has the rest. */
const sidesOf = ({ outcome, holdingTeamId, contesterTeamId, holderHundredths }: Omit<Ruled, 'contestCode'>) =>
  outcome === ContestOutcome.OVERTURNED
    ? { own: contesterTeamId, other: holdingTeamId, part: WHOLE - holderHundredths }
    : { own: holdingTeamId, other: contesterTeamId, part: holderHundredths };

/**
 * What a ruling makes of the parties of a figure; null where it leaves them as they are. It is between two teams: the side
 * that goes on gets its part, and those who share with it by agreement or by an earlier ruling share it as before.
 */
export function ruledParties(standing: readonly LedgerParty[], ruled: Omit<Ruled, 'contestCode'>): LedgerParty[] | null {
  const { own, other, part } = sidesOf(ruled);
  const partners = standing.filter(({ teamId }) => teamId !== other);
  if (part === WHOLE && partners.length === standing.length) return null;
  const weights = partners.length > 0 ? partners : [{ teamId: own, hundredths: WHOLE }];
  const total = weights.reduce((sum, { hundredths }) => sum + hundredths, 0);
  const parts = [...split(BigInt(part), weights, total)].map(([teamId, hundredths]) => ({
    teamId,
    hundredths: Number(hundredths),
  }));
  return [...parts, { teamId: other, hundredths: WHOLE - part }].filter(({ hundredths }) => hundredths > 0);
}

interface Written {
  figures: CreditFigureKind[];
  sharesIds: string[];
}

/** Whoever has a part of the credit reads what it is a part of, whichever side goes on; what to tell where that is new. */
async function letRead(tx: Tx, deal: Pick<LockedCase, 'id' | 'stage'>, ruled: Ruled): Promise<Told | null> {
  const { other, part } = sidesOf(ruled);
  if (part === WHOLE || !(await readAlong(tx, deal.id, other))) return null;
  await settleCase(tx, deal);
  return { kind: 'CASE_SHARED', payload: { teamId: other, role: ShareRole.SUPPORT, level: Level.FOLLOW } };
}
type Told = Pick<NewEvent, 'kind' | 'payload'>;

/** Writes the ratio of a ruling into the ledger of the case: from today on, without end, each figure whose parties it changes. */
export async function writeRuledShares(tx: Tx, caseId: string, ruled: Ruled): Promise<Written> {
  const standing = await unguarded(tx, () => tx.sql<Standing>(STANDING, [caseId]));
  const alike = new Map<string, { figures: CreditFigureKind[]; parties: LedgerParty[] }>();
  for (const figure of FIGURE_KINDS) {
    const parties = ruledParties(
      standing.filter((each) => each.figure === figure),
      ruled,
    );
    if (parties === null) continue;
    const key = JSON.stringify(parties);
    const same = alike.get(key) ?? { figures: [], parties };
    same.figures.push(figure);
    alike.set(key, same);
  }
  const written: Written = { figures: [], sharesIds: [] };
  for (const { figures, parties } of alike.values()) {
    written.figures.push(...figures);
    written.sharesIds.push(...(await writeParties(tx, caseId, figures, parties, ruled.contestCode)));
  }
  return written;
}

const writeParties = (tx: Tx, caseId: string, figures: CreditFigureKind[], parties: LedgerParty[], basis: string) =>
  unguarded(tx, () =>
    writeCreditShares(tx, {
      caseId,
      figures,
      mode: CreditMode.SPLIT,
      parties: parties.map(({ teamId, hundredths }) => ({ teamId, percent: percentOf(hundredths), part: CreditPart.OTHER })),
      startEvent: CreditStartEvent.RECORDED,
      years: null,
      source: CreditSource.ARBITRATED,
      basis,
      effectiveFrom: shanghaiDay(tx.now),
    }),
  );

const told = ({ figures, sharesIds }: Written) => ({
  kind: 'CREDIT_SHARES_AGREED',
  payload: { figures, source: CreditSource.ARBITRATED, sharesIds },
});

/** The ratio of a ruling on a case that is open, and the event that tells of it. */
export async function writeRuling(tx: Tx, deal: LockedCase, ruled: Ruled): Promise<void> {
  const written = await writeRuledShares(tx, deal.id, ruled);
  const shared = await letRead(tx, deal, ruled);
  if (shared) await changeSideCase(tx, deal, {}, shared);
  if (written.sharesIds.length > 0) await changeSideCase(tx, deal, {}, told(written));
}

/** Where the sides' cases were not open yet, the ratios wait for the case of the lead that went on: all, in their order. */
const WAITING = `select c.code as "contestCode", r.outcome, c.holding_team_id as "holdingTeamId", c.contester_team_id as "contesterTeamId",
    r.holder_hundredths as "holderHundredths"
  from contest c join ruling r on r.contest_id = c.id
  where (c.lead_id = $1 and r.outcome in ('UPHELD', 'JOINT')) or (c.contester_lead_id = $1 and r.outcome = 'OVERTURNED')
  order by r.at, r.id`;

/** Whether a ratio waits for the case of a lead. */
export const ruledOn = async (tx: Tx, leadId: string): Promise<boolean> =>
  (await unguarded(tx, () => tx.sql(WAITING, [leadId]))).length > 0;

/** Writes the ratios of the rulings on a lead into the ledger of the case it became. */
export async function carryRuling(tx: Tx, leadId: string, caseId: string): Promise<void> {
  const rulings = await unguarded(tx, () => tx.sql<Ruled>(WAITING, [leadId]));
  for (const ruled of rulings) {
    const written = await writeRuledShares(tx, caseId, ruled);
    const on = { subject: { type: 'Case', id: caseId }, guard: { kind: 'CASE', id: caseId } } as const;
    const shared = await letRead(tx, { id: caseId, stage: CaseStage.NEGOTIATING }, ruled);
    if (shared) tx.record({ ...shared, ...on });
    if (written.sharesIds.length > 0) tx.record({ ...told(written), ...on, minimum: 'FOLLOW' });
  }
}
