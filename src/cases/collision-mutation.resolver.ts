import { Arg, Ctx as Context, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { UserError } from '../kernel/refusal.ts';
import { CollisionMatch, type CollisionMatchRow } from '../leads/collision-match.ts';
import { AgreeToDiscloseInput, DismissCollisionInput, WithdrawDisclosureInput } from '../leads/collision.inputs.ts';
import { Collision, type CollisionRow } from '../leads/collision.ts';
import { loadCollision } from '../leads/list-collisions.ts';
import { caseByLead } from './case.loaders.ts';
import { Case, type CaseRow } from './case.ts';
import { agreeToDisclose, dismissCollision, withdrawDisclosure } from './disclose-collision.ts';

const INPUT = { description: 'What to do (输入).' };

@ObjectType({ description: 'Answer of a mutation of a collision (撞单办理结果).' })
export class CollisionPayload {
  @Field(() => Collision, { nullable: true, description: 'The collision after the act; null when refused (撞单).' })
  collision!: CollisionRow | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

const payload = async (ctx: Ctx, done: Promise<{ collisionId: string }>): Promise<CollisionPayload> => ({
  collision: await loadCollision(ctx, (await done).collisionId),
});

@Resolver(() => CollisionMatch)
export class CollisionMutationResolver {
  @Mutation(() => CollisionPayload, {
    description: 'Agrees to show the other side of a collision the own lead; in force once both agreed (同意披露).',
  })
  agreeToDisclose(
    @Arg('input', () => AgreeToDiscloseInput, INPUT) input: AgreeToDiscloseInput,
    @Context() ctx: Ctx,
  ): Promise<CollisionPayload> {
    return payload(ctx, agreeToDisclose(ctx, input));
  }

  @Mutation(() => CollisionPayload, { description: 'Takes the own agreement to disclose back (撤回披露).' })
  withdrawDisclosure(
    @Arg('input', () => WithdrawDisclosureInput, INPUT) input: WithdrawDisclosureInput,
    @Context() ctx: Ctx,
  ): Promise<CollisionPayload> {
    return payload(ctx, withdrawDisclosure(ctx, input));
  }

  @Mutation(() => CollisionPayload, { description: 'Says that the other side is at work on another investor (排除撞单).' })
  dismissCollision(
    @Arg('input', () => DismissCollisionInput, INPUT) input: DismissCollisionInput,
    @Context() ctx: Ctx,
  ): Promise<CollisionPayload> {
    return payload(ctx, dismissCollision(ctx, input));
  }

  @FieldResolver(() => Case, {
    nullable: true,
    description: 'The case of the lead; null when there is none or it may not be seen (专案).',
  })
  async case(@Root() match: CollisionMatchRow, @Context() ctx: Ctx): Promise<CaseRow | null> {
    return match.leadId === null ? null : ctx.load(caseByLead, match.leadId);
  }
}
