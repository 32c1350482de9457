import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDate } from '../kernel/scalars.ts';
import { EvidenceKind } from './claim-evidence-kind.ts';
import { ClaimIntent } from './claim-intent.ts';

@InputType({ description: 'What shows that the team works with the investor (首谈佐证).' })
export class ClaimEvidenceInput {
  @Field(() => EvidenceKind, { description: "What it is; a kind that the city's rules accept (类别)." })
  kind!: EvidenceKind;

  @Field(() => CalendarDate, { description: 'Day of what it shows, not in the future and within 365 days (发生日期).' })
  happenedOn!: string;

  @Field(() => String, { description: 'What it shows and where it is kept, at most 500 characters (说明).' })
  note!: string;
}

@InputType({ description: 'Files the claim of the own team on its lead (首谈申报).' })
export class ClaimLeadInput {
  @Field(() => ID, { description: 'The lead: open, with a company of the registry, an industry and a contact (线索).' })
  leadId!: string;

  @Field(() => Int, { description: 'Version of the lead the filing is based on (所依据的线索版本).' })
  expectedVersion!: number;

  @Field(() => ClaimIntent, { description: 'The kind of project (项目类型).' })
  intent!: ClaimIntent;

  @Field(() => [ClaimEvidenceInput], { description: 'What it rests on, 1 to 20 (佐证).' })
  evidence!: ClaimEvidenceInput[];

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Gives a claim up (释放首谈权).' })
export class ReleaseClaimInput {
  @Field(() => ID, { description: 'The claim (首谈).' })
  claimId!: string;

  @Field(() => Int, { description: 'Version the act is based on (所依据的版本).' })
  expectedVersion!: number;

  @Field(() => String, { description: 'Why, at most 1000 characters (释放原因).' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Renews a claim in the second half of its term (首谈续期).' })
export class RenewClaimInput {
  @Field(() => ID, { description: 'The claim (首谈).' })
  claimId!: string;

  @Field(() => Int, { description: 'Version the act is based on (所依据的版本).' })
  expectedVersion!: number;

  @Field(() => [ClaimEvidenceInput], { description: 'What happened since the filing or the last renewal, 1 to 20 (佐证).' })
  evidence!: ClaimEvidenceInput[];

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Invites a team to hold a claim jointly (邀请联合首谈).' })
export class InviteToClaimInput {
  @Field(() => ID, { description: 'The claim of the own team (首谈).' })
  claimId!: string;

  @Field(() => ID, { description: 'The government team to be invited (受邀团队).' })
  teamId!: string;

  @Field(() => Int, { description: "Its part of the credit in percent, 1 to 99; the rest is the holder's (分计比例，%)." })
  percent!: number;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Declines an invitation to a joint claim (谢绝联合首谈).' })
export class DeclineClaimInvitationInput {
  @Field(() => ID, { description: 'The claim (首谈).' })
  claimId!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Accepts an invitation to a joint claim (加入联合首谈).' })
export class JoinClaimInput extends DeclineClaimInvitationInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The own lead for the same investor, which is closed in favour of the joint one (本团队的同一投资方线索).',
  })
  leadId?: string | null;
}

@InputType({ description: 'Leaves a joint claim (退出联合首谈).' })
export class LeaveClaimInput {
  @Field(() => ID, { description: 'The claim, the newest one of its lead (首谈).' })
  claimId!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes an unanswered invitation to a joint claim back (撤回联合首谈邀请).' })
export class WithdrawClaimInvitationInput {
  @Field(() => ID, { description: 'The claim of the own team (首谈).' })
  claimId!: string;

  @Field(() => ID, { description: 'The team that was invited and has not answered (受邀团队).' })
  teamId!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}
