import { Arg, Ctx as Context, Mutation, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { declineClaimInvitation, joinClaim } from './answer-claim-invitation.ts';
import { claimLead } from './claim-lead.ts';
import { ClaimTaken } from './claim-taken.ts';
import {
  ClaimLeadInput,
  DeclineClaimInvitationInput,
  InviteToClaimInput,
  JoinClaimInput,
  LeaveClaimInput,
  ReleaseClaimInput,
  RenewClaimInput,
  WithdrawClaimInvitationInput,
} from './claim.inputs.ts';
import { loadClaim } from './claim.loaders.ts';
import { ClaimPayload } from './claim.payloads.ts';
import { inviteToClaim } from './invite-to-claim.ts';
import { loadLead } from './lead.loaders.ts';
import { leaveClaim } from './leave-claim.ts';
import { releaseClaim } from './release-claim.ts';
import { renewClaim } from './renew-claim.ts';
import { withdrawClaimInvitation } from './withdraw-claim-invitation.ts';

const INPUT = { description: 'What to do (输入).' };

async function payload(ctx: Ctx, act: Promise<{ claimId: string; leadId: string }>): Promise<ClaimPayload> {
  const { claimId, leadId } = await act;
  return { claim: await loadClaim(ctx, claimId), lead: await loadLead(ctx, leadId) };
}

@Resolver()
export class ClaimMutationResolver {
  @Mutation(() => ClaimPayload, {
    description: 'Files the claim on a lead of the own team; the earliest complete filing holds the investor (首谈申报).',
  })
  async claimLead(@Arg('input', () => ClaimLeadInput, INPUT) input: ClaimLeadInput, @Context() ctx: Ctx): Promise<ClaimPayload> {
    try {
      return await payload(ctx, claimLead(ctx, input));
    } catch (error) {
      if (!(error instanceof ClaimTaken)) throw error;
      return { claim: null, lead: null, conflict: error.conflict, userErrors: error.errors };
    }
  }

  @Mutation(() => ClaimPayload, {
    description: 'Renews a claim in the second half of its term, on evidence of what happened since (首谈续期).',
  })
  renewClaim(@Arg('input', () => RenewClaimInput, INPUT) input: RenewClaimInput, @Context() ctx: Ctx): Promise<ClaimPayload> {
    return payload(ctx, renewClaim(ctx, input));
  }

  @Mutation(() => ClaimPayload, { description: 'Gives a claim up with a reason; the investor is free at once (释放首谈权).' })
  releaseClaim(
    @Arg('input', () => ReleaseClaimInput, INPUT) input: ReleaseClaimInput,
    @Context() ctx: Ctx,
  ): Promise<ClaimPayload> {
    return payload(ctx, releaseClaim(ctx, input));
  }

  @Mutation(() => ClaimPayload, {
    description: 'Invites a team to hold the claim jointly, for a part of the credit (邀请联合首谈).',
  })
  inviteToClaim(
    @Arg('input', () => InviteToClaimInput, INPUT) input: InviteToClaimInput,
    @Context() ctx: Ctx,
  ): Promise<ClaimPayload> {
    return payload(ctx, inviteToClaim(ctx, input));
  }

  @Mutation(() => ClaimPayload, {
    description: 'Accepts an invitation: the team works on the lead, its own one is closed (加入联合首谈).',
  })
  joinClaim(@Arg('input', () => JoinClaimInput, INPUT) input: JoinClaimInput, @Context() ctx: Ctx): Promise<ClaimPayload> {
    return payload(ctx, joinClaim(ctx, input));
  }

  @Mutation(() => ClaimPayload, { description: 'Declines an invitation to a joint claim (谢绝联合首谈).' })
  declineClaimInvitation(
    @Arg('input', () => DeclineClaimInvitationInput, INPUT) input: DeclineClaimInvitationInput,
    @Context() ctx: Ctx,
  ): Promise<ClaimPayload> {
    return payload(ctx, declineClaimInvitation(ctx, input));
  }

  @Mutation(() => ClaimPayload, { description: 'Takes an invitation back that nobody has answered yet (撤回联合首谈邀请).' })
  withdrawClaimInvitation(
    @Arg('input', () => WithdrawClaimInvitationInput, INPUT) input: WithdrawClaimInvitationInput,
    @Context() ctx: Ctx,
  ): Promise<ClaimPayload> {
    return payload(ctx, withdrawClaimInvitation(ctx, input));
  }

  @Mutation(() => ClaimPayload, {
    description: 'Leaves a joint claim; an own lead closed on joining may be taken up again by screenLead (退出联合首谈).',
  })
  leaveClaim(@Arg('input', () => LeaveClaimInput, INPUT) input: LeaveClaimInput, @Context() ctx: Ctx): Promise<ClaimPayload> {
    return payload(ctx, leaveClaim(ctx, input));
  }
}
