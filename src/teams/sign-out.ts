import { createHmac } from 'node:crypto';
import { keyUsedOtherwise, refuse } from '../kernel/refusal.ts';
import { hashPassword, passwordProblem, verifyPassword } from './password.ts';
import { revokeAndRecord, type Withdrawn } from './revoke-sessions.ts';
import { waitMessage } from './sign-in.ts';
import type { SignedInCtx } from './sign-in-deps.ts';

/** Withdraws this sign-in, or all of the person's; returns how many. Tokens and sockets end with them. */
export async function signOut(
  ctx: SignedInCtx,
  input: { everywhere?: boolean | null; idempotencyKey?: string | null },
): Promise<number> {
  const { sessionId, personId } = ctx.viewer;
  if (sessionId === null) return 0;
  const which: Withdrawn = input.everywhere && personId !== null ? { personId } : { sessionId };
  const { sessionIds } = await ctx.act('signOut', input, async (tx) => ({
    sessionIds: await revokeAndRecord(tx, which, { type: 'Session', id: sessionId }),
  }));
  ctx.signIn.revocations.add(sessionIds, ctx.now());
  return sessionIds.length;
}

/** The person's other sign-ins end: whoever knew the old password is out. */
export async function changePassword(
  ctx: SignedInCtx,
  input: { currentPassword: string; newPassword: string; idempotencyKey?: string | null },
): Promise<void> {
  const { personId, sessionId } = ctx.viewer;
  const [person] = await ctx.signIn.sql<{ login: string; hash: string }>(
    `select login, password_hash as hash from person where id = $1 and disabled_at is null`,
    [personId],
  );
  if (personId === null || !person) throw refuse('FORBIDDEN', '接口客户端没有密码，请由团队负责人重新签发凭据');
  // Asked behind the hash: whoever reads the new one finds the act that set it.
  const isRepeat = await isDone(ctx, input.idempotencyKey);
  const { right, waitS } = await ctx.signIn.attempts.check(person.login, ctx.signIn.address, () =>
    verifyPassword(isRepeat ? input.newPassword : input.currentPassword, person.hash),
  );
  if (waitS > 0) throw refuse('TOO_MANY_ATTEMPTS', waitMessage(waitS), 'input', 'currentPassword');
  if (isRepeat && right) return;
  if (isRepeat) throw keyUsedOtherwise();
  if (!right) throw refuse('BAD_CREDENTIALS', '当前密码不正确，请核对后重试', 'input', 'currentPassword');
  const problem = passwordProblem(input.newPassword, person.login);
  if (problem) throw refuse('INVALID', problem, 'input', 'newPassword');
  const hash = await hashPassword(input.newPassword);
  // Tells another new password under the same key. What is stored cannot be guessed at: its key, the old hash, is gone after the act.
  const said = createHmac('sha256', person.hash).update(input.newPassword).digest('hex');
  const act = { idempotencyKey: input.idempotencyKey, said };
  const { sessionIds } = await ctx.act('changePassword', act, async (tx) => {
    await tx.sql(`update person set password_hash = $2 where id = $1`, [personId, hash]);
    return { sessionIds: await revokeAndRecord(tx, { personId, except: sessionId }, { type: 'Person', id: personId }) };
  });
  ctx.signIn.revocations.add(sessionIds, ctx.now());
}

/** Whether the key has done its act: the old password is wrong by then, and the new one tells a repeat. */
async function isDone({ viewer, signIn }: SignedInCtx, key: string | null | undefined): Promise<boolean> {
  if (key == null) return false;
  const sql = 'select from idempotency where team_id = $1 and actor = $2 and key = $3 and result is not null';
  return (await signIn.sql(sql, [viewer.teamId, viewer.personId, key])).length > 0;
}
