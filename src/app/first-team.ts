import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { inTransaction } from '../exchange/import-ctx.ts';
import { Refusal, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Role, TeamKind } from '../kernel/viewer.ts';
import { checkTeamCode, teamCodeOf } from '../teams/create-team.ts';
import { hashPassword, passwordProblem } from '../teams/password.ts';
import { foldLogin } from '../teams/sign-in.ts';
import { LOGIN } from '../teams/start-membership.ts';
import { checkTeamName } from '../teams/team-facts.ts';
import { StartRefused } from './start-refused.ts';

export interface FirstTeam {
  team: string;
  code: string;
  login: string;
  /** Name of the person. */
  person: string;
  password: string;
}

/** Everything that is wrong, at once. */
function check(input: FirstTeam): void {
  const refusals = new Refusals();
  checkTeamName(input.team, refusals);
  checkTeamCode(teamCodeOf(input.code), refusals);
  const login = foldLogin(input.login);
  if (!LOGIN.test(login)) refusals.add('INVALID', '登录名须为 3 至 60 个文字、数字或 . _ @ -，并以文字或数字开头');
  const problem = passwordProblem(input.password, login);
  if (problem) refusals.add('INVALID', problem);
  try {
    refusals.throwIfAny();
  } catch (error) {
    const lines = (error as Refusal).errors.map(({ message }) => `  - ${message}`);
    throw new StartRefused('SETUP_INVALID', `未能建立团队：\n${lines.join('\n')}`);
  }
}

/** The city's team and its first chief, who sets up all the others. Of several at once one is done and the others are refused. */
export async function createFirstTeam(pool: Pool, now: () => Date, input: FirstTeam): Promise<void> {
  check(input);
  const hash = await hashPassword(input.password);
  await inTransaction({ pool, now }, async ({ client, now: at, record }) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('zhaoshang.set-up'))`);
    const { rowCount } = await client.query(`select 1 from team limit 1`);
    if (rowCount !== 0)
      throw new StartRefused(
        'SETUP_TEAM_EXISTS',
        '已有团队，不能再次初始化。请由现有负责人登录后用 createTeam 和 startMembership 办理',
      );
    const [teamId, personId, id] = [randomUUID(), randomUUID(), randomUUID()];
    await client.query(
      `insert into team (id, code, name, kind, is_demo, version, created_at) values ($1, $2, $3, $4, false, 1, $5)`,
      [teamId, teamCodeOf(input.code), input.team.trim(), TeamKind.CITY, at],
    );
    await client.query(
      `insert into person (id, login, name, password_hash, is_demo, created_at) values ($1, $2, $3, $4, false, $5)`,
      [personId, foldLogin(input.login), input.person.trim(), hash, at],
    );
    await client.query(
      `insert into membership (id, person_id, team_id, role, starts_on, is_default) values ($1, $2, $3, $4, $5, true)`,
      [id, personId, teamId, Role.CHIEF, shanghaiDay(at)],
    );
    record({ kind: 'TEAM_CREATED', subject: { type: 'Team', id: teamId, version: 1 }, payload: { teamId, parentId: null } });
    const payload = { membershipId: id, teamId, role: Role.CHIEF };
    record({ kind: 'MEMBERSHIP_STARTED', subject: { type: 'Membership', id }, onlyTeams: [teamId], payload });
  });
}
