import { randomUUID } from 'node:crypto';
import { unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import { investorGroup } from '../companies/investor-group.ts';
import { calendarOf } from '../kernel/calendar-of.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals, type Refusal } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Scope } from '../kernel/viewer.ts';
import { addWorkingDays } from '../kernel/workday.ts';
import { actAsProbe, type Look } from '../leads/act-as-probe.ts';
import { cityRules } from '../leads/city-rules.ts';
import { checkText } from '../leads/deal-facts.ts';
import type { ClaimIntent } from '../leads/claim-intent.ts';
import { liveClaimOf, type LockedClaim } from '../leads/claim-lease.ts';
import type { ClaimKey } from '../leads/claim.ts';
import { LeadStage } from '../leads/lead.ts';
import { nextCode } from '../leads/next-code.ts';
import { arbiterOf } from '../teams/arbiter.ts';
import { readTeams } from '../teams/team-directory.ts';
import { isOpen } from './case-moves.ts';
import type { CaseStage } from './case.ts';
import type { ContestClaimInput } from './contest.inputs.ts';
import { Contest, ContestState } from './contest.ts';
import { freeze, lockSides, type Side } from './frozen-sides.ts';

/** An overdue ruling must not cost the holder its claim: the lease is held open well beyond the deadline. */
export const HELD_OPEN_DAYS = 30;
const DAY_MS = 86_400_000;

/** Whether the key was ever claimed; whoever contests does not see the claim. */
const CLAIMED = `select 1 from claim where group_id = $1 and intent = $2 and industry_division = $3 limit 1`;

/**
 * Contests the live claim on what an own lead is about: both leads and their cases are frozen until the lowest team above
 * both sides has decided.
 * @throws Refusal REQUIRED | INVALID | NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (lapsed) | CONFLICT (contested already)
 */
export function contestClaim(ctx: Ctx, input: ContestClaimInput): Promise<{ contestId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return actAsProbe(ctx, 'contestClaim', input, async (tx, look) => {
    const refusals = new Refusals();
    const reason = checkText(refusals, 'reason', input.reason, 2_000, '争议理由');
    refusals.throwIfAny();
    const leadId = uuidOf('Lead', input.leadId) ?? '';
    // Which two leads it is about comes first: they are locked in one order, whoever contests whom.
    const seen = await contested(tx, (await readOwn(tx, leadId)) ?? missing(), input.intent, look);
    const sides = await lockSides(tx, [seen.leadId, leadId]);
    await lockForWrite(tx, 'Lead', { id: input.leadId }, Level.WORK, 'leadId');
    const claim = await contested(tx, (await readOwn(tx, leadId)) ?? missing(), input.intent, look);
    if (claim.id !== seen.id) throw refuse('CONFLICT', '首谈权刚刚变更，请刷新后再提起', 'input', 'leadId');
    await refuseAgain(tx, claim, sides);
    const contestId = randomUUID();
    const arbiterTeamId = await arbiterFor(tx, claim.teamId);
    const dueAt = await openContest(tx, { contestId, claim, leadId, reason, arbiterTeamId });
    const event = { kind: 'CLAIM_CONTESTED', payload: { contestId, dueAt: dueAt.toISOString() } };
    await freeze(tx, sides, { contestId, arbiterTeamId, event });
    return { contestId };
  });
}

const missing = (): never => {
  throw refuse('NOT_FOUND', '线索不存在或无权查看，请核对编号', 'input', 'leadId');
};

interface OwnLead {
  owningTeamId: string;
  stage: LeadStage;
  companyId: string | null;
  industryCode: string | null;
  caseStage: CaseStage | null;
}

/** What the lead, or the case that it has become, says of the investor. */
const OWN = `select l.owning_team_id as "owningTeamId", l.stage, coalesce(c.company_id, l.company_id) as "companyId",
    coalesce(c.industry_code, l.industry_code) as "industryCode", c.stage as "caseStage"
  from lead l left join cases c on c.lead_id = l.id where l.id = $1`;

async function readOwn(tx: Tx, leadId: string): Promise<OwnLead | null> {
  const [own] = leadId === '' ? [] : await tx.sql<OwnLead>(OWN, [leadId]);
  return own ?? null;
}

/** A ruling is final: no team contests the same claim twice. And nobody is in two contests at once, on either side. */
async function refuseAgain(tx: Tx, claim: LockedClaim, [holder, contester]: readonly [Side, Side]): Promise<void> {
  if (contester.lead.frozen_by_id !== null)
    throw refuse('CONFLICT', '本团队的这条线索已在另一争议中，请等待裁决', 'input', 'leadId');
  if (holder.lead.frozen_by_id !== null)
    throw refuse('CONFLICT', '该首谈权的持有方正在另一争议中，请等待裁决后再提起', 'input', 'intent');
  const before = `select state from contest where claim_id = $1 and contester_team_id = $2 limit 1`;
  const [earlier] = await tx.sql<{ state: ContestState }>(before, [claim.id, tx.viewer.teamId]);
  if (earlier?.state === ContestState.DECIDED)
    throw refuse('CONFLICT', '本团队对该首谈权的争议已有裁决，裁决不再更改', 'input', 'intent');
  if (earlier) throw refuse('CONFLICT', '本团队已对该首谈权提起过争议并撤回，不能再次提起', 'input', 'intent');
}

/** The claim on the own lead's investor group and industry, for the kind of project that is named. */
async function contested(tx: Tx, own: OwnLead, intent: ClaimIntent, look: Look): Promise<LockedClaim> {
  const isOver =
    own.stage === LeadStage.DECLINED || own.stage === LeadStage.LAPSED || (own.caseStage !== null && !isOpen(own.caseStage));
  if (isOver) throw refuse('ILLEGAL_MOVE', '本线索或其专案已结束，不能据以提起争议', 'input', 'leadId');
  if (own.owningTeamId !== tx.viewer.teamId) throw refuse('FORBIDDEN', '争议由线索的承接团队提起', 'input', 'leadId');
  const division = own.industryCode?.slice(0, 3) ?? '';
  if (own.companyId === null || division.length < 3)
    throw refuse('REQUIRED', '请先补充线索（或其专案）的企业和行业大类，再提起争议', 'input', 'leadId');
  await look.begin(own.companyId);
  const key = { groupId: await investorGroup(tx.sql, own.companyId), intent, industryDivision: division };
  const claim = await unguarded(tx, () => liveClaimOf(tx.sql, key, tx.now));
  if (!claim) throw await nothingToContest(tx, key);
  if (claim.teamId === tx.viewer.teamId) throw refuse('INVALID', '该首谈权由本团队持有，无须提起争议', 'input', 'intent');
  look.meet(claim);
  return claim;
}

async function nothingToContest(tx: Tx, { groupId, intent, industryDivision }: ClaimKey): Promise<Refusal> {
  const ever = await unguarded(tx, () => tx.sql(CLAIMED, [groupId, intent, industryDivision]));
  return ever.length > 0
    ? refuse('ILLEGAL_MOVE', '该首谈权已失效，不必提起争议；请直接用 claimLead 申报首谈', 'input', 'intent')
    : refuse('NOT_FOUND', '该投资方的这类项目没有首谈权，请直接用 claimLead 申报', 'input', 'intent');
}

async function arbiterFor(tx: Tx, holdingTeamId: string): Promise<string> {
  const teams = new Map((await readTeams(tx.sql)).map((team) => [team.id, team]));
  const arbiter = arbiterOf(teams, holdingTeamId, tx.viewer.teamId, shanghaiDay(tx.now));
  if (arbiter === null) throw refuse('FORBIDDEN', '双方没有共同的上级团队；市级团队请用 directTransfer 指定', 'input', 'intent');
  return arbiter;
}

interface Opening {
  contestId: string;
  claim: LockedClaim;
  leadId: string;
  reason: string;
  arbiterTeamId: string;
}

async function openContest(tx: Tx, { contestId, claim, leadId, reason, arbiterTeamId }: Opening): Promise<Date> {
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
    contesterLeadId: leadId,
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
