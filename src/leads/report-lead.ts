import { randomUUID } from 'node:crypto';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Scope } from '../kernel/viewer.ts';
import { changeLead, type LockedLead } from './change-lead.ts';
import { ClockKind } from './clock-light.ts';
import { endClocks, reckoningOf, startClocks } from './clock-moves.ts';
import type { ReportLeadInput, RespondToLeadInput } from './clock.inputs.ts';
import { checkText } from './deal-facts.ts';
import { LeadReport, LeadReportKind } from './lead-report.ts';
import { LeadStage } from './lead.ts';

type Reported = Promise<{ leadId: string; reportId: string }>;

/**
 * Says how the owning team responded; like any other act of it, this meets the clock for the first response.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (closed) | REQUIRED | INVALID
 */
export function respondToLead(ctx: Ctx, input: RespondToLeadInput): Reported {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('respondToLead', input, async (tx) => {
    const lead = await openLead(tx, input.leadId);
    const reportId = await addReport(tx, lead, LeadReportKind.RESPONSE, input);
    await changeLead(tx, lead, {}, { kind: 'LEAD_RESPONDED', minimum: 'FOLLOW', payload: { reportId } });
    return { leadId: lead.id, reportId };
  });
}

/**
 * Tells what has come of a lead. It meets the clock that waits for it, the first feedback or a later report, and the next
 * report is due from now.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (closed) | REQUIRED | INVALID
 */
export function reportLead(ctx: Ctx, input: ReportLeadInput): Reported {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('reportLead', input, async (tx) => {
    const reckoning = reckoningOf(tx);
    tx.later(reckoning);
    const lead = await openLead(tx, input.leadId);
    const reportId = await addReport(tx, lead, LeadReportKind.REPORT, input);
    const next = await reckoning;
    const isFrozen = lead.frozen_by_id !== null;
    tx.later(
      endClocks(tx, lead.id, [ClockKind.FEEDBACK, ClockKind.REPORT]),
      startClocks(tx, lead.id, next, [ClockKind.REPORT], { isFrozen }),
    );
    await changeLead(tx, lead, {}, { kind: 'LEAD_REPORTED', minimum: 'FOLLOW', payload: { reportId } });
    return { leadId: lead.id, reportId };
  });
}

async function openLead(tx: Tx, leadId: string): Promise<LockedLead> {
  const lead = await lockForWrite<LockedLead>(tx, 'Lead', { id: leadId }, Level.WORK, 'leadId');
  if (lead.stage === LeadStage.NEW || lead.stage === LeadStage.SCREENING) return lead;
  const message =
    lead.stage === LeadStage.ACCEPTED
      ? '线索已立案，请在专案中记录跟进（addActivity）'
      : '线索已办结，不再反馈；如需继续，请先重新研判（screenLead）';
  throw refuse('ILLEGAL_MOVE', message, 'input', 'leadId');
}

type Told = Pick<ReportLeadInput, 'text' | 'happenedOn'>;

async function addReport(tx: Tx, lead: LockedLead, kind: LeadReportKind, { text: given, happenedOn }: Told): Promise<string> {
  const refusals = new Refusals();
  const today = shanghaiDay(tx.now);
  const text = checkText(refusals, 'text', given, 4_000, kind === LeadReportKind.REPORT ? '进展情况' : '响应情况');
  if (happenedOn != null && happenedOn > today) refusals.add('INVALID', '日期不能晚于今天', 'input', 'happenedOn');
  refusals.throwIfAny();
  const [id, { teamId, personId }] = [randomUUID(), tx.viewer];
  const report = { id, leadId: lead.id, teamId, authorId: personId, kind, text, happenedOn: happenedOn ?? today };
  await tx.em.insert(LeadReport, { ...report, createdAt: tx.now });
  return id;
}
