import { Role, TeamKind, type Viewer } from '../kernel/viewer.ts';
import { supervises, type TeamInTree } from './team-tree.ts';

type Teams = ReadonlyMap<string, TeamInTree>;

/** Beside the supervision path: their city sets them up and seats their first chief, and sees nothing of their work. */
const ASIDE = new Set<TeamKind>([TeamKind.DEPARTMENT, TeamKind.TASK_FORCE, TeamKind.PARTNER]);

const inLine = (viewer: Viewer, teamId: string, teams: Teams): boolean =>
  viewer.teamId === teamId || supervises(teams, viewer.teamId, teamId);

const isChief = (viewer: Viewer): boolean => viewer.role === Role.CHIEF && viewer.personId !== null;

/** A team is set up by a chief above the place where it is to stand; one beside the supervision path by the city's chief. */
export const mayFound = (viewer: Viewer, team: Pick<TeamInTree, 'kind' | 'parentId'>, teams: Teams): boolean =>
  isChief(viewer) &&
  team.parentId !== null &&
  inLine(viewer, team.parentId, teams) &&
  (!ASIDE.has(team.kind) || viewer.teamKind === TeamKind.CITY);

/** Who set it up may change it; at the top of the tree that is the team's own chief. */
export const mayChange = (viewer: Viewer, team: TeamInTree, teams: Teams): boolean =>
  mayFound(viewer, team, teams) || (isChief(viewer) && team.parentId === null && viewer.teamId === team.id);

/** The team's programs are managed by the chief of the team or of a team that supervises it, in person. */
export const mayManage = (viewer: Viewer, teamId: string, teams: Teams): boolean =>
  isChief(viewer) && inLine(viewer, teamId, teams);

/** Members are managed by the same, and in teams beside the supervision path by the chief of their city too. */
export const mayAppoint = (viewer: Viewer, teamId: string, teams: Teams): boolean => {
  const team = teams.get(teamId);
  return mayManage(viewer, teamId, teams) || (team !== undefined && ASIDE.has(team.kind) && mayFound(viewer, team, teams));
};

/** Who serves in a team is the business of the team, of those who supervise it and of whoever appoints them. */
export const maySeeMembers = (viewer: Viewer, teamId: string, teams: Teams): boolean =>
  viewer.clientId === null && (inLine(viewer, teamId, teams) || mayAppoint(viewer, teamId, teams));
