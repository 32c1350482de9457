import { randomUUID } from 'node:crypto';
import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { ShareRole } from './case-share.ts';

const RAISE = `update case_share set role = $3, level = $4 where case_id = $1 and team_id = $2 and until is null and role <> '${ShareRole.LEAD}' returning id`;
const ADD = `insert into case_share (id, case_id, team_id, role, level, granted_by_team_id, since) values ($5, $1, $2, $3, $4, $6, $7)
  on conflict do nothing`;

/** Makes a team a partner that works on a case, whatever part it had before; access is settled afterwards. */
export async function takePart(tx: Tx, caseId: string, teamId: string): Promise<void> {
  const part = [caseId, teamId, ShareRole.PARTNER, Level.WORK];
  await unguarded(tx, async () => {
    const raised = await tx.sql(RAISE, part);
    if (raised.length === 0) await tx.sql(ADD, [...part, randomUUID(), tx.viewer.teamId, tx.now]);
  });
}

/** Lets a team that has a part of the credit read the case; whether it took no part before. */
export async function readAlong(tx: Tx, caseId: string, teamId: string): Promise<boolean> {
  const share = [caseId, teamId, ShareRole.SUPPORT, Level.FOLLOW, randomUUID(), tx.viewer.teamId, tx.now];
  return (await unguarded(tx, () => tx.sql(`${ADD} returning id`, share))).length > 0;
}
