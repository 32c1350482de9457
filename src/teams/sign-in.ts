import { refuse } from '../kernel/refusal.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { openSession, renewSession, type OpenedSession } from './open-session.ts';
import { verifyPassword } from './password.ts';
import type { SignedInCtx, SignInDeps } from './sign-in-deps.ts';

/** Logins are read as typed by people: case, width and blanks around make no difference. */
export const foldLogin = (login: string): string => login.normalize('NFKC').replaceAll('\0', '').trim().toLowerCase();

export const waitMessage = (waitS: number): string => `尝试次数过多，请在 ${waitS} 秒后重试；忘记密码请联系本团队负责人`;

/** Wrong login and wrong password are answered alike, after the same work. */
export async function signIn(deps: SignInDeps, input: { login: string; password: string }): Promise<OpenedSession> {
  const login = foldLogin(input.login).slice(0, 200);
  let personId = '';
  const { right, waitS } = await deps.attempts.check(login, deps.address, async () => {
    const [person] = await deps.sql<{ id: string; hash: string }>(
      `select id, password_hash as hash from person where login = $1 and disabled_at is null`,
      [login],
    );
    personId = person?.id ?? '';
    return verifyPassword(input.password, person?.hash ?? null);
  });
  if (waitS > 0) throw refuse('TOO_MANY_ATTEMPTS', waitMessage(waitS), 'input', 'login');
  if (!right) throw refuse('BAD_CREDENTIALS', '登录名或密码不正确，请核对后重试', 'input');
  const opened = await openSession(deps, personId, null);
  if (!opened) throw refuse('FORBIDDEN', '您目前没有在任的团队，请联系团队负责人办理任职');
  return opened;
}

export const refreshToken = (deps: SignInDeps, input: { refreshToken: string }): Promise<OpenedSession> =>
  renewSession(deps, input.refreshToken.slice(0, 200));

/** A token for another team the person serves in today. The present one stays good: another window may be using it. */
export async function switchTeam(ctx: SignedInCtx, input: { teamId: string }): Promise<OpenedSession> {
  const { personId } = ctx.viewer;
  if (personId === null) throw refuse('FORBIDDEN', '接口客户端只属于一个团队，不能切换');
  const teamId = uuidOf('Team', input.teamId);
  const opened = teamId === null ? null : await openSession(ctx.signIn, personId, teamId);
  if (!opened) throw refuse('NOT_FOUND', '您在该团队没有在任的任职，请在 viewer.memberships 中选择', 'input', 'teamId');
  return opened;
}
