import { Arg, Ctx as Context, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { ReportLeadInput, RespondToLeadInput } from './clock.inputs.ts';
import { loadReport } from './clock.loaders.ts';
import { LeadReport, type LeadReportRow } from './lead-report.ts';
import { loadLead } from './lead.loaders.ts';
import { LeadPayload } from './lead.payloads.ts';
import { reportLead, respondToLead } from './report-lead.ts';

@ObjectType({ description: 'Answer of responding to a lead or reporting on it (线索反馈结果).' })
export class LeadReportPayload extends LeadPayload {
  @Field(() => LeadReport, { nullable: true, description: 'What was told; null when refused (反馈).' })
  report!: LeadReportRow | null;
}

const INPUT = { description: 'What to tell (输入).' };
const payload = async (ctx: Ctx, { leadId, reportId }: { leadId: string; reportId: string }): Promise<LeadReportPayload> => {
  const [lead, report] = await Promise.all([loadLead(ctx, leadId), loadReport(ctx, reportId)]);
  return { lead, report };
};

@Resolver()
export class ClockMutationResolver {
  @Mutation(() => LeadReportPayload, { description: 'Tells how the owning team responded to a lead (响应线索).' })
  async respondToLead(
    @Arg('input', () => RespondToLeadInput, INPUT) input: RespondToLeadInput,
    @Context() ctx: Ctx,
  ): Promise<LeadReportPayload> {
    return payload(ctx, await respondToLead(ctx, input));
  }

  @Mutation(() => LeadReportPayload, {
    description: 'Tells what has come of a lead; meets the feedback or report clock and starts the next (反馈线索进展).',
  })
  async reportLead(
    @Arg('input', () => ReportLeadInput, INPUT) input: ReportLeadInput,
    @Context() ctx: Ctx,
  ): Promise<LeadReportPayload> {
    return payload(ctx, await reportLead(ctx, input));
  }
}
