import type { Read } from '../kernel/context.ts';
import { RANK } from '../kernel/level.ts';
import { TeamKind } from '../kernel/viewer.ts';
import type { Team } from './group.ts';
import type { LoggedEvent } from './logged-event.ts';

/** Guarding record → team → rank, as it is now. */
export type AccessNow = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Who has access now to the records that guard these events, in one query. */
export async function accessNow(read: Read, events: readonly LoggedEvent[]): Promise<AccessNow> {
  const guards = [...new Set(events.flatMap((event) => event.guardId ?? []))];
  const access = new Map<string, Map<string, number>>();
  if (guards.length === 0) return access;
  const rows = await read<{ subject_id: string; team_id: string; level: number }>(
    'select subject_id, team_id, level from access where subject_id = any($1)',
    [guards],
    'access_now',
  );
  for (const row of rows) {
    let teams = access.get(row.subject_id);
    if (!teams) access.set(row.subject_id, (teams = new Map()));
    teams.set(row.team_id, row.level);
  }
  return access;
}

/** The team's rank for the event by what the log alone says; 0 when it was not in the audience. */
export function rankThen(team: Team, event: LoggedEvent): number {
  if (event.audience === null) return team.kind === TeamKind.PARTNER ? 0 : RANK.WORK;
  return Object.hasOwn(event.audience, team.id) ? event.audience[team.id]! : 0;
}

/** Decision 10: in the audience and with access now, at the lower of both levels; 0 when the event is not for the team. */
export function rankFor(team: Team, event: LoggedEvent, access: AccessNow): number {
  const then = rankThen(team, event);
  const now = event.guardId === null ? then : (access.get(event.guardId)?.get(team.id) ?? 0);
  const rank = Math.min(then, now);
  return rank >= event.minimum ? rank : 0;
}

export const isRevoked = (team: Team, event: LoggedEvent): boolean => event.revoked?.includes(team.id) ?? false;
