import { randomUUID } from 'node:crypto';
import type { Ctx, Tx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Role, Scope } from '../kernel/viewer.ts';
import { liveClaimOfLead, moveClaim } from '../leads/claim-lease.ts';
import { ClaimStatus } from '../leads/claim-status.ts';
import { checkText } from '../leads/deal-facts.ts';
import { superiorsOf } from '../teams/arbiter.ts';
import { readTeams } from '../teams/team-directory.ts';
import { lockContest } from './contest-acts.ts';
import type { DecideContestInput } from './contest.inputs.ts';
import { writeRuling } from './contest-share.ts';
import { ContestOutcome, ContestState, type ContestRow } from './contest.ts';
import { WHOLE } from './credit-ledger.ts';
import { endContest } from './end-contest.ts';
import type { Side } from './frozen-sides.ts';
import { joinByRuling } from './join-by-ruling.ts';
import { hundredthsOf } from './write-credit-shares.ts';

/**
 * Decides a contest, once: the ruling is appended, and claim, parties, credit and freeze follow it in the same transaction.
 * @throws Refusal NOT_FOUND | FORBIDDEN | REQUIRED | INVALID (all at once) | ILLEGAL_MOVE (ended) | CONFLICT
 */
export function decideContest(ctx: Ctx, input: DecideContestInput): Promise<{ contestId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('decideContest', input, async (tx) => {
    const refusals = new Refusals();
    const reason = checkText(refusals, 'reason', input.reason, 4_000, '裁决理由');
    const holderHundredths = checkRatio(input, refusals);
    refusals.throwIfAny();
    const { contest, sides } = await lockContest(tx, input.contestId);
    await authorizeArbiter(tx, contest);
    await tx.sql(
      `insert into ruling (id, contest_id, outcome, holder_hundredths, reason, team_id, decided_by_id, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [randomUUID(), contest.id, input.outcome, holderHundredths, reason, tx.viewer.teamId, tx.viewer.personId, tx.now],
    );
    const event = { kind: 'CONTEST_DECIDED', payload: { outcome: input.outcome, holderHundredths } };
    await endContest(tx, contest, sides, { state: ContestState.DECIDED, event });
    const { deal } = await applyOutcome(tx, contest, sides, input.outcome);
    if (deal) await writeRuling(tx, deal, { ...contest, contestCode: contest.code, outcome: input.outcome, holderHundredths });
    return { contestId: contest.id };
  });
}

const USUAL = { UPHELD: '100', OVERTURNED: '0', JOINT: null } as const;

/** The holder's share in hundredths of a percent; both sides have one where they go on together. */
function checkRatio({ outcome, holderPercent }: DecideContestInput, refusals: Refusals): number {
  const given = holderPercent ?? USUAL[outcome];
  const path = ['input', 'holderPercent'];
  if (given === null) {
    refusals.add('REQUIRED', '联合首谈须写明原持有方的分计比例，其余归提起方', ...path);
    return 0;
  }
  const value = /^0(?:\.0{1,2})?$/.test(given.trim()) ? 0 : hundredthsOf(given.trim());
  if (value === null) refusals.add('INVALID', '分计比例须为 0 至 100、最多两位小数的百分数，如 60 或 33.33', ...path);
  else if (outcome === ContestOutcome.JOINT && (value === 0 || value === WHOLE))
    refusals.add('INVALID', '联合首谈双方都须有分计比例；如归一方，请裁决维持或改判', ...path);
  return value ?? 0;
}

/** The arbiter's chief; once it is overdue, also the chief of a team above the arbiter. */
async function authorizeArbiter(tx: Tx, contest: ContestRow): Promise<void> {
  const { teamId, role } = tx.viewer;
  const teams = new Map((await readTeams(tx.sql)).map((team) => [team.id, team]));
  const isLate = contest.dueAt <= tx.now && superiorsOf(teams, contest.arbiterTeamId).includes(teamId);
  const mayDecide = teamId === contest.arbiterTeamId || isLate;
  authorize(
    mayDecide,
    `争议由${teams.get(contest.arbiterTeamId)?.name ?? '仲裁团队'}裁决；逾期后其上级也可裁决`,
    'input',
    'contestId',
  );
  authorize(role === Role.CHIEF, '裁决须由仲裁团队负责人作出', 'input', 'contestId');
}

/** The side that goes on with the claim. */
async function applyOutcome(
  tx: Tx,
  contest: ContestRow,
  [holder, contester]: readonly [Side, Side],
  outcome: ContestOutcome,
): Promise<Side> {
  if (outcome === ContestOutcome.UPHELD) return holder;
  const claim = await liveClaimOfLead(tx, holder.lead.id);
  if (!claim) throw refuse('CONFLICT', '首谈权已不在原持有方，请刷新后再裁决', 'input', 'contestId');
  if (outcome === ContestOutcome.JOINT) {
    await joinByRuling(tx, { contest, holder, contester });
    return holder;
  }
  const to = {
    teamId: contest.contesterTeamId,
    leadId: contester.lead.id,
    companyId: (contester.deal ?? contester.lead).company_id!,
  };
  const moved = await moveClaim(tx, claim, to, { outcome: ClaimStatus.OVERTURNED, reason: `争议${contest.code}改判` });
  if (moved === null) throw refuse('CONFLICT', '提起方的线索另有首谈权，请其先释放再改判', 'input', 'outcome');
  return contester;
}
