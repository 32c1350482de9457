import { Field, ID, InputType, registerEnumType } from 'type-graphql';

const KEY = { nullable: true, description: 'Repeat-safe key of 8 to 200 characters; required for API clients (幂等键).' };

@InputType({ description: 'Says which partner team speaks for a company (设定企业代表团队).' })
export class LinkCompanyTeamInput {
  @Field(() => ID, { description: 'The company (企业).' })
  companyId!: string;

  @Field(() => ID, { description: 'The partner team; it speaks for one company (合作伙伴团队).' })
  teamId!: string;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Ends what a partner team is to a company (解除企业代表团队).' })
export class UnlinkCompanyTeamInput {
  @Field(() => ID, { description: 'The company (企业).' })
  companyId!: string;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

export enum ReferrerKind {
  COMPANY = 'COMPANY',
  TEAM = 'TEAM',
}
registerEnumType(ReferrerKind, {
  name: 'ReferrerKind',
  description: 'Who brought leads (推荐方类别).',
  valuesConfig: {
    COMPANY: { description: 'Resident companies (入驻企业).' },
    TEAM: { description: 'Partner teams, for themselves or for a company (合作伙伴团队).' },
  },
});
