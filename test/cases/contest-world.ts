import type { DecideContestInput } from '../../src/cases/contest.inputs.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { loadContest } from '../../src/cases/contest.loaders.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { decideContest } from '../../src/cases/decide-contest.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { claimWorld } from '../leads/claim-world.ts';
import type { TestTeam, World } from '../world.ts';
import { leadGid } from './deal-world.ts';

export const contestGid = (uuid: string): string => globalId('Contest', uuid);

/** A claim world, and words for contests. */
export async function contestWorld(world: World) {
  const at = await claimWorld(world);
  const input = (leadId: string, more: object = {}) => ({
    leadId: leadGid(leadId),
    intent: ClaimIntent.NEW_PLANT,
    reason: '我方更早接触，有往来函件',
    ...more,
  });
  return {
    ...at,
    input,
    decide: (by: TestTeam, contestId: string, more: Partial<DecideContestInput> = {}) =>
      decideContest(world.ctx(by, { role: Role.CHIEF }), {
        contestId: contestGid(contestId),
        outcome: ContestOutcome.UPHELD,
        reason: '经核对双方经过',
        ...more,
      }),
    /** A claim of the park, contested by the neighbour of another district with a lead of its own. */
    contested: async () => {
      const company = await at.company();
      const { leadId, claimId } = await at.claimed(at.park, company);
      const rivalLeadId = await at.lead(at.neighbour, company);
      const { contestId } = await contestClaim(world.ctx(at.neighbour), input(rivalLeadId));
      return { company, leadId, claimId, rivalLeadId, contestId };
    },
    contestOf: (contestId: string, by: TestTeam = at.city) => loadContest(world.ctx(by), contestId),
    /** The shares of a figure that stand, in hundredths by team. */
    standing: async (caseId: string): Promise<Record<string, number>> => {
      const rows = await world.db.readSystem<{ teamId: string; hundredths: number }>(
        `select p.team_id as "teamId", p.hundredths from credit_party p where p.shares_id = (
           select id from credit_shares where case_id = $1 and figure = 'OUTPUT' order by recorded_at desc limit 1)`,
        [caseId],
      );
      return Object.fromEntries(rows.map(({ teamId, hundredths }) => [teamId, hundredths]));
    },
    sharesOf: (caseId: string) =>
      world.db.readSystem<{ source: string; teamId: string; hundredths: number }>(
        `select s.source, p.team_id as "teamId", p.hundredths from credit_shares s join credit_party p on p.shares_id = s.id
         where s.case_id = $1 and s.figure = 'PAID_IN' order by p.hundredths desc`,
        [caseId],
      ),
  };
}
export type ContestWorld = Awaited<ReturnType<typeof contestWorld>>;
