import { unguarded } from '../access/access-facts.ts';
import type { NewEvent, Tx } from '../kernel/context.ts';
import type { ContestRow, ContestState } from './contest.ts';
import { thaw, type Side } from './frozen-sides.ts';

/** The end that the claim would have had, moved by the time for which the contest kept everybody waiting. */
export const resumedEnd = (contest: Pick<ContestRow, 'claimExpiresAt' | 'openedAt'>, now: Date): Date =>
  new Date(contest.claimExpiresAt.getTime() + now.getTime() - contest.openedAt.getTime());

interface Ending {
  state: Exclude<ContestState, ContestState.OPEN>;
  /** Told on the leads of both sides. */
  event: Pick<NewEvent, 'kind'> & { payload?: NonNullable<NewEvent['payload']> };
}

/** Ends a contest: the claim's term goes on where it stopped, both sides may move. */
export async function endContest(
  tx: Tx,
  contest: ContestRow,
  sides: readonly [Side, Side],
  { state, event }: Ending,
): Promise<void> {
  await unguarded(tx, () =>
    Promise.all([
      tx.sql(`update claim set expires_at = $2, version = version + 1 where id = $1 and ended_at is null`, [
        contest.claimId,
        resumedEnd(contest, tx.now),
      ]),
      tx.sql(`update contest set state = $2, ended_at = $3 where id = $1`, [contest.id, state, tx.now]),
    ]),
  );
  await thaw(tx, sides, contest.id, { kind: event.kind, payload: { ...event.payload, contestId: contest.id } });
}
