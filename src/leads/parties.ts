import type { Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import type { Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { TeamKind } from '../kernel/viewer.ts';

/** A team that is in its period, or null with a refusal. */
export async function liveTeam(
  tx: Tx,
  id: string,
  refusals: Refusals,
  field: string,
): Promise<{ id: string; kind: TeamKind } | null> {
  const uuid = uuidOf('Team', id);
  const [team] = uuid
    ? await tx.sql<{ id: string; kind: TeamKind }>(
        `select id, kind from team where id = $1 and coalesce(starts_on <= $2::date, true) and coalesce(ends_on >= $2::date, true)`,
        [uuid, shanghaiDay(tx.now)],
      )
    : [];
  if (!team) refusals.add('NOT_FOUND', '团队不存在或已停用，请核对编号', 'input', field);
  return team ?? null;
}

interface Given {
  owningTeamId?: string | null;
  referrerTeamId?: string | null;
}

interface Parties {
  owningTeamId: string;
  referrerTeamId: string | null;
}

/** Who receives a new lead and who brought it: a partner addresses a public team and stays its referrer. */
export const leadParties = (tx: Tx, input: Given, refusals: Refusals): Promise<Parties> =>
  tx.viewer.teamKind === TeamKind.PARTNER ? addressed(tx, input, refusals) : received(tx, input, refusals);

const isOwn = (tx: Tx, id: string | null | undefined): boolean => id == null || uuidOf('Team', id) === tx.viewer.teamId;

async function addressed(tx: Tx, input: Given, refusals: Refusals): Promise<Parties> {
  const { teamId } = tx.viewer;
  if (!isOwn(tx, input.referrerTeamId)) {
    refusals.add('INVALID', '合作伙伴登记的线索以本团队为推荐方，请留空 referrerTeamId', 'input', 'referrerTeamId');
  }
  if (input.owningTeamId == null) {
    refusals.add('REQUIRED', '请指定承接线索的政府团队（owningTeamId）', 'input', 'owningTeamId');
    return { owningTeamId: teamId, referrerTeamId: teamId };
  }
  const owner = await liveTeam(tx, input.owningTeamId, refusals, 'owningTeamId');
  if (owner?.kind === TeamKind.PARTNER) {
    refusals.add('INVALID', '承接团队不能是合作伙伴，请选择园区、区县或市级团队', 'input', 'owningTeamId');
  }
  return { owningTeamId: owner?.id ?? teamId, referrerTeamId: teamId };
}

async function received(tx: Tx, input: Given, refusals: Refusals): Promise<Parties> {
  if (!isOwn(tx, input.owningTeamId)) {
    refusals.add('INVALID', '线索由登记团队承接，请留空 owningTeamId', 'input', 'owningTeamId');
  }
  const referrer = input.referrerTeamId == null ? null : await liveTeam(tx, input.referrerTeamId, refusals, 'referrerTeamId');
  if (referrer && referrer.kind !== TeamKind.PARTNER) {
    refusals.add('INVALID', '推荐方须为合作伙伴团队；政府团队请在立案后共享专案', 'input', 'referrerTeamId');
  }
  return { owningTeamId: tx.viewer.teamId, referrerTeamId: referrer?.id ?? null };
}
