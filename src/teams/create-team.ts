import { randomUUID } from 'node:crypto';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { authorize } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { teamsById } from './manageable-team.ts';
import { isInForce } from './team-directory.ts';
import { checkPeriod, checkTeamName, coverDivisions } from './team-facts.ts';
import type { CreateTeamInput } from './team.inputs.ts';
import { mayFound } from './team-policy.ts';
import { placementProblem } from './team-tree.ts';

const CODE = /^[A-Z0-9][A-Z0-9-]{1,29}$/;

/** Codes are written in capitals. */
export const teamCodeOf = (given: string): string => given.normalize('NFKC').trim().toUpperCase();

export function checkTeamCode(code: string, refusals: Refusals): void {
  if (!CODE.test(code)) refusals.add('INVALID', '团队代码须为 2 至 30 个字母、数字或 -，如 CD-510107', 'input', 'code');
}

/**
 * Sets a team up where it may stand: a cycle cannot arise, because what is new has nothing below it and never moves.
 * @throws Refusal INVALID (all at once) | NOT_FOUND (parent) | FORBIDDEN | CONFLICT (code is taken)
 */
export async function createTeam(ctx: Ctx, input: CreateTeamInput): Promise<string> {
  const code = teamCodeOf(input.code);
  const refusals = new Refusals();
  checkTeamCode(code, refusals);
  checkTeamName(input.name, refusals);
  checkPeriod(input.startsOn ?? null, input.endsOn ?? null, refusals);
  if (input.kind === TeamKind.CITY)
    refusals.add('INVALID', '市级团队只能由 npm run set-up 建立，请选择其他类别', 'input', 'kind');
  refusals.throwIfAny();
  const { teamId } = await ctx.act('createTeam', input, async (tx) => {
    const id = randomUUID();
    const parentId = await placeFor(tx, id, input);
    const added = await tx.sql(
      `insert into team (id, code, name, kind, parent_id, starts_on, ends_on, is_demo, version, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, false, 1, $8) on conflict (code) do nothing returning id`,
      [id, code, input.name.trim(), input.kind, parentId, input.startsOn ?? null, input.endsOn ?? null, tx.now],
    );
    if (added.length === 0) throw refuse('CONFLICT', `团队代码「${code}」已被使用，请换一个`, 'input', 'code');
    await coverDivisions(tx, id, input.divisionCodes ?? []);
    tx.record({ kind: 'TEAM_CREATED', subject: { type: 'Team', id, version: 1 }, payload: { teamId: id, parentId } });
    return { teamId: id };
  });
  return teamId;
}

/** The parent's id, if a team of this kind may stand there and the viewer may set it up. */
async function placeFor(tx: Tx, id: string, input: CreateTeamInput): Promise<string> {
  const teams = await teamsById(tx);
  const parent = teams.get(uuidOf('Team', input.parentId) ?? '');
  if (!parent) throw refuse('NOT_FOUND', '上级团队不存在，请核对', 'input', 'parentId');
  const team = { id, kind: input.kind, parentId: parent.id };
  const problem = placementProblem(teams, team);
  if (problem) throw refuse('INVALID', problem, 'input', 'parentId');
  authorize(
    mayFound(tx.viewer, team, teams),
    '只有上级团队的负责人可以设立团队；部门、专班和合作伙伴由市级团队负责人设立',
    'input',
  );
  if (!isInForce(parent, shanghaiDay(tx.now))) throw refuse('INVALID', '上级团队不在有效期内，请另选', 'input', 'parentId');
  return parent.id;
}
