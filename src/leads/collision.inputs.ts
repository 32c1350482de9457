import { Field, ID, InputType } from 'type-graphql';
import { Level } from '../kernel/level.ts';
import { CollisionState } from './collision.ts';

@InputType({
  description: 'What is known of an investor (查重条件). Give at least one of company, name, identifier, telephone and mail.',
})
export class CheckCollisionInput {
  @Field(() => ID, { nullable: true, description: 'The company, where it is in the registry (企业).' })
  companyId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the company or a part of it, of at least 2 and at most 200 characters (企业名称).',
  })
  companyName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whole unified social credit identifier of 18 characters; beside a name one typing error is forgiven (统一社会信用代码).',
  })
  usci?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number of at least 7 digits (电话).' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Electronic mail address of a contact (邮箱).' })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of a contact; says nothing alone, and makes a match of telephone or mail surer (联系人姓名).',
  })
  contactName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Repeat-safe key of 8 to 200 characters; required for API clients (幂等键).',
  })
  idempotencyKey?: string | null;
}

@InputType({ description: 'The own agreement to show the other side of a collision the own lead (同意披露).' })
export class AgreeToDiscloseInput {
  @Field(() => ID, { description: 'The collision (撞单).' })
  collisionId!: string;

  @Field(() => Level, { description: 'SUMMARY or FOLLOW; once both agreed, the lower of both holds (披露级别).' })
  level!: Level;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes the own agreement back: neither side sees the other from then on (撤回披露).' })
export class WithdrawDisclosureInput {
  @Field(() => ID, { description: 'The collision (撞单).' })
  collisionId!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Says that the other side is at work on another investor (排除撞单).' })
export class DismissCollisionInput extends WithdrawDisclosureInput {
  @Field(() => String, { description: 'Why, at most 500 characters; for the own side alone (排除说明).' })
  note!: string;
}

@InputType({ description: 'Which collisions (撞单筛选).' })
export class CollisionFilter {
  @Field(() => CollisionState, { nullable: true, description: 'In this state (状态).' })
  state?: CollisionState | null;
}
