import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../kernel/page.ts';
import { CompanyMatchStatus } from './company-match.ts';
import { MatchLevel } from './match-reason.ts';

@InputType({ description: 'Which possible duplicates; all conditions must hold (疑似重复筛选).' })
export class CompanyMatchFilter {
  @Field(() => CompanyMatchStatus, { nullable: true, description: 'What became of them; null for all (处理状态).' })
  status?: CompanyMatchStatus | null;

  @Field(() => MatchLevel, { nullable: true, description: 'How sure they are; null for all (匹配强度).' })
  level?: MatchLevel | null;

  @Field(() => ID, { nullable: true, description: 'Company on either side; null for all (企业).' })
  companyId?: string | null;
}

@ArgsType()
export class CompanyMatchesArgs extends PageArgs {
  @Field(() => CompanyMatchFilter, { nullable: true, description: 'Which possible duplicates; all when absent (筛选).' })
  filter?: CompanyMatchFilter | null;
}

@InputType({ description: 'A possible duplicate that is none (排除疑似重复).' })
export class DismissMatchInput {
  @Field(() => ID, { description: 'The pair (疑似重复).' })
  matchId!: string;

  @Field(() => String, { description: 'Why they are two companies, at most 500 characters (理由).' })
  note!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}
