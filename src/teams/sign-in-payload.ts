import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../kernel/refusal.ts';
import { DateTime } from '../kernel/scalars.ts';
import { SignedInViewer } from './signed-in-viewer.ts';

@InputType({ description: 'Credentials of a person (登录信息).' })
export class SignInInput {
  @Field(() => String, { description: 'Login name; case and width make no difference (登录名).' })
  login!: string;

  @Field(() => String, { description: 'Password (密码).' })
  password!: string;
}

@InputType({ description: 'A refresh token to exchange (刷新令牌).' })
export class RefreshTokenInput {
  @Field(() => String, {
    description: 'Refresh token of the last payload; good once, and again for 60 seconds should the answer be lost (刷新令牌).',
  })
  refreshToken!: string;
}

@InputType({ description: 'The team to act for (切换团队).' })
export class SwitchTeamInput {
  @Field(() => ID, { description: 'Global id of a team in which the person serves today (团队编号).' })
  teamId!: string;
}

@ObjectType({ description: 'A sign-in for one team, or why there is none (登录结果).' })
export class SignInPayload {
  @Field(() => String, { nullable: true, description: 'Bearer token for HTTP and WebSocket; null when refused (令牌).' })
  token!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the token ends; null when refused (令牌到期时间).' })
  expiresAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Exchanged once for the next token, within seven days; null when refused (刷新令牌).',
  })
  refreshToken!: string | null;

  @Field(() => SignedInViewer, { nullable: true, description: 'Who the token acts for; null when refused (当前登录身份).' })
  viewer!: SignedInViewer | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty on success (拒绝原因).' })
  userErrors!: UserError[];
}

@InputType({ description: 'Which sign-ins to withdraw (退出登录).' })
export class SignOutInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Whether all of the person's sign-ins end, not this one only (是否退出全部设备).",
  })
  everywhere!: boolean;
}

@ObjectType({ description: 'What signing out ended (退出结果).' })
export class SignOutPayload {
  @Field(() => Boolean, { nullable: true, description: 'Whether a sign-in was ended; null when refused (是否已退出).' })
  signedOut!: boolean | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty on success (拒绝原因).' })
  userErrors!: UserError[];
}

@InputType({ description: 'A new password for oneself (修改密码).' })
export class ChangePasswordInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => String, { description: 'The present password (当前密码).' })
  currentPassword!: string;

  @Field(() => String, { description: 'The next one: 10 to 128 characters, without the login (新密码).' })
  newPassword!: string;
}

@ObjectType({ description: 'Whether the password was changed (修改密码结果).' })
export class ChangePasswordPayload {
  @Field(() => Boolean, {
    nullable: true,
    description: 'True when changed; the other sign-ins have ended. Null when refused (是否已修改).',
  })
  changed!: boolean | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty on success (拒绝原因).' })
  userErrors!: UserError[];
}
