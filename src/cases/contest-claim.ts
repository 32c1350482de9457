import { randomUUID } from 'node:crypto';
import { unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import { investorGroup } from '../companies/investor-group.ts';
import { calendarOf } from '../kernel/calendar-of.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Scope } from '../kernel/viewer.ts';
import { addWorkingDays } from '../kernel/workday.ts';
import type { LockedLead } from '../leads/change-lead.ts';
import { cityRules } from '../leads/city-rules.ts';
import { checkText } from '../leads/deal-facts.ts';
import type { ClaimIntent } from '../leads/claim-intent.ts';
import { liveClaimOf } from '../leads/claim-lease.ts';
import { nextCode } from '../leads/next-code.ts';
import { arbiterOf } from '../teams/arbiter.ts';
import { readTeams } from '../teams/team-directory.ts';
import type { ContestClaimInput } from './contest.inputs.ts';
import { Contest, ContestState } from './contest.ts';
import { freeze, lockSides } from './frozen-sides.ts';
import { tellBoth } from './tell-both.ts';

/** An overdue ruling must not cost the holder its claim: the lease is held open well beyond the deadline. */
export const HELD_OPEN_DAYS = 30;
const DAY_MS = 86_400_000;

interface ContestedClaim {
  id: string;
  code: string;
  leadId: string;
  teamId: string;
  expiresAt: Date;
  outcome: string | null;
}

/** The newest claim on a key, where none is live: whoever contests is told that it has ended, and does not see it. */
const NEWEST = `select id, code, lead_id as "leadId", team_id as "teamId", expires_at as "expiresAt", outcome from claim
  where group_id = $1 and intent = $2 and industry_division = $3 order by filed_at desc limit 1`;
const AGAIN = `select id, code, lead_id as "leadId", team_id as "teamId", expires_at as "expiresAt", outcome from claim where id = $1 for update`;

/**
 * Contests the live claim on what an own lead is about: both leads and their cases are frozen until the lowest team above
 * both sides has decided.
 * @throws Refusal REQUIRED | INVALID | NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (lapsed) | CONFLICT (contested already)
 */
export function contestClaim(ctx: Ctx, input: ContestClaimInput): Promise<{ contestId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('contestClaim', input, async (tx) => {
    const refusals = new Refusals();
    const reason = checkText(refusals, 'reason', input.reason, 2_000, '争议理由');
    refusals.throwIfAny();
    const own = await lockForWrite<LockedLead>(tx, 'Lead', { id: input.leadId }, Level.WORK, 'leadId');
    const seen = await contested(tx, own, input.intent);
    const [holder, contester] = await lockSides(tx, [seen.leadId, own.id]);
    const [claim] = await unguarded(tx, () => tx.sql<ContestedClaim>(AGAIN, [seen.id]));
    refuseEnded(tx, claim!);
    if (own.frozen_by_id !== null) throw refuse('CONFLICT', '本团队的这条线索已在另一争议中，请等待裁决', 'input', 'leadId');
    const contestId = randomUUID();
    const arbiterTeamId = await arbiterFor(tx, claim!.teamId);
    const dueAt = await openContest(tx, { contestId, claim: claim!, own, reason, arbiterTeamId });
    await freeze(tx, [holder, contester], contestId, arbiterTeamId);
    tellBoth(tx, 'CLAIM_CONTESTED', contestId, [claim!.leadId, own.id], { payload: { dueAt: dueAt.toISOString() } });
    return { contestId };
  });
}

/** The claim on the own lead's investor group and industry, for the kind of project that is named. */
async function contested(tx: Tx, own: LockedLead, intent: ClaimIntent): Promise<ContestedClaim> {
  if (!['NEW', 'SCREENING', 'ACCEPTED'].includes(own.stage))
    throw refuse('ILLEGAL_MOVE', '本线索已结束，不能据以提起争议', 'input', 'leadId');
  if (own.owning_team_id !== tx.viewer.teamId) throw refuse('FORBIDDEN', '争议由线索的承接团队提起', 'input', 'leadId');
  const division = own.industry_code?.slice(0, 3) ?? '';
  if (own.company_id === null || division.length < 3)
    throw refuse('REQUIRED', '请先用 updateLead 补充线索的企业和行业大类，再提起争议', 'input', 'leadId');
  const groupId = await investorGroup(tx.sql, own.company_id);
  const claim = await unguarded(tx, async (): Promise<ContestedClaim | undefined> => {
    const live = await liveClaimOf(tx.sql, { groupId, intent, industryDivision: division }, tx.now);
    return live ? { ...live, outcome: null } : (await tx.sql<ContestedClaim>(NEWEST, [groupId, intent, division]))[0];
  });
  if (!claim) throw refuse('NOT_FOUND', '该投资方的这类项目没有首谈权，请直接用 claimLead 申报', 'input', 'intent');
  refuseEnded(tx, claim);
  if (claim.teamId === tx.viewer.teamId) throw refuse('INVALID', '该首谈权由本团队持有，无须提起争议', 'input', 'intent');
  return claim;
}

function refuseEnded(tx: Tx, claim: ContestedClaim): void {
  if (claim.outcome !== null || claim.expiresAt <= tx.now)
    throw refuse('ILLEGAL_MOVE', '该首谈权已失效，不必提起争议；请直接用 claimLead 申报首谈', 'input', 'intent');
}

async function arbiterFor(tx: Tx, holdingTeamId: string): Promise<string> {
  const teams = new Map((await readTeams(tx.sql)).map((team) => [team.id, team]));
  const arbiter = arbiterOf(teams, holdingTeamId, tx.viewer.teamId, shanghaiDay(tx.now));
  if (arbiter === null) throw refuse('FORBIDDEN', '双方没有共同的上级团队；市级团队请用 directTransfer 指定', 'input', 'intent');
  return arbiter;
}

interface Opening {
  contestId: string;
  claim: ContestedClaim;
  own: LockedLead;
  reason: string;
  arbiterTeamId: string;
}

async function openContest(tx: Tx, { contestId, claim, own, reason, arbiterTeamId }: Opening): Promise<Date> {
  const { contestDays } = await cityRules(tx.sql);
  const calendar = await calendarOf(tx.sql);
  const { due, isEstimated } = addWorkingDays(calendar, tx.now, contestDays);
  const code = await nextCode(tx, 'contest');
  const row: Partial<Contest> = {
    id: contestId,
    code,
    claimId: claim.id,
    claimCode: claim.code,
    leadId: claim.leadId,
    holdingTeamId: claim.teamId,
    contesterLeadId: own.id,
    contesterTeamId: tx.viewer.teamId,
    arbiterTeamId,
    state: ContestState.OPEN,
    reason,
    openedAt: tx.now,
    dueAt: due,
    isEstimated,
    dueDays: contestDays,
    calendarVersion: calendar.version,
    claimExpiresAt: claim.expiresAt,
  };
  const added = await tx.sql(
    `insert into contest (id, code, claim_id, claim_code, lead_id, holding_team_id, contester_lead_id, contester_team_id, arbiter_team_id,
       state, reason, opened_at, due_at, is_estimated, due_days, calendar_version, claim_expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict do nothing returning id`,
    Object.values(row),
  );
  if (added.length === 0) throw refuse('CONFLICT', '该首谈权正在另一争议中，请等待裁决后再提起', 'input', 'intent');
  const heldOpen = new Date(Math.max(claim.expiresAt.getTime(), due.getTime() + HELD_OPEN_DAYS * DAY_MS));
  await unguarded(tx, () =>
    tx.sql(`update claim set expires_at = $2, version = version + 1 where id = $1`, [claim.id, heldOpen]),
  );
  return due;
}
