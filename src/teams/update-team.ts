import type { Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { authorize } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { teamsById } from './manageable-team.ts';
import { revokeAndRecord } from './revoke-sessions.ts';
import type { SignedInCtx } from './sign-in-deps.ts';
import { isInForce, type DirectoryTeam } from './team-directory.ts';
import { checkPeriod, checkTeamName, coverDivisions } from './team-facts.ts';
import type { UpdateTeamInput } from './team.inputs.ts';
import { mayChange } from './team-policy.ts';

/** The team locked at the version the change was made against, and counted on to the next. */
export async function lockTeam(tx: Tx, teamId: string, expectedVersion: number): Promise<number> {
  const [row] = await tx.sql<{ version: number }>(`select version from team where id = $1 for update`, [teamId]);
  if (row?.version !== expectedVersion)
    throw refuse('CONFLICT', `团队已被他人更新到版本 ${row?.version ?? 0}，请重新读取后再改`, 'input', 'expectedVersion');
  await tx.sql(`update team set version = version + 1 where id = $1`, [teamId]);
  return expectedVersion + 1;
}

/**
 * Changes a team. A last day that has come withdraws every sign-in of the team at once, so nobody acts for it from here
 * on; housekeeping takes its rows out of the access table, and puts them back when a team is opened again.
 * @throws Refusal INVALID (all at once) | NOT_FOUND | FORBIDDEN | CONFLICT
 */
export async function updateTeam(ctx: SignedInCtx, input: UpdateTeamInput): Promise<string> {
  const { teamId, sessionIds } = await ctx.act('updateTeam', input, async (tx) => {
    const teams = await teamsById(tx);
    const team = teams.get(uuidOf('Team', input.id) ?? '');
    if (!team) throw refuse('NOT_FOUND', '团队不存在，请核对', 'input', 'id');
    authorize(
      mayChange(tx.viewer, team, teams),
      '只有上级团队的负责人可以更改；部门、专班和合作伙伴由市级团队负责人更改',
      'input',
    );
    checkChange(input, team);
    const version = await lockTeam(tx, team.id, input.expectedVersion);
    const fields = await change(tx, team, input);
    const endsOn = input.endsOn === undefined ? team.endsOn : input.endsOn;
    const today = shanghaiDay(tx.now);
    const reopened = !isInForce(team, today) && isInForce({ ...team, endsOn }, today);
    tx.record({
      kind: 'TEAM_UPDATED',
      subject: { type: 'Team', id: team.id, version },
      payload: { teamId: team.id, fields, reopened },
    });
    // Tokens outlive today by a day at most: what ends later is caught by the end that new tokens carry.
    const ends = fields.includes('endsOn') && endsOn !== null && endsOn <= today;
    const ended = ends ? await revokeAndRecord(tx, { teamId: team.id }, { type: 'Team', id: team.id }) : [];
    return { teamId: team.id, sessionIds: ended };
  });
  ctx.signIn.revocations.add(sessionIds, ctx.now());
  return teamId;
}

function checkChange(input: UpdateTeamInput, team: DirectoryTeam): void {
  const refusals = new Refusals();
  if (input.name != null) checkTeamName(input.name, refusals);
  if (input.endsOn != null && team.kind === TeamKind.CITY)
    refusals.add('INVALID', '市级团队不能设截止日期，否则无人可以登录', 'input', 'endsOn');
  checkPeriod(team.startsOn, input.endsOn ?? null, refusals);
  refusals.throwIfAny();
}

/** Writes what is given and differs; names of the changed facts. */
async function change(tx: Tx, team: DirectoryTeam, input: UpdateTeamInput): Promise<string[]> {
  const fields: string[] = [];
  if (input.name != null && input.name.trim() !== team.name) {
    await tx.sql(`update team set name = $2 where id = $1`, [team.id, input.name.trim()]);
    fields.push('name');
  }
  if (input.endsOn !== undefined && input.endsOn !== team.endsOn) {
    await tx.sql(`update team set ends_on = $2 where id = $1`, [team.id, input.endsOn]);
    fields.push('endsOn');
  }
  if (input.divisionCodes != null) {
    await coverDivisions(tx, team.id, input.divisionCodes);
    fields.push('divisionCodes');
  }
  return fields;
}
