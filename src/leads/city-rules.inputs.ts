import { Field, InputType, Int } from 'type-graphql';
import { EvidenceKind } from './claim-evidence-kind.ts';

@InputType({ description: 'Changed rules of the city; what is left out stays as it is (本市规则设定).' })
export class SetCityRulesInput {
  @Field(() => Int, { description: 'Version the change is based on; 0 for the defaults (所依据的版本).' })
  expectedVersion!: number;

  @Field(() => String, { description: 'Document or reason, at most 500 characters (依据).' })
  basis!: string;

  @Field(() => Int, { nullable: true, description: 'Working days to respond to a lead, 1 to 30 (响应时限，工作日).' })
  respondDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Working days to finish screening, 1 to 60 (研判时限，工作日).' })
  screenDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Working days to the first feedback, 1 to 90 (反馈时限，工作日).' })
  feedbackDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Working days from one report to the next, 1 to 90 (报告周期，工作日).' })
  reportEveryDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Share of the time after which a clock is amber, 10 to 99 (黄灯比例，%).' })
  amberPercent?: number | null;

  @Field(() => Int, { nullable: true, description: 'Days a claim holds, 8 to 365 and more than warningDays (首谈保护期，日).' })
  protectionDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Days that a renewal adds, 1 to 365 (每次续期，日).' })
  renewalDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Renewals a claim may have, 0 to 50 (最多续期次数).' })
  maxRenewals?: number | null;

  @Field(() => Int, { nullable: true, description: 'Days of warning before the end of a claim, 1 to 60 (到期预警提前，日).' })
  warningDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Days before the same may be claimed again, 0 to 365 (失效后冷却期，日).' })
  coolingDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Live claims of one team, 1 to 1000 (每团队有效首谈上限).' })
  claimsPerTeam?: number | null;

  @Field(() => [EvidenceKind], { nullable: true, description: 'Kinds of evidence that count, at least one (认可的佐证类别).' })
  evidenceKinds?: EvidenceKind[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Collision checks of a team within an hour, 1 to 1000 (每团队每小时查重上限).',
  })
  probesPerHour?: number | null;

  @Field(() => Int, { nullable: true, description: 'Collision checks of a team within a day, 1 to 10000 (每团队每日查重上限).' })
  probesPerDay?: number | null;

  @Field(() => Int, { nullable: true, description: 'Working days to decide a contest, 1 to 60 (仲裁时限，工作日).' })
  contestDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Working days to answer a transfer, 1 to 60 (流转答复时限，工作日).' })
  transferOfferDays?: number | null;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}
