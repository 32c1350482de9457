import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { checkText } from '../leads/deal-facts.ts';
import { endContest } from './end-contest.ts';
import type { AddContestStatementInput, WithdrawContestInput } from './contest.inputs.ts';
import { ContestState, type ContestRow } from './contest.ts';
import { CONTEST_COLUMNS } from './contest.loaders.ts';
import { lockSides } from './frozen-sides.ts';
import { tellBoth } from './tell-both.ts';

/** More than any dispute needs; the page shows them all. */
const MOST_STATEMENTS = 20;

/**
 * The contest, if the viewer sees it and it is open, with both sides locked first: everything about a contest waits for
 * the leads it is about.
 */
export async function lockContest(tx: Tx, id: string) {
  const uuid = uuidOf('Contest', id);
  const read = async (more = ''): Promise<ContestRow | undefined> =>
    uuid === null
      ? undefined
      : (await tx.sql<ContestRow>(`select ${CONTEST_COLUMNS} from contest c where c.id = $1${more}`, [uuid]))[0];
  const seen = await read();
  if (!seen) throw refuse('NOT_FOUND', '争议不存在或无权查看，请核对编号', 'input', 'contestId');
  const sides = await lockSides(tx, [seen.leadId, seen.contesterLeadId]);
  const contest = (await read())!;
  if (contest.state !== ContestState.OPEN)
    throw refuse('ILLEGAL_MOVE', `争议${contest.code}已结束，裁决不再更改`, 'input', 'contestId');
  return { contest, sides };
}

/**
 * Says something to the arbiter; both sides and the arbiter read it.
 * @throws Refusal NOT_FOUND | FORBIDDEN | REQUIRED | INVALID | ILLEGAL_MOVE (ended)
 */
export function addContestStatement(ctx: Ctx, input: AddContestStatementInput): Promise<{ contestId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('addContestStatement', input, async (tx) => {
    const refusals = new Refusals();
    const text = checkText(refusals, 'text', input.text, 4_000, '陈述内容');
    refusals.throwIfAny();
    const { contest } = await lockContest(tx, input.contestId);
    const parties = [contest.holdingTeamId, contest.contesterTeamId, contest.arbiterTeamId];
    authorize(parties.includes(tx.viewer.teamId), '只有争议双方和仲裁团队可以陈述', 'input', 'contestId');
    const added = await tx.sql(
      `insert into contest_statement (id, contest_id, team_id, text, at) select gen_random_uuid(), $1, $2, $3, $4
       where (select count(*) from contest_statement where contest_id = $1) < ${MOST_STATEMENTS} returning id`,
      [contest.id, tx.viewer.teamId, text, tx.now],
    );
    if (added.length === 0) throw refuse('LIMIT_REACHED', `一个争议最多 ${MOST_STATEMENTS} 条陈述`, 'input', 'text');
    tellBoth(tx, 'CONTEST_STATED', contest.id, [contest.leadId, contest.contesterLeadId], { teamId: tx.viewer.teamId });
    return { contestId: contest.id };
  });
}

/**
 * Takes an own contest back: the claim stays with its holder, and the time of the contest is added to its term.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (ended)
 */
export function withdrawContest(ctx: Ctx, input: WithdrawContestInput): Promise<{ contestId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('withdrawContest', input, async (tx) => {
    const { contest, sides } = await lockContest(tx, input.contestId);
    authorize(tx.viewer.teamId === contest.contesterTeamId, '只有提起争议的团队可以撤回', 'input', 'contestId');
    await endContest(tx, contest, sides, { state: ContestState.WITHDRAWN, event: { kind: 'CONTEST_WITHDRAWN' } });
    return { contestId: contest.id };
  });
}
