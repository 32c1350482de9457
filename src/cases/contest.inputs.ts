import { Field, ID, InputType } from 'type-graphql';
import { ClaimIntent } from '../leads/claim-intent.ts';
import { ContestOutcome, ContestState } from './contest.ts';

@InputType({ description: 'Contests a live claim with an own lead for the same investor and intent (提起首谈权争议).' })
export class ContestClaimInput {
  @Field(() => ID, { description: "The own team's lead for the same investor (本团队线索)." })
  leadId!: string;

  @Field(() => ClaimIntent, { description: 'The kind of project for which the claim is held (项目类型).' })
  intent!: ClaimIntent;

  @Field(() => String, { description: 'Why the claim is contested, at most 2000 characters (争议理由).' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Says something to the arbiter of an open contest (争议陈述).' })
export class AddContestStatementInput {
  @Field(() => ID, { description: 'The contest (争议).' })
  contestId!: string;

  @Field(() => String, { description: 'The statement, at most 4000 characters (内容).' })
  text!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes an own contest back (撤回争议).' })
export class WithdrawContestInput {
  @Field(() => ID, { description: 'The contest (争议).' })
  contestId!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Decides an open contest (裁决争议).' })
export class DecideContestInput {
  @Field(() => ID, { description: 'The contest (争议).' })
  contestId!: string;

  @Field(() => ContestOutcome, { description: 'What is decided of the claim (结果).' })
  outcome!: ContestOutcome;

  @Field(() => String, {
    nullable: true,
    description:
      'Share of the credit that the holder of the claim at the contest gets, in percent with at most two decimals; the other side gets the rest. Required for JOINT; else 100 for UPHELD and 0 for OVERTURNED (原持有方分计比例，%).',
  })
  holderPercent?: string | null;

  @Field(() => String, { description: 'Why it is decided so, at most 4000 characters (理由).' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which contests (争议筛选).' })
export class ContestFilter {
  @Field(() => ContestState, { nullable: true, description: 'In this state (状态).' })
  state?: ContestState | null;

  @Field(() => Boolean, { nullable: true, description: 'True: only those that the own team is to decide (是否由本团队仲裁).' })
  toDecide?: boolean | null;
}
