import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { contactFacts, insertContacts } from '../leads/contact-facts.ts';
import type { AddContactInput } from './case.inputs.ts';
import { changeCase, type LockedCase } from './change-case.ts';

/**
 * Adds a person to a case. The event names the contact by id only and is heard at WORK.
 * @throws Refusal NOT_FOUND | FORBIDDEN | REQUIRED | INVALID
 */
export function addContact(ctx: Ctx, input: AddContactInput): Promise<{ caseId: string; contactId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('addContact', input, async (tx) => {
    const locked = await lockForWrite<LockedCase>(tx, 'Case', { id: input.caseId }, Level.WORK, 'caseId');
    const refusals = new Refusals();
    const contacts = contactFacts([input.contact], refusals, 'input', 'contact');
    refusals.throwIfAny();
    const [contactId] = await insertContacts(tx, 'CASE', locked.id, contacts);
    await changeCase(tx, locked, {}, { kind: 'CONTACT_ADDED', minimum: 'WORK', payload: { contactId: contactId! } });
    return { caseId: locked.id, contactId: contactId! };
  });
}
