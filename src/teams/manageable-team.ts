import type { Tx } from '../kernel/context.ts';
import { authorize } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { isInForce, readTeams, type DirectoryTeam } from './team-directory.ts';
import { mayManage } from './team-policy.ts';

export const teamsById = async (tx: Pick<Tx, 'sql'>): Promise<Map<string, DirectoryTeam>> =>
  new Map((await readTeams(tx.sql)).map((team) => [team.id, team]));

/** The team, if the viewer may manage its API clients or, by another rule, what the caller is about. */
export async function manageableTeam(tx: Tx, teamId: string | null, may = mayManage): Promise<string> {
  const teams = await teamsById(tx);
  const team = teamId === null ? undefined : teams.get(teamId);
  if (!team) throw refuse('NOT_FOUND', '团队不存在，请核对', 'input', 'teamId');
  authorize(may(tx.viewer, team.id, teams), '只有本团队或其上级团队的负责人可以办理，请联系负责人', 'input');
  if (!isInForce(team, shanghaiDay(tx.now))) throw refuse('INVALID', '团队不在有效期内，不能办理', 'input', 'teamId');
  return team.id;
}
