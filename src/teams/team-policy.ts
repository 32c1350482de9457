import { Role, type Viewer } from '../kernel/viewer.ts';
import { supervises, type TeamInTree } from './team-tree.ts';

type Teams = ReadonlyMap<string, TeamInTree>;

const inLine = (viewer: Viewer, teamId: string, teams: Teams): boolean =>
  viewer.teamId === teamId || supervises(teams, viewer.teamId, teamId);

/** Who serves in a team is the business of the team and of those who supervise it. */
export const maySeeMembers = (viewer: Viewer, teamId: string, teams: Teams): boolean =>
  viewer.clientId === null && inLine(viewer, teamId, teams);

/** Members and API clients are managed by the chief of the team or of a team that supervises it, in person. */
export const mayManage = (viewer: Viewer, teamId: string, teams: Teams): boolean =>
  viewer.role === Role.CHIEF && viewer.personId !== null && inLine(viewer, teamId, teams);
