import type { Read, Tx } from '../kernel/context.ts';
import { SYSTEM, WRITER } from '../kernel/guarded.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import type { Stake, AccessFacts, TeamFacts } from './level.ts';

/** Teams with a stake and all above them; a period is counted in whole days of Asia/Shanghai. */
const TEAMS = `with recursive up as (
    select id, kind, parent_id, starts_on, ends_on from team where id = any($1::uuid[])
    union
    select t.id, t.kind, t.parent_id, t.starts_on, t.ends_on from up join team t on t.id = up.parent_id)
  select id, kind, parent_id as "parentId",
    (coalesce(starts_on > $2::date, false) or coalesce(ends_on < $2::date, false)) as ended
  from up`;

export async function accessFacts(read: Read, now: Date, stakes: readonly Stake[]): Promise<AccessFacts> {
  const ids = [...new Set(stakes.map((stake) => stake.teamId))];
  const teams = ids.length === 0 ? [] : await read<TeamFacts>(TEAMS, [ids, shanghaiDay(now)]);
  return { stakes, teams: new Map(teams.map((team) => [team.id, team])) };
}

/** A transaction in a team's name, or one of the system, which has no viewer and no rights of a team to put aside. */
export type Acting = Pick<Tx, 'sql'> & Partial<Pick<Tx, 'viewer'>>;

/**
 * Reads facts that the acting team itself may not see: a team that leaves a case at SUMMARY must not settle it by the
 * one share it sees. Only facts of access are read so, never what a client is told.
 */
export async function unguarded<T>(tx: Acting, run: () => Promise<T>): Promise<T> {
  if (!tx.viewer) return run();
  await tx.sql(`set local role ${SYSTEM}`);
  const result = await run();
  await tx.sql(`set local role ${WRITER}`);
  return result;
}

/**
 * The same for statements that leave at once: the role is taken and given back in their own flight, without a wait. Where one
 * fails all behind it do too, so they are asked in their order: its error is told, not what it did to the others.
 */
export async function unguardedFlight<T extends unknown[]>(
  tx: Acting,
  send: () => { [K in keyof T]: Promise<T[K]> },
): Promise<T> {
  if (!tx.viewer) return Promise.all(send()) as Promise<T>;
  const taken = tx.sql(`set local role ${SYSTEM}`);
  const sent = Promise.all(send()) as Promise<T>;
  const given = tx.sql(`set local role ${WRITER}`);
  for (const each of [sent, given]) each.catch(() => {}); // told in turn
  await taken;
  const answers = await sent;
  await given;
  return answers;
}
