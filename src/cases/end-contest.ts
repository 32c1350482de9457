import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import type { ContestRow, ContestState } from './contest.ts';
import { thaw, type Side } from './frozen-sides.ts';

/** The end that the claim would have had, moved by the time for which the contest kept everybody waiting. */
export const resumedEnd = (contest: Pick<ContestRow, 'claimExpiresAt' | 'openedAt'>, now: Date): Date =>
  new Date(contest.claimExpiresAt.getTime() + now.getTime() - contest.openedAt.getTime());

/** Ends a contest: the claim's term goes on where it stopped, both sides may move. Teams that lost each lead by it. */
export async function endContest(
  tx: Tx,
  contest: ContestRow,
  sides: readonly [Side, Side],
  state: Exclude<ContestState, ContestState.OPEN>,
): Promise<string[][]> {
  await unguarded(tx, () =>
    Promise.all([
      tx.sql(`update claim set expires_at = $2, version = version + 1 where id = $1 and ended_at is null`, [
        contest.claimId,
        resumedEnd(contest, tx.now),
      ]),
      tx.sql(`update contest set state = $2, ended_at = $3 where id = $1`, [contest.id, state, tx.now]),
    ]),
  );
  return thaw(tx, sides);
}
