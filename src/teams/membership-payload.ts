import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../kernel/refusal.ts';
import { CalendarDate } from '../kernel/scalars.ts';
import { Role, Scope } from '../kernel/viewer.ts';
import { Membership } from './person.ts';
import { ApiClient } from './session.ts';

@InputType({ description: 'A person the system does not know yet (新人员).' })
export class NewPersonInput {
  @Field(() => String, { description: 'Name, 1 to 60 characters (姓名).' })
  name!: string;

  @Field(() => String, { description: 'First password, 10 to 128 characters, without the login (初始密码).' })
  password!: string;
}

@InputType({ description: 'Who begins to serve in a team, in which role and when (任职登记).' })
export class StartMembershipInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => ID, { nullable: true, description: 'Global id of the team; null for your own (团队编号).' })
  teamId?: string | null;

  @Field(() => String, { description: 'Login name of the person (登录名).' })
  login!: string;

  @Field(() => NewPersonInput, {
    nullable: true,
    description: 'For a login nobody has yet; null for a person the system knows (新人员).',
  })
  newPerson?: NewPersonInput | null;

  @Field(() => Role, { description: 'What the person may do for the team (角色).' })
  role!: Role;

  @Field(() => CalendarDate, { nullable: true, description: 'First day; null for today (起始日期).' })
  startsOn?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day; null while open (截止日期).' })
  endsOn?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether signIn acts for this team from now on; null: only when it is the first (是否默认团队).',
  })
  isDefault?: boolean | null;
}

@InputType({ description: 'Which membership ends, and when (任职结束).' })
export class EndMembershipInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => ID, { description: 'Global id of the membership (任职编号).' })
  membershipId!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day, today or later; null: at once (截止日期).' })
  endsOn?: string | null;
}

@ObjectType({ description: 'The membership after the change (任职办理结果).' })
export class MembershipPayload {
  @Field(() => Membership, { nullable: true, description: 'The membership; null when refused (任职).' })
  membership!: Membership | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty on success (拒绝原因).' })
  userErrors!: UserError[];
}

@InputType({ description: 'A program that is to act for a team (接口客户端登记).' })
export class CreateApiClientInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => ID, { nullable: true, description: 'Global id of the team; null for your own (团队编号).' })
  teamId?: string | null;

  @Field(() => String, { description: 'What the program is, 1 to 60 characters (名称).' })
  name!: string;

  @Field(() => [Scope], { description: 'What it may do; at least one (权限).' })
  scopes!: Scope[];
}

@InputType({ description: 'Which API client to withdraw (接口客户端停用).' })
export class RevokeApiClientInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => ID, { description: 'Global id of the API client (接口客户端编号).' })
  apiClientId!: string;
}

@ObjectType({ description: 'The API client after the change (接口客户端办理结果).' })
export class ApiClientPayload {
  @Field(() => ApiClient, { nullable: true, description: 'The API client; null when refused (接口客户端).' })
  apiClient!: ApiClient | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its secret, told this once: null on a repeated call, on withdrawal and when refused (密钥).',
  })
  clientSecret!: string | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty on success (拒绝原因).' })
  userErrors!: UserError[];
}
