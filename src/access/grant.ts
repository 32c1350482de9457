import type { Tx } from '../kernel/context.ts';
import { RANK } from '../kernel/level.ts';
import { accessFacts } from './access-facts.ts';
import { levels, type Stake } from './level.ts';

export interface Settled {
  /** Teams that see the record now and did not before. */
  gained: string[];
  /** Teams that saw the record and no longer do: they belong into `revokedTeams` of the event. */
  lost: string[];
}

/** A record whose access is to be settled: its sort keys and everyone with a stake in it. */
export interface Subject {
  kind: 'LEAD' | 'CASE';
  subjectId: string;
  stage: string;
  updatedAt: Date;
  stakes: readonly Stake[];
}

const SETTLE = `with wanted as (select * from unnest($5::uuid[], $6::smallint[]) as w(team_id, level)),
  lost as (delete from access where subject_id = $1 and team_id <> all($5::uuid[]) returning team_id),
  put as (
    insert into access (subject_id, team_id, kind, level, stage, updated_at)
    select $1, w.team_id, $2, w.level, $3, $4 from wanted w
    on conflict (subject_id, team_id) do update set level = excluded.level, stage = excluded.stage, updated_at = excluded.updated_at
    returning team_id),
  before as (select team_id from access where subject_id = $1)
  select team_id as "teamId", true as lost from lost
  union all
  select team_id, false from put where team_id not in (select team_id from before)`;

/** Brings the rows of a record in line with its stakes, in the transaction that changed them. */
export async function settleAccess(tx: Pick<Tx, 'sql' | 'now'>, subject: Subject): Promise<Settled> {
  const read = <R>(sql: string, params?: readonly unknown[]) => tx.sql<R>(sql, params);
  const seen = [...levels(await accessFacts(read, tx.now, subject.stakes))];
  const changed = await tx.sql<{ teamId: string; lost: boolean }>(SETTLE, [
    subject.subjectId,
    subject.kind,
    subject.stage,
    subject.updatedAt,
    seen.map(([team]) => team),
    seen.map(([, level]) => RANK[level]),
  ]);
  const teams = (lost: boolean) => changed.filter((row) => row.lost === lost).map((row) => row.teamId);
  return { gained: teams(false), lost: teams(true) };
}

/** Carries new sort keys to every row of a record whose stakes did not change. */
export async function touchAccess(
  tx: Pick<Tx, 'sql'>,
  subjectId: string,
  keys: { stage: string; updatedAt: Date },
): Promise<void> {
  await tx.sql(`update access set stage = $2, updated_at = $3 where subject_id = $1`, [subjectId, keys.stage, keys.updatedAt]);
}
