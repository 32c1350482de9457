import { Arg, Ctx as Context, Extensions, Mutation, Resolver } from 'type-graphql';
import { refreshToken, signIn, switchTeam } from './sign-in.ts';
import type { SignedInCtx, SignInCtx } from './sign-in-deps.ts';
import {
  ChangePasswordInput,
  ChangePasswordPayload,
  RefreshTokenInput,
  SignInInput,
  SignInPayload,
  SignOutInput,
  SignOutPayload,
  SwitchTeamInput,
} from './sign-in-payload.ts';
import { changePassword, signOut } from './sign-out.ts';

/** The fields marked `open` are the only ones served without a token. */
@Resolver()
export class SignInResolver {
  @Extensions({ open: true })
  @Mutation(() => SignInPayload, { description: "Sign in with a password, for the person's default team (登录)." })
  async signIn(
    @Arg('input', () => SignInInput, { description: 'Login and password (登录信息).' }) input: SignInInput,
    @Context() ctx: SignInCtx,
  ): Promise<SignInPayload> {
    return { ...(await signIn(ctx.signIn, input)), userErrors: [] };
  }

  @Extensions({ open: true })
  @Mutation(() => SignInPayload, { description: 'Exchange a refresh token for the next token and refresh token (刷新令牌).' })
  async refreshToken(
    @Arg('input', () => RefreshTokenInput, { description: 'The refresh token (刷新令牌).' }) input: RefreshTokenInput,
    @Context() ctx: SignInCtx,
  ): Promise<SignInPayload> {
    return { ...(await refreshToken(ctx.signIn, input)), userErrors: [] };
  }

  @Mutation(() => SignInPayload, {
    description: 'Get a token for another team of the person; the present token stays good (切换团队).',
  })
  async switchTeam(
    @Arg('input', () => SwitchTeamInput, { description: 'The team (团队).' }) input: SwitchTeamInput,
    @Context() ctx: SignedInCtx,
  ): Promise<SignInPayload> {
    return { ...(await switchTeam(ctx, input)), userErrors: [] };
  }

  @Mutation(() => SignOutPayload, {
    description: 'Withdraw the sign-in: its token, refresh token and sockets end at once (退出登录).',
  })
  async signOut(
    @Arg('input', () => SignOutInput, { description: 'Which sign-ins (范围).' }) input: SignOutInput,
    @Context() ctx: SignedInCtx,
  ): Promise<SignOutPayload> {
    return { signedOut: (await signOut(ctx, input)) > 0, userErrors: [] };
  }

  @Mutation(() => ChangePasswordPayload, {
    description: "Change one's own password; all other sign-ins of the person end (修改密码).",
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'Both passwords (新旧密码).' }) input: ChangePasswordInput,
    @Context() ctx: SignedInCtx,
  ): Promise<ChangePasswordPayload> {
    await changePassword(ctx, input);
    return { changed: true, userErrors: [] };
  }
}
