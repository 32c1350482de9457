import type { Read, Tx } from '../kernel/context.ts';
import type { Level } from '../kernel/level.ts';
import { unguarded, type Acting } from './access-facts.ts';
import { AccessGround, type Stake } from './level.ts';
import type { GivenGround } from './stake.ts';

/** What acts gave teams in a record; with the viewer's rights where `read` has them. */
export const givenStakes = (read: Read, subjectId: string): Promise<Stake[]> =>
  read<Stake>(`select team_id as "teamId", ground, level from stake where subject_id = $1`, [subjectId]);

export interface Giving {
  kind: 'LEAD' | 'CASE';
  subjectId: string;
  teamId: string;
  ground: GivenGround;
  level: Level;
}

/** Gives a team a stake, or changes the level of the one it has; the record's access is settled afterwards. */
export async function giveStake(tx: Acting & Pick<Tx, 'now'>, { kind, subjectId, teamId, ground, level }: Giving): Promise<void> {
  const sql = `insert into stake (subject_id, team_id, ground, kind, level, since) values ($1, $2, $3, $4, $5, $6)
    on conflict (subject_id, team_id, ground) do update set level = excluded.level`;
  await unguarded(tx, () => tx.sql(sql, [subjectId, teamId, ground, kind, level, tx.now]));
}

/** Takes a stake away, from one team or from all; the record's access is settled afterwards. */
export async function takeStake(tx: Acting, subjectId: string, ground: GivenGround, teamId: string | null = null): Promise<void> {
  const sql = `delete from stake where subject_id = $1 and ground = $2 and ($3::uuid is null or team_id = $3)`;
  await unguarded(tx, () => tx.sql(sql, [subjectId, ground, teamId]));
}

const CARRY = `insert into stake (subject_id, team_id, ground, kind, level, since)
  select $2, team_id, ground, 'CASE', level, $3 from stake
  where subject_id = $1 and ground in ('${AccessGround.ORIGIN}', '${AccessGround.DISCLOSURE}')
  returning team_id as "teamId", ground, level`;

/** Who reads a lead because it passed it on, or because both sides of a collision agreed, reads the case that it becomes. */
export const carryStakes = (tx: Tx, leadId: string, caseId: string): Promise<Stake[]> =>
  unguarded(tx, () => tx.sql<Stake>(CARRY, [leadId, caseId, tx.now]));

/** Teams that hold the claim on a lead jointly: they become partners in its case. */
export async function jointTeams(tx: Tx, leadId: string): Promise<string[]> {
  const sql = `select team_id as "teamId" from stake where subject_id = $1 and ground = '${AccessGround.JOINT_CLAIM}' order by team_id`;
  const rows = await unguarded(tx, () => tx.sql<{ teamId: string }>(sql, [leadId]));
  return rows.map(({ teamId }) => teamId);
}
