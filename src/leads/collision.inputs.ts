import { Field, ID, InputType } from 'type-graphql';

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
    description: 'Whole unified social credit identifier of 18 characters; one typing error is forgiven (统一社会信用代码).',
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
