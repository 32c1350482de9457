import { Arg, Ctx as Context, Mutation, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { loadContact, loadLead } from '../leads/lead.loaders.ts';
import { acceptLead } from './accept-lead.ts';
import { addActivity } from './add-activity.ts';
import { addContact } from './add-contact.ts';
import * as inputs from './case.inputs.ts';
import { loadActivity, loadCase, loadShare } from './case.loaders.ts';
import { AcceptLeadPayload, ActivityPayload, CaseContactPayload, CasePayload, CaseSharePayload } from './case.payloads.ts';
import { changeShare } from './change-share.ts';
import { moveCase } from './move-case.ts';
import { shareCase } from './share-case.ts';
import { updateCase } from './update-case.ts';
import { withdrawShare } from './withdraw-share.ts';

const INPUT = { description: 'What to do (输入).' };

@Resolver()
export class CaseMutationResolver {
  @Mutation(() => AcceptLeadPayload, { description: 'Takes up a lead: opens a case led by the owning team (线索立案).' })
  async acceptLead(
    @Arg('input', () => inputs.AcceptLeadInput, INPUT) input: inputs.AcceptLeadInput,
    @Context() ctx: Ctx,
  ): Promise<AcceptLeadPayload> {
    const { caseId, leadId } = await acceptLead(ctx, input);
    return { case: await loadCase(ctx, caseId), lead: await loadLead(ctx, leadId) };
  }

  @Mutation(() => CasePayload, { description: 'Changes facts of an open case (更新专案).' })
  async updateCase(
    @Arg('input', () => inputs.UpdateCaseInput, INPUT) input: inputs.UpdateCaseInput,
    @Context() ctx: Ctx,
  ): Promise<CasePayload> {
    return { case: await loadCase(ctx, (await updateCase(ctx, input)).caseId) };
  }

  @Mutation(() => CasePayload, { description: 'Moves a case to another stage (变更阶段).' })
  async moveCase(
    @Arg('input', () => inputs.MoveCaseInput, INPUT) input: inputs.MoveCaseInput,
    @Context() ctx: Ctx,
  ): Promise<CasePayload> {
    return { case: await loadCase(ctx, (await moveCase(ctx, input)).caseId) };
  }

  @Mutation(() => CaseSharePayload, { description: 'Brings a team into a case in a role, at a level (共享专案).' })
  async shareCase(
    @Arg('input', () => inputs.ShareCaseInput, INPUT) input: inputs.ShareCaseInput,
    @Context() ctx: Ctx,
  ): Promise<CaseSharePayload> {
    return sharePayload(ctx, await shareCase(ctx, input));
  }

  @Mutation(() => CaseSharePayload, { description: "Changes a team's role or level in a case (调整共享)." })
  async changeShare(
    @Arg('input', () => inputs.ChangeShareInput, INPUT) input: inputs.ChangeShareInput,
    @Context() ctx: Ctx,
  ): Promise<CaseSharePayload> {
    return sharePayload(ctx, await changeShare(ctx, input));
  }

  @Mutation(() => CasePayload, {
    description: "Ends a team's part in a case, or leaves it; one that shares in the credit leaves only by itself (撤回共享).",
  })
  async withdrawShare(
    @Arg('input', () => inputs.WithdrawShareInput, INPUT) input: inputs.WithdrawShareInput,
    @Context() ctx: Ctx,
  ): Promise<CasePayload> {
    return { case: await loadCase(ctx, (await withdrawShare(ctx, input)).caseId) };
  }

  @Mutation(() => ActivityPayload, { description: 'Records what was done on a case (新增跟进记录).' })
  async addActivity(
    @Arg('input', () => inputs.AddActivityInput, INPUT) input: inputs.AddActivityInput,
    @Context() ctx: Ctx,
  ): Promise<ActivityPayload> {
    const { caseId, activityId } = await addActivity(ctx, input);
    return { case: await loadCase(ctx, caseId), activity: await loadActivity(ctx, activityId) };
  }

  @Mutation(() => CaseContactPayload, { description: 'Adds a contact to a case (新增专案联系人).' })
  async addContact(
    @Arg('input', () => inputs.AddContactInput, INPUT) input: inputs.AddContactInput,
    @Context() ctx: Ctx,
  ): Promise<CaseContactPayload> {
    const { caseId, contactId } = await addContact(ctx, input);
    return { case: await loadCase(ctx, caseId), contact: await loadContact(ctx, contactId) };
  }
}

const sharePayload = async (ctx: Ctx, { caseId, shareId }: { caseId: string; shareId: string }): Promise<CaseSharePayload> => ({
  case: await loadCase(ctx, caseId),
  share: await loadShare(ctx, shareId),
});
