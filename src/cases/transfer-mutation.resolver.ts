import { Arg, Ctx as Context, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { UserError } from '../kernel/refusal.ts';
import { acceptTransfer, declineTransfer, withdrawTransfer } from './answer-transfer.ts';
import { directTransfer } from './direct-transfer.ts';
import { loadTransfer } from './list-transfers.ts';
import { offerTransfer } from './offer-transfer.ts';
import * as inputs from './transfer.inputs.ts';
import { Transfer, type TransferRow } from './transfer.ts';

const INPUT = { description: 'What to do (输入).' };

@ObjectType({ description: 'Answer of a mutation of a transfer (流转办理结果).' })
export class TransferPayload {
  @Field(() => Transfer, {
    nullable: true,
    description: 'The transfer after the act; null when refused or, as after declining, no longer seen (流转).',
  })
  transfer!: TransferRow | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

const payload = async (ctx: Ctx, { transferId }: { transferId: string }): Promise<TransferPayload> => ({
  transfer: await loadTransfer(ctx, transferId),
});

@Resolver()
export class TransferMutationResolver {
  @Mutation(() => TransferPayload, { description: 'Offers a lead or case to another team (发起流转).' })
  async offerTransfer(
    @Arg('input', () => inputs.OfferTransferInput, INPUT) input: inputs.OfferTransferInput,
    @Context() ctx: Ctx,
  ): Promise<TransferPayload> {
    return payload(ctx, await offerTransfer(ctx, input));
  }

  @Mutation(() => TransferPayload, { description: 'Takes over a lead or case that was offered (接收流转).' })
  async acceptTransfer(
    @Arg('input', () => inputs.AcceptTransferInput, INPUT) input: inputs.AcceptTransferInput,
    @Context() ctx: Ctx,
  ): Promise<TransferPayload> {
    return payload(ctx, await acceptTransfer(ctx, input));
  }

  @Mutation(() => TransferPayload, { description: 'Declines a lead or case that was offered, with a reason (婉拒流转).' })
  async declineTransfer(
    @Arg('input', () => inputs.DeclineTransferInput, INPUT) input: inputs.DeclineTransferInput,
    @Context() ctx: Ctx,
  ): Promise<TransferPayload> {
    return payload(ctx, await declineTransfer(ctx, input));
  }

  @Mutation(() => TransferPayload, { description: 'Takes an own offer back before it is answered (撤回流转).' })
  async withdrawTransfer(
    @Arg('input', () => inputs.WithdrawTransferInput, INPUT) input: inputs.WithdrawTransferInput,
    @Context() ctx: Ctx,
  ): Promise<TransferPayload> {
    return payload(ctx, await withdrawTransfer(ctx, input));
  }

  @Mutation(() => TransferPayload, {
    description: 'Directs a lead or case to another team without asking it; by the chief of the city team (指定流转).',
  })
  async directTransfer(
    @Arg('input', () => inputs.DirectTransferInput, INPUT) input: inputs.DirectTransferInput,
    @Context() ctx: Ctx,
  ): Promise<TransferPayload> {
    return payload(ctx, await directTransfer(ctx, input));
  }
}
