import { Field, ID, InputType } from 'type-graphql';
import { CalendarDate } from '../kernel/scalars.ts';
import { ClockKind, ClockLight, ClockState } from './clock-light.ts';

@InputType({ description: 'How the team responded to a lead (响应线索).' })
export class RespondToLeadInput {
  @Field(() => ID, { description: 'The lead (线索).' })
  leadId!: string;

  @Field(() => String, { description: 'What was done, at most 4000 characters (响应情况).' })
  text!: string;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'What has come of a lead so far (反馈线索进展).' })
export class ReportLeadInput {
  @Field(() => ID, { description: 'The lead (线索).' })
  leadId!: string;

  @Field(() => String, { description: 'What has come of it, at most 4000 characters (进展情况).' })
  text!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'Day it is about, today unless told; not in the future (日期).' })
  happenedOn?: string | null;

  @Field(() => String, { nullable: true, description: 'Repeat-safe key; required for API clients (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which clocks (时钟筛选).' })
export class ResponseClockFilter {
  @Field(() => ClockLight, { nullable: true, description: 'Of this light at the moment (灯色).' })
  light?: ClockLight | null;

  @Field(() => ClockKind, { nullable: true, description: 'Of this kind (时钟类别).' })
  kind?: ClockKind | null;

  @Field(() => ClockState, { nullable: true, description: 'In this state; running ones unless told (状态).' })
  state?: ClockState | null;

  @Field(() => ID, { nullable: true, description: 'Of leads this team owns (承接团队).' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this lead (线索).' })
  leadId?: string | null;
}
