import { randomUUID } from 'node:crypto';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import type { Role } from '../kernel/viewer.ts';
import { manageableTeam } from './manageable-team.ts';
import { hashPassword, passwordProblem } from './password.ts';
import { foldLogin } from './sign-in.ts';
import { mayAppoint } from './team-policy.ts';

export interface StartMembership {
  idempotencyKey?: string | null;
  teamId?: string | null;
  login: string;
  newPerson?: { name: string; password: string } | null;
  role: Role;
  startsOn?: string | null;
  endsOn?: string | null;
  isDefault?: boolean | null;
}

export const LOGIN = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{2,59}$/u;

/** A person begins to serve in a team; a login nobody has makes the person, with a first password. */
export async function startMembership(ctx: Ctx, input: StartMembership): Promise<string> {
  const login = foldLogin(input.login);
  const startsOn = input.startsOn ?? shanghaiDay(ctx.now());
  check(input, login, startsOn);
  const hash = input.newPerson ? await hashPassword(input.newPerson.password) : '';
  // The fingerprint that guards a repeated call is stored: no password goes into it.
  const plain = { ...input, newPerson: input.newPerson ? { name: input.newPerson.name } : null };
  const { membershipId } = await ctx.act('startMembership', plain, async (tx) => {
    const team = input.teamId == null ? ctx.viewer.teamId : uuidOf('Team', input.teamId);
    const teamId = await manageableTeam(tx, team, mayAppoint);
    const personId = await personFor(tx, login, input.newPerson?.name ?? null, hash);
    await refuseOverlap(tx, personId, teamId, startsOn, input.endsOn ?? null);
    return {
      membershipId: await write(tx, {
        personId,
        teamId,
        role: input.role,
        startsOn,
        endsOn: input.endsOn ?? null,
        isDefault: input.isDefault,
      }),
    };
  });
  return membershipId;
}

function check(input: StartMembership, login: string, startsOn: string): void {
  const refusals = new Refusals();
  if (!LOGIN.test(login))
    refusals.add('INVALID', '登录名须为 3 至 60 个文字、数字或 . _ @ -，并以文字或数字开头', 'input', 'login');
  if (input.endsOn && input.endsOn < startsOn) refusals.add('INVALID', '截止日期不能早于起始日期，请调整', 'input', 'endsOn');
  if (input.newPerson) {
    const name = input.newPerson.name.trim();
    if (name === '' || name.length > 60) refusals.add('INVALID', '姓名须为 1 至 60 个字符', 'input', 'newPerson', 'name');
    const problem = passwordProblem(input.newPerson.password, login);
    if (problem) refusals.add('INVALID', problem, 'input', 'newPerson', 'password');
  }
  refusals.throwIfAny();
}

/** The person's row stays locked, so that two memberships of one person are started one after the other. */
async function personFor(tx: Tx, login: string, newName: string | null, hash: string): Promise<string> {
  const id = randomUUID();
  const made =
    newName === null
      ? []
      : await tx.sql(
          `insert into person (id, login, name, password_hash, is_demo, created_at) values ($1, $2, $3, $4, false, $5) on conflict (login) do nothing returning id`,
          [id, login, newName.trim(), hash, tx.now],
        );
  if (made.length > 0) return id;
  const [known] = await tx.sql<{ id: string }>(`select id from person where login = $1 and disabled_at is null for update`, [
    login,
  ]);
  if (newName !== null)
    throw refuse('CONFLICT', `登录名「${login}」已被使用，请换一个；若是同一人，请不要填写 newPerson`, 'input', 'login');
  if (!known) throw refuse('NOT_FOUND', `没有登录名为「${login}」的人员，请核对，或填写 newPerson 新建`, 'input', 'login');
  return known.id;
}

async function refuseOverlap(tx: Tx, personId: string, teamId: string, startsOn: string, endsOn: string | null): Promise<void> {
  const [other] = await tx.sql(
    `select 1 from membership where person_id = $1 and team_id = $2
       and starts_on <= coalesce($4::date, 'infinity') and coalesce(ends_on, 'infinity') >= greatest($3::date, starts_on)`,
    [personId, teamId, startsOn, endsOn],
  );
  if (other) throw refuse('CONFLICT', '该人员在此期间已在本团队任职，请先结束原任职', 'input', 'login');
}

interface NewMembership {
  personId: string;
  teamId: string;
  role: Role;
  startsOn: string;
  endsOn: string | null;
  isDefault?: boolean | null;
}

/** The first membership is the default one; a later one becomes it only when told. */
async function write(tx: Tx, one: NewMembership): Promise<string> {
  const id = randomUUID();
  if (one.isDefault) await tx.sql(`update membership set is_default = false where person_id = $1`, [one.personId]);
  await tx.sql(
    `insert into membership (id, person_id, team_id, role, starts_on, ends_on, is_default)
     values ($1, $2, $3, $4, $5, $6, not exists (select 1 from membership where person_id = $2 and is_default))`,
    [id, one.personId, one.teamId, one.role, one.startsOn, one.endsOn],
  );
  tx.record({
    kind: 'MEMBERSHIP_STARTED',
    subject: { type: 'Membership', id },
    onlyTeams: [one.teamId],
    payload: { membershipId: id, teamId: one.teamId, role: one.role },
  });
  return id;
}
