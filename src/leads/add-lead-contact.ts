import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import type { ToldMatch } from './blind-matches.ts';
import { changeLead, type LockedLead } from './change-lead.ts';
import { collide } from './collide.ts';
import { contactFacts, insertContacts } from './contact-facts.ts';
import type { AddLeadContactInput } from './lead.inputs.ts';

/**
 * Adds a person to a lead. The event names the contact by id only.
 * @throws Refusal NOT_FOUND | FORBIDDEN | REQUIRED | INVALID
 */
export function addLeadContact(
  ctx: Ctx,
  input: AddLeadContactInput,
): Promise<{ leadId: string; contactId: string; collisions: ToldMatch[] | null }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('addLeadContact', input, async (tx) => {
    const lead = await lockForWrite<LockedLead>(tx, 'Lead', { id: input.leadId }, Level.WORK, 'leadId');
    const refusals = new Refusals();
    const contacts = contactFacts([input.contact], refusals, 'input', 'contact');
    refusals.throwIfAny();
    const [contactId] = await insertContacts(tx, 'LEAD', lead.id, contacts);
    await changeLead(tx, lead, {}, { kind: 'CONTACT_ADDED', minimum: 'WORK', payload: { contactId: contactId! } });
    const collisions = await collide(tx, ctx.seal, { id: lead.id, teamId: lead.owning_team_id }, { contacts });
    return { leadId: lead.id, contactId: contactId!, collisions };
  });
}
