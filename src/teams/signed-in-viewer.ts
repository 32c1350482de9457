import { Field, ObjectType } from 'type-graphql';
import { Role, Scope } from '../kernel/viewer.ts';

/** The viewer as clients see it. Its team, person and memberships are loaded by its resolver. */
@ObjectType('Viewer', { description: 'Who a token acts for: one team, with one role (当前登录身份).' })
export class SignedInViewer {
  @Field(() => Role, { description: 'What the token may do for the team (角色).' })
  role!: Role;

  @Field(() => [Scope], { description: 'What an API client may do; empty for people (接口权限).' })
  scopes!: readonly Scope[];

  teamId!: string;
  personId!: string | null;
  clientId!: string | null;
}
