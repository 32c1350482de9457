import { uuidOf } from '../kernel/global-id.ts';
import { authorize } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { dayBefore, shanghaiDay } from '../kernel/shanghai-day.ts';
import { revokeSessions } from './revoke-sessions.ts';
import type { SignedInCtx } from './sign-in-deps.ts';
import { readTeams } from './team-directory.ts';
import { mayAppoint, maySeeMembers } from './team-policy.ts';

export interface EndMembership {
  idempotencyKey?: string | null;
  membershipId: string;
  endsOn?: string | null;
}

interface Ending {
  personId: string;
  teamId: string;
  startsOn: string;
  endsOn: string | null;
}

/**
 * Without a day it ends at once: its last day was yesterday. The person's sign-ins for the team end in either case; who
 * still serves some days signs in again and gets tokens that end with the last day.
 */
export async function endMembership(ctx: SignedInCtx, input: EndMembership): Promise<string> {
  const id = uuidOf('Membership', input.membershipId);
  const today = shanghaiDay(ctx.now());
  const endsOn = input.endsOn ?? dayBefore(today);
  const { sessionIds, membershipId } = await ctx.act('endMembership', input, async (tx) => {
    const [one] = await tx.sql<Ending>(
      `select person_id as "personId", team_id as "teamId", starts_on as "startsOn", ends_on as "endsOn" from membership where id = $1 for update`,
      [id],
    );
    const teams = new Map((await readTeams(tx.sql)).map((team) => [team.id, team]));
    if (!one || !maySeeMembers(tx.viewer, one.teamId, teams))
      throw refuse('NOT_FOUND', '任职不存在，请核对', 'input', 'membershipId');
    authorize(
      mayAppoint(tx.viewer, one.teamId, teams),
      '只有本团队或其上级团队的负责人可以结束任职，请联系负责人',
      'input',
      'membershipId',
    );
    if (one.endsOn !== null && one.endsOn < today)
      throw refuse('CONFLICT', `该任职已于 ${one.endsOn} 结束`, 'input', 'membershipId');
    if (input.endsOn && (endsOn < one.startsOn || endsOn < today))
      throw refuse('INVALID', '截止日期不能早于今天和起始日期；立即结束请不要填写', 'input', 'endsOn');
    await tx.sql(`update membership set ends_on = $2 where id = $1`, [id, endsOn]);
    const ended = await revokeSessions(tx, { personId: one.personId, teamId: one.teamId });
    tx.record({
      kind: 'MEMBERSHIP_ENDED',
      subject: { type: 'Membership', id: id! },
      onlyTeams: [one.teamId],
      payload: { membershipId: id, teamId: one.teamId, endsOn, sessionIds: ended },
    });
    return { sessionIds: ended, membershipId: id! };
  });
  ctx.signIn.revocations.add(sessionIds, ctx.now());
  return membershipId;
}
