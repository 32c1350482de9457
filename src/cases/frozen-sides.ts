import { unguarded } from '../access/access-facts.ts';
import { giveStake, takeStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import { LOCKED_COLUMNS } from '../access/lock-for-write.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { changeLead, settleLead, type LockedLead } from '../leads/change-lead.ts';
import type { Lead } from '../leads/lead.ts';
import { pauseClocks, resumeClocks } from '../leads/pause-clocks.ts';
import type { Case } from './case.ts';
import { changeCase, settleCase, type LockedCase } from './change-case.ts';

/** One side of a contest: its lead and, once it was accepted, its case. Versions count on with each change. */
export interface Side {
  lead: LockedLead;
  deal: LockedCase | null;
}

const LEADS = `select ${LOCKED_COLUMNS.Lead} from lead where id = any($1) order by id for update`;
const CASES = `select ${LOCKED_COLUMNS.Case} from cases where lead_id = any($1) order by id for update`;

/**
 * Locks what a contest is about, whoever sees it: leads before cases, each in the order of their ids, so that two acts
 * about the same leads wait for each other instead of for ever.
 */
export async function lockSides(tx: Tx, leadIds: readonly [string, string]): Promise<[Side, Side]> {
  const [leads, deals] = await unguarded(tx, () =>
    Promise.all([tx.sql<LockedLead>(LEADS, [leadIds]), tx.sql<LockedCase>(CASES, [leadIds])]),
  );
  const side = (id: string): Side => ({
    lead: leads.find((lead) => lead.id === id)!,
    deal: deals.find((deal) => deal.lead_id === id) ?? null,
  });
  return [side(leadIds[0]), side(leadIds[1])];
}

type Change = Pick<NewEvent, 'kind' | 'payload' | 'revokedTeams'>;

/** A change of a side's lead by an act whose team may not see it; heard at FOLLOW. */
export async function changeSideLead(tx: Tx, { lead }: Side, columns: Partial<Lead>, event: Change): Promise<void> {
  await unguarded(tx, () => changeLead(tx, lead, columns, { ...event, minimum: 'FOLLOW' }));
  lead.version += 1;
}

/** The same for the case of a side. */
export async function changeSideCase(tx: Tx, deal: LockedCase, columns: Partial<Case>, event: Change): Promise<void> {
  await unguarded(tx, () => changeCase(tx, deal, columns, { ...event, minimum: 'FOLLOW' }));
  deal.version += 1;
}

interface Freezing {
  contestId: string;
  arbiterTeamId: string;
  /** Told on the leads. */
  event: Pick<NewEvent, 'kind' | 'payload'>;
}

/** Both sides keep stage and team from here on, their clocks stand still, and the arbiter reads them. */
export async function freeze(tx: Tx, sides: readonly Side[], { contestId, arbiterTeamId, event }: Freezing): Promise<void> {
  const stake = { teamId: arbiterTeamId, ground: AccessGround.ARBITRATION, level: Level.FOLLOW } as const;
  for (const side of sides) {
    const { lead, deal } = side;
    await giveStake(tx, { ...stake, kind: 'LEAD', subjectId: lead.id });
    await settleLead(tx, lead);
    await changeSideLead(tx, side, { frozenById: contestId }, event);
    await unguarded(tx, () => pauseClocks(tx, lead.id));
    if (!deal) continue;
    await giveStake(tx, { ...stake, kind: 'CASE', subjectId: deal.id });
    await settleCase(tx, deal);
    await changeSideCase(tx, deal, { frozenById: contestId }, { kind: 'CASE_FROZEN', payload: { contestId } });
  }
}

/** The contest is over: both sides may move, their clocks go on, and whoever read them to decide no longer does. */
export async function thaw(tx: Tx, sides: readonly Side[], contestId: string, event: Freezing['event']): Promise<void> {
  for (const side of sides) {
    const { lead, deal } = side;
    await takeStake(tx, lead.id, AccessGround.ARBITRATION);
    const { lost } = await settleLead(tx, lead);
    await changeSideLead(tx, side, { frozenById: null }, { ...event, revokedTeams: lost });
    await unguarded(tx, () => resumeClocks(tx, lead.id));
    if (!deal) continue;
    await takeStake(tx, deal.id, AccessGround.ARBITRATION);
    const ended = await settleCase(tx, deal);
    const thawed = { kind: 'CASE_THAWED', payload: { contestId }, revokedTeams: ended.lost };
    await changeSideCase(tx, deal, { frozenById: null }, thawed);
  }
}
