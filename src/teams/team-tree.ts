import { TeamKind } from '../kernel/viewer.ts';

/** What the tree needs to know of a team. */
export interface TeamInTree {
  id: string;
  kind: TeamKind;
  parentId: string | null;
}

/** Which kinds may stand above a kind. The order of kinds is why a cycle cannot arise. */
const PARENTS: Record<TeamKind, readonly TeamKind[]> = {
  CITY: [],
  DISTRICT: [TeamKind.CITY],
  PARK: [TeamKind.DISTRICT, TeamKind.CITY],
  DEPARTMENT: [TeamKind.CITY, TeamKind.DISTRICT],
  TASK_FORCE: [TeamKind.CITY, TeamKind.DISTRICT],
  PARTNER: [TeamKind.CITY, TeamKind.DISTRICT],
};

/** Supervision flows along park, district and city only: the others give nothing to their parents (decision 4). */
const SUPERVISED = new Set<TeamKind>([TeamKind.PARK, TeamKind.DISTRICT]);

/** The teams that supervise a team, nearest first. */
export function supervisorsOf(teams: ReadonlyMap<string, TeamInTree>, id: string): string[] {
  const found: string[] = [];
  let team = teams.get(id);
  while (team && SUPERVISED.has(team.kind) && team.parentId !== null) {
    const parent = teams.get(team.parentId);
    if (!parent || !PARENTS[team.kind].includes(parent.kind)) break;
    found.push(parent.id);
    team = parent;
  }
  return found;
}

/** A team and everything it supervises. */
export const supervises = (teams: ReadonlyMap<string, TeamInTree>, supervisor: string, id: string): boolean =>
  supervisorsOf(teams, id).includes(supervisor);

const CHINESE: Record<TeamKind, string> = {
  CITY: '市级团队',
  DISTRICT: '区（市）县团队',
  PARK: '园区团队',
  DEPARTMENT: '部门团队',
  TASK_FORCE: '专班',
  PARTNER: '合作伙伴',
};

/** Why a team may not stand where it stands; null when it may. A park under a park, and with it every cycle, is refused. */
export function placementProblem(teams: ReadonlyMap<string, TeamInTree>, team: TeamInTree): string | null {
  if (team.parentId === null) return null;
  const parent = teams.get(team.parentId);
  if (!parent) return '上级团队不存在，请先建立上级团队';
  if (PARENTS[team.kind].includes(parent.kind)) return null;
  const allowed = PARENTS[team.kind].map((kind) => CHINESE[kind]).join('或');
  return `${CHINESE[team.kind]}不能设在${CHINESE[parent.kind]}之下，${allowed ? `上级须为${allowed}` : '它没有上级'}`;
}
