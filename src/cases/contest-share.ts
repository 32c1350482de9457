import { unguarded } from '../access/access-facts.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { CaseStage } from './case.ts';
import { ShareRole } from './case-share.ts';
import { settleCase, type LockedCase } from './change-case.ts';
import { ContestOutcome } from './contest.ts';
import { split, WHOLE, type LedgerParty } from './credit-ledger.ts';
import {
  CreditMode,
  CreditPart,
  CreditSource,
  CreditStartEvent,
  FIGURE_KINDS,
  type CreditFigureKind,
  type CreditYearsFrom,
} from './credit-terms.ts';
import { changeSideCase } from './frozen-sides.ts';
import { readAlong } from './take-part.ts';
import { writeCreditShares, type PartyTerms, type ShareTerms } from './write-credit-shares.ts';

/** Hundredths of a percent as text: 6000 is 60, 3333 is 33.33. */
export const percentOf = (hundredths: number): string => String(hundredths / 100);

interface Ruled {
  contestCode: string;
  outcome: ContestOutcome;
  holdingTeamId: string;
  contesterTeamId: string;
  holderHundredths: number;
}

/** The shares that stand, of each figure of a case that has any. */
const STANDING = `select distinct on (s.figure) s.figure, s.start_event as "startEvent", k.started_on as "startedOn", s.years,
    s.years_from as "yearsFrom", s.outlay_team_id as "outlayTeamId", s.outlay_yuan as "outlayYuan",
    (select json_agg(json_build_object('teamId', p.team_id, 'hundredths', p.hundredths, 'outside', p.outside, 'part', p.part)
      order by p.team_id) from credit_party p where p.shares_id = s.id) as parties
  from credit_shares s left join credit_start k on k.shares_id = s.id where s.case_id = $1 order by s.figure, s.recorded_at desc`;

interface Standing {
  figure: CreditFigureKind;
  startEvent: CreditStartEvent;
  startedOn: string | null;
  years: number | null;
  yearsFrom: CreditYearsFrom;
  outlayTeamId: string | null;
  outlayYuan: string | null;
  parties: Array<LedgerParty & { part: CreditPart }>;
}

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

/** Whoever leads the case, in the place of a team. */
const LEAD = '';

/** The same with what each has before the start event and after the years, when the whole was the lead team's. */
export function ruledShares(standing: readonly LedgerParty[], ruled: Omit<Ruled, 'contestCode'>): LedgerParty[] | null {
  const parties = ruledParties(standing, ruled);
  if (parties === null) return null;
  const given = standing.map(({ teamId, outside = 0 }) => ({ teamId, hundredths: outside }));
  const left = WHOLE - given.reduce((sum, { hundredths }) => sum + hundredths, 0);
  const before = [{ teamId: LEAD, hundredths: left }, ...given].filter(({ hundredths }) => hundredths > 0);
  const outside = new Map((ruledParties(before, ruled) ?? before).map(({ teamId, hundredths }) => [teamId, hundredths]));
  return parties.map((party) => ({ ...party, outside: outside.get(party.teamId) ?? 0 }));
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

/** What else was agreed of a figure stays in force; where nothing was, the ratio holds from today on, without end. */
function termsThatStay(tx: Tx, standing: Standing | undefined): Terms {
  if (!standing) return { startEvent: CreditStartEvent.RECORDED, startedOn: shanghaiDay(tx.now), years: null };
  const { startEvent, startedOn, years, yearsFrom, outlayTeamId, outlayYuan } = standing;
  const outlay = outlayTeamId && outlayYuan ? { teamId: outlayTeamId, amountYuan: outlayYuan } : null;
  return { startEvent, startedOn, years, yearsFrom, outlay };
}
type Terms = Omit<ShareTerms, 'mode' | 'parties'>;

/** Writes the ratio of a ruling into the ledger of the case: from today on, each figure whose parties it changes. */
export async function writeRuledShares(tx: Tx, caseId: string, ruled: Ruled): Promise<Written> {
  const standing = await unguarded(tx, () => tx.sql<Standing>(STANDING, [caseId]));
  const alike = new Map<string, { figures: CreditFigureKind[]; parties: PartyTerms[]; terms: Terms }>();
  for (const figure of FIGURE_KINDS) {
    const of = standing.find((each) => each.figure === figure);
    const parties = ruledShares(of?.parties ?? [], ruled)?.map(({ teamId, hundredths, outside }) => {
      const part = of?.parties.find((each) => each.teamId === teamId)?.part ?? CreditPart.OTHER;
      return { teamId, percent: percentOf(hundredths), part, outside };
    });
    if (!parties) continue;
    const terms = termsThatStay(tx, of);
    const key = JSON.stringify([parties, terms]);
    const same = alike.get(key) ?? { figures: [], parties, terms };
    same.figures.push(figure);
    alike.set(key, same);
  }
  const written: Written = { figures: [], sharesIds: [] };
  const common = { caseId, mode: CreditMode.SPLIT, source: CreditSource.ARBITRATED, basis: ruled.contestCode };
  for (const { terms, ...shared } of alike.values()) {
    const shares = { ...common, ...shared, ...terms, effectiveFrom: shanghaiDay(tx.now) };
    written.figures.push(...shared.figures);
    written.sharesIds.push(...(await unguarded(tx, () => writeCreditShares(tx, shares))));
  }
  return written;
}

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
