import { Arg, Ctx as Context, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { UserError } from '../kernel/refusal.ts';
import { addContestStatement, withdrawContest } from './contest-acts.ts';
import { contestClaim } from './contest-claim.ts';
import { AddContestStatementInput, ContestClaimInput, DecideContestInput, WithdrawContestInput } from './contest.inputs.ts';
import { loadContest } from './contest.loaders.ts';
import { Contest, type ContestRow } from './contest.ts';
import { decideContest } from './decide-contest.ts';

@ObjectType({ description: 'Answer of a mutation of a contest (争议办理结果).' })
export class ContestPayload {
  @Field(() => Contest, { nullable: true, description: 'The contest after the act; null when refused (争议).' })
  contest!: ContestRow | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

const INPUT = { description: 'What to do (输入).' };
const payload = async (ctx: Ctx, { contestId }: { contestId: string }): Promise<ContestPayload> => ({
  contest: await loadContest(ctx, contestId),
});

@Resolver()
export class ContestMutationResolver {
  @Mutation(() => ContestPayload, {
    description: 'Contests a live claim: both leads are frozen until the lowest team above both has decided (提起首谈权争议).',
  })
  async contestClaim(
    @Arg('input', () => ContestClaimInput, INPUT) input: ContestClaimInput,
    @Context() ctx: Ctx,
  ): Promise<ContestPayload> {
    return payload(ctx, await contestClaim(ctx, input));
  }

  @Mutation(() => ContestPayload, { description: 'Says something to the arbiter of an open contest (争议陈述).' })
  async addContestStatement(
    @Arg('input', () => AddContestStatementInput, INPUT) input: AddContestStatementInput,
    @Context() ctx: Ctx,
  ): Promise<ContestPayload> {
    return payload(ctx, await addContestStatement(ctx, input));
  }

  @Mutation(() => ContestPayload, { description: 'Takes an own contest back; the claim stays with its holder (撤回争议).' })
  async withdrawContest(
    @Arg('input', () => WithdrawContestInput, INPUT) input: WithdrawContestInput,
    @Context() ctx: Ctx,
  ): Promise<ContestPayload> {
    return payload(ctx, await withdrawContest(ctx, input));
  }

  @Mutation(() => ContestPayload, {
    description: 'Decides an open contest; by the chief of the arbiter, of a team above it once it is overdue (裁决争议).',
  })
  async decideContest(
    @Arg('input', () => DecideContestInput, INPUT) input: DecideContestInput,
    @Context() ctx: Ctx,
  ): Promise<ContestPayload> {
    return payload(ctx, await decideContest(ctx, input));
  }
}
