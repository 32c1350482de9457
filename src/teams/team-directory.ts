import type { Read } from '../kernel/context.ts';
import { inPeriod } from '../kernel/shanghai-day.ts';
import { supervises, supervisorsOf, type TeamInTree } from './team-tree.ts';

export interface DirectoryTeam extends TeamInTree {
  code: string;
  name: string;
  startsOn: string | null;
  endsOn: string | null;
}

/** All teams in memory: a city has some hundreds. Refreshed on demand; an unknown id asks the database once more. */
export interface TeamDirectory {
  refresh(): Promise<void>;
  team(id: string): Promise<DirectoryTeam | null>;
  /** Nearest first, along the supervision path only. */
  supervisorsOf(id: string): Promise<string[]>;
  supervises(supervisor: string, id: string): Promise<boolean>;
}

/** A team outside its period has no sign-in and no access. */
export const isInForce = (team: Pick<DirectoryTeam, 'startsOn' | 'endsOn'>, day: string): boolean =>
  inPeriod(day, team.startsOn, team.endsOn);

export const readTeams = (read: Read): Promise<DirectoryTeam[]> =>
  read<DirectoryTeam>(
    `select id, code, name, kind, parent_id as "parentId", starts_on as "startsOn", ends_on as "endsOn" from team`,
  );

export function createTeamDirectory(read: Read): TeamDirectory {
  let teams: ReadonlyMap<string, DirectoryTeam> = new Map();
  const refresh = async (): Promise<void> => {
    teams = new Map((await readTeams(read)).map((team) => [team.id, team]));
  };
  const having = async (id: string): Promise<ReadonlyMap<string, DirectoryTeam>> => {
    if (!teams.has(id)) await refresh();
    return teams;
  };
  return {
    refresh,
    team: async (id) => (await having(id)).get(id) ?? null,
    supervisorsOf: async (id) => supervisorsOf(await having(id), id),
    supervises: async (supervisor, id) => supervises(await having(id), supervisor, id),
  };
}
