import { Arg, Ctx as Context, Mutation, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { addLeadContact } from './add-lead-contact.ts';
import type { ToldMatch } from './blind-matches.ts';
import { matchRows } from './collision-match.ts';
import { AddLeadContactInput, DeclineLeadInput, RegisterLeadInput, ScreenLeadInput, UpdateLeadInput } from './lead.inputs.ts';
import { loadContact, loadLead } from './lead.loaders.ts';
import { LeadContactPayload, LeadPayload } from './lead.payloads.ts';
import { declineLead, screenLead } from './move-lead.ts';
import { registerLead } from './register-lead.ts';
import { updateLead } from './update-lead.ts';

const INPUT = { description: 'What to do (输入).' };
interface Done {
  leadId: string;
  collisions?: ToldMatch[] | null;
}
const payload = async (ctx: Ctx, { leadId, collisions = null }: Done): Promise<LeadPayload> => ({
  lead: await loadLead(ctx, leadId),
  collisions: collisions && matchRows(collisions),
});

@Resolver()
export class LeadMutationResolver {
  @Mutation(() => LeadPayload, { description: 'Registers a lead of the own team, or as a partner for a public team (登记线索).' })
  async registerLead(
    @Arg('input', () => RegisterLeadInput, INPUT) input: RegisterLeadInput,
    @Context() ctx: Ctx,
  ): Promise<LeadPayload> {
    return payload(ctx, await registerLead(ctx, input));
  }

  @Mutation(() => LeadPayload, { description: 'Changes facts of an open lead (更新线索).' })
  async updateLead(
    @Arg('input', () => UpdateLeadInput, INPUT) input: UpdateLeadInput,
    @Context() ctx: Ctx,
  ): Promise<LeadPayload> {
    return payload(ctx, await updateLead(ctx, input));
  }

  @Mutation(() => LeadPayload, { description: 'Takes a lead into screening (研判线索).' })
  async screenLead(
    @Arg('input', () => ScreenLeadInput, INPUT) input: ScreenLeadInput,
    @Context() ctx: Ctx,
  ): Promise<LeadPayload> {
    return payload(ctx, await screenLead(ctx, input));
  }

  @Mutation(() => LeadPayload, { description: 'Declines a lead with a reason (不予受理线索).' })
  async declineLead(
    @Arg('input', () => DeclineLeadInput, INPUT) input: DeclineLeadInput,
    @Context() ctx: Ctx,
  ): Promise<LeadPayload> {
    return payload(ctx, await declineLead(ctx, input));
  }

  @Mutation(() => LeadContactPayload, { description: 'Adds a contact to a lead (新增线索联系人).' })
  async addLeadContact(
    @Arg('input', () => AddLeadContactInput, INPUT) input: AddLeadContactInput,
    @Context() ctx: Ctx,
  ): Promise<LeadContactPayload> {
    const done = await addLeadContact(ctx, input);
    return { ...(await payload(ctx, done)), contact: await loadContact(ctx, done.contactId) };
  }
}
