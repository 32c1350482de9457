import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { changeLead, type LockedLead } from './change-lead.ts';
import { endClaimOfLead } from './claim-lease.ts';
import { ClaimStatus } from './claim-status.ts';
import { reopenCollisions, resolveCollisions } from './close-collisions.ts';
import { checkText } from './deal-facts.ts';
import type { DeclineLeadInput, ScreenLeadInput } from './lead.inputs.ts';
import { refuseFrozen } from './frozen.ts';
import { authorizeLeadMove } from './lead.policy.ts';
import { LeadStage } from './lead.ts';

const EVENT = { SCREENING: 'LEAD_SCREENED', ACCEPTED: 'LEAD_ACCEPTED', DECLINED: 'LEAD_DECLINED' } as const;

/**
 * Moves a locked lead along `LEAD_MOVES`, clearing or setting the reason. A lead that closes gives its claim up: that, and
 * opening the case, is for its owner and for nobody who only works along.
 */
export async function moveLead(
  tx: Tx,
  lead: LockedLead,
  to: keyof typeof EVENT,
  { closingReason = null, field = 'id' }: { closingReason?: string | null; field?: string } = {},
): Promise<void> {
  const isOwner = lead.owning_team_id === tx.viewer.teamId;
  authorize(isOwner || to === LeadStage.SCREENING, '线索由承接团队立案或不予受理，请与承接团队商议', 'input', field);
  refuseFrozen(lead, 'input', field);
  authorizeLeadMove(lead.stage, LeadStage[to]);
  const payload = { from: lead.stage, to, changes: { stage: { from: lead.stage, to } } };
  if (to === LeadStage.DECLINED) await endClaimOfLead(tx, lead.id, ClaimStatus.RELEASED, closingReason);
  await changeLead(tx, lead, { stage: LeadStage[to], closingReason }, { kind: EVENT[to], payload });
  if (to === LeadStage.DECLINED) await resolveCollisions(tx, lead.id);
  if (!isOpen(lead.stage)) await reopenCollisions(tx, lead.id);
}

const isOpen = (stage: LeadStage): boolean => stage !== LeadStage.DECLINED && stage !== LeadStage.LAPSED;

/**
 * Takes a lead into study; a declined or lapsed one may be taken up again.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE
 */
export function screenLead(ctx: Ctx, input: ScreenLeadInput): Promise<{ leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('screenLead', input, async (tx) => {
    const lead = await lockForWrite<LockedLead>(tx, 'Lead', input);
    await moveLead(tx, lead, 'SCREENING');
    return { leadId: lead.id };
  });
}

/**
 * Declines a lead with a reason.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE | REQUIRED
 */
export function declineLead(ctx: Ctx, input: DeclineLeadInput): Promise<{ leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('declineLead', input, async (tx) => {
    const lead = await lockForWrite<LockedLead>(tx, 'Lead', input);
    const refusals = new Refusals();
    const reason = checkText(refusals, 'reason', input.reason, 1_000, '不受理原因');
    refusals.throwIfAny();
    await moveLead(tx, lead, 'DECLINED', { closingReason: reason });
    return { leadId: lead.id };
  });
}
