import { isInForce, type DirectoryTeam } from './team-directory.ts';

/** A team's superiors, nearest first, of whatever kind the team is: a department or task force has no supervisor, but it has a superior. */
export function superiorsOf(teams: ReadonlyMap<string, DirectoryTeam>, id: string): string[] {
  const found: string[] = [];
  for (let at = teams.get(id)?.parentId ?? null; at !== null && !found.includes(at); at = teams.get(at)?.parentId ?? null)
    found.push(at);
  return found;
}

/**
 * Who decides between two teams: the lowest team above both that is in its period. Neither of the two judges itself, so
 * a district that contests with its own park is judged by the city. Null where nobody stands above both.
 */
export function arbiterOf(teams: ReadonlyMap<string, DirectoryTeam>, one: string, other: string, today: string): string | null {
  const others = superiorsOf(teams, other);
  const above = superiorsOf(teams, one).filter((id) => others.includes(id) && id !== one && id !== other);
  return above.find((id) => isInForce(teams.get(id)!, today)) ?? null;
}
